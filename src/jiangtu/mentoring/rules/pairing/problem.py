"""A pairing to be found: who mentors, who learns, which pairs stand or may not be, and by which rules."""

from __future__ import annotations

import msgspec

from .book import Rules

Link = tuple[str, str]  # (mentor's id, apprentice's id)


class Mentor(msgspec.Struct, frozen=True, gc=False):
    """One who can take apprentices.

    `level` is a level of the ladder (`Rules.level` finds it); `skills` maps a skill to its grade 1–5; `places` is how
    many apprentices they take. `suit` (red: skill, white: technical knowledge) is told with the profile; no rule asks.
    """

    id: str
    level: str
    skills: dict[str, int]
    sites: frozenset[str]
    shifts: frozenset[str]
    places: int = 1
    suit: str = ""


class Apprentice(msgspec.Struct, frozen=True, gc=False):
    """One who learns.

    `wants` maps a skill to the grade 1–5 to reach; `target_level` is the level aimed at, "" when none is set;
    `mentors` is how many mentors they are to have.
    """

    id: str
    level: str
    wants: dict[str, int]
    sites: frozenset[str]
    shifts: frozenset[str]
    target_level: str = ""
    mentors: int = 1
    suit: str = ""


class Problem(msgspec.Struct, frozen=True):
    """Everything one run needs. `locked` pairs are kept as they are, `forbidden` ones never made.

    One person may stand in both lists under the same id (expert → chief → senior technician) and is never paired
    with themself. The order of the lists, and a link named twice, change nothing.
    """

    mentors: tuple[Mentor, ...]
    apprentices: tuple[Apprentice, ...]
    rules: Rules
    locked: tuple[Link, ...] = ()
    forbidden: tuple[Link, ...] = ()

    def capacity(self, mentor: Mentor) -> int:
        """How many apprentices this mentor may have: their places, at most the rulebook's cap."""
        return min(mentor.places, self.rules.max_apprentices_per_mentor)
