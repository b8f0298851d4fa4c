"""The rulebook `pairing`: weights of the fit, caps, and the ladder of levels."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import msgspec

from jiangtu.competences.rules.levels import parse_level
from jiangtu.core.letters import usual
from jiangtu.core.rulebook import Rulebook


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What each part of the fit weighs; together 1."""

    coverage: Decimal
    closeness: Decimal
    overlap: Decimal

    def __post_init__(self) -> None:
        parts = (self.coverage, self.closeness, self.overlap)
        if min(parts) < 0 or sum(parts) != 1:
            raise ValueError("the weights must not be negative and must add up to 1")


class PairingRules(Rulebook, frozen=True, kw_only=True):
    """One edition of the rulebook `pairing` for a place."""

    NAME: ClassVar[str] = "pairing"

    max_apprentices_per_mentor: int | None = None
    min_level_gap: int | None = None
    weights: Weights | None = None
    ranks: dict[str, int] | None = None


class Rules(msgspec.Struct, frozen=True):
    """What one run of pairing goes by: a rulebook's figures, or those its problem names instead."""

    max_apprentices_per_mentor: int
    min_level_gap: int
    weights: Weights
    ranks: dict[str, int]

    @classmethod
    def of(
        cls,
        book: PairingRules,
        *,
        max_apprentices_per_mentor: int | None = None,
        min_level_gap: int | None = None,
        ranks: dict[str, int] | None = None,
    ) -> Rules:
        """The rulebook's figures, save those given. ValueError when the rulebook lacks one of them."""
        cap = book.max_apprentices_per_mentor if max_apprentices_per_mentor is None else max_apprentices_per_mentor
        gap = book.min_level_gap if min_level_gap is None else min_level_gap
        ladder = book.ranks if ranks is None else ranks
        if cap is None or gap is None or ladder is None or book.weights is None:
            raise ValueError(f"the rulebook {book.id} lacks a figure that pairing needs")
        return cls(cap, gap, book.weights, ladder)

    def level(self, word: str) -> str | None:
        """The ladder's own name of a level (技师 → L2), or None when the ladder has no such level.

        Another ladder's levels go by their own names; those of the national one by every word that a roster may use.
        """
        if word in self.ranks:
            return word
        plain = _plain(word)
        name = next((name for name in self.ranks if _plain(name) == plain), None) or parse_level(word)
        return name if name in self.ranks else None


def _plain(word: str) -> str:
    return " ".join(usual(word).replace("_", " ").replace("-", " ").casefold().split())
