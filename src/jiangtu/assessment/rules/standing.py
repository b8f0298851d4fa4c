"""Whose word says what of a competence, whether it is enough, and whether the sides agree. No word closes for another.

A side's word is the latest that anybody of that side has said. What people say of themselves is shown beside and
counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from jiangtu.core.verdict import No, Verdict, Yes, every

ENTERPRISE, COLLEGE, SELF = "enterprise", "college", "self"


class Rated(Protocol):
    """A competence as a need and a sheet name it; `str` is its name in the reader's language."""

    @property
    def pk(self) -> int: ...

    @property
    def uuid(self) -> UUID: ...


@dataclass(frozen=True, slots=True)
class Need:
    """A competence that must stand at a level by the word of each named side. `name` is what `str` shows the reader."""

    competence: int
    name: Rated
    level: int
    sides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody of a side found: the level, one example, on which day. `rater` is the person's key."""

    level: int
    example: str
    on: date
    rater: int


# competence → side → the word that stands
Standing = Mapping[int, Mapping[str, Word]]


def levels_met(needs: Iterable[Need], standing: Standing) -> Verdict:
    """Every required competence at its level by those whose word counts: one condition for each competence and side."""
    return every(*(_met(need, side, standing) for need in needs for side in need.sides), code="competences")


def _met(need: Need, side: str, standing: Standing) -> Verdict:
    word = standing.get(need.competence, {}).get(side)
    if word is None:
        return No(f"not_assessed_by_{side}", need=need.level, competence=need.name)
    if word.level < need.level:
        return No(f"level_short_by_{side}", have=word.level, need=need.level, competence=need.name)
    return Yes(f"level_met_by_{side}", have=word.level, need=need.level, competence=need.name)


def differs(words: Mapping[str, Word], *, differs_from: int) -> bool:
    """Whether the words of any two sides lie that many levels apart or more: worth a talk."""
    levels = [word.level for word in words.values()]
    return bool(levels) and max(levels) - min(levels) >= differs_from
