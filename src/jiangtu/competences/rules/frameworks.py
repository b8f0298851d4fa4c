"""Frameworks of competences, occupations and the scale of assessment: packs of data under `rulebooks/`.

Nothing here decides; it gives the packs a shape, so that a bad file is refused when the program starts.
"""

from __future__ import annotations

import re
from typing import ClassVar

import msgspec

from jiangtu.core.rulebook import MARKS, Rulebook, editions, schemes

from .levels import LadderRules

KEY = re.compile(r"^[a-z][a-z0-9-]*$")
PLAIN = "plain"


class Pack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something with a key that is never renamed and a name in both languages. `mark` "" means the edition's."""

    key: str
    name: str
    name_en: str
    mark: str = ""

    def __post_init__(self) -> None:
        if not KEY.match(self.key):
            raise ValueError(f"a key is lower-case letters, digits and hyphens: {self.key}")
        if self.mark and self.mark not in MARKS:
            raise ValueError(f"mark of {self.key} must be one of {', '.join(MARKS)}")


class CompetencePack(Pack, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One competence of a framework, in our own words."""

    meaning: str
    meaning_en: str


class GroupPack(Pack, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A group of competences of a framework."""

    competences: tuple[CompetencePack, ...]


class FrameworkRules(Rulebook, frozen=True, kw_only=True):
    """A framework: `core` for core skills, which every occupation may ask for."""

    NAME: ClassVar[str] = "frameworks"

    name: str
    name_en: str
    core: bool = False
    groups: tuple[GroupPack, ...]

    def __post_init__(self) -> None:
        keys = [competence.key for group in self.groups for competence in group.competences]
        if len(keys) != len(set(keys)):
            raise ValueError("one key stands for two competences")


class OccupationPack(Pack, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An occupation, the ladder its levels stand on, and its framework (or "")."""

    ladder: str
    framework: str = ""

    def __post_init__(self) -> None:
        Pack.__post_init__(self)
        if self.ladder not in schemes(LadderRules):
            raise ValueError(f"{self.key} names a ladder that does not exist: {self.ladder}")
        if self.framework and self.framework not in schemes(FrameworkRules):
            raise ValueError(f"{self.key} names a framework that does not exist: {self.framework}")


class OccupationRules(Rulebook, frozen=True, kw_only=True):
    """A list of occupations."""

    NAME: ClassVar[str] = "occupations"

    occupations: tuple[OccupationPack, ...]


class Anchor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One level of the scale: a word for it, and the plain sentence that tells when it is meant."""

    level: int
    name: str
    name_en: str
    anchor: str
    anchor_en: str


class ScaleRules(Rulebook, frozen=True, kw_only=True):
    """The scale that competences are assessed on, lowest first. Two sides `differs_from` levels apart differ."""

    NAME: ClassVar[str] = "competence-scale"

    anchors: tuple[Anchor, ...]
    differs_from: int

    def __post_init__(self) -> None:
        if [anchor.level for anchor in self.anchors] != list(range(1, len(self.anchors) + 1)):
            raise ValueError("levels of the scale run 1, 2, 3 … without a gap")


def frameworks() -> dict[str, FrameworkRules]:
    """Every framework pack in its latest edition, by key (the file's name)."""
    return {name: editions(FrameworkRules, name)[-1] for name in schemes(FrameworkRules)}


def occupations() -> list[tuple[OccupationPack, OccupationRules]]:
    """Every occupation with the pack that names it. Raises ValueError when two packs name the same key."""
    found: dict[str, tuple[OccupationPack, OccupationRules]] = {}
    for book in (editions(OccupationRules, name)[-1] for name in schemes(OccupationRules)):
        for occupation in book.occupations:
            if occupation.key in found:
                raise ValueError(f"two packs name the occupation {occupation.key}")
            found[occupation.key] = (occupation, book)
    return list(found.values())


def scale(name: str = PLAIN) -> ScaleRules:
    """The scale of assessment in its latest edition. Raises LookupError when there is no such scale."""
    books = editions(ScaleRules, name)
    if not books:
        raise LookupError(f"no scale named {name}")
    return books[-1]
