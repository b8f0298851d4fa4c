"""Why a place stays empty.

The mentors whom the apprentice does not have yet are gone through rule by rule, in this order: shares a site
(`no_mentor_on_site`), shares a shift (`no_shift_overlap`), stands high enough, by the gap and the target level
(`no_rank_above`), covers some of what is wanted (`no_skill`). The first rule that leaves nobody is the reason that
binds; when mentors are left they are all full, or may not be paired with this apprentice (`all_places_taken`: a place
of theirs would fill it). Mentors already paired with the apprentice are left out, since nobody is in a pair twice: an
apprentice who is to have three mentors, on a site that has one, lacks two of them for `no_mentor_on_site`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from .book import Rules
from .fit import coverage
from .kinds import Kind
from .problem import Apprentice, Mentor

REASONS = ("no_mentor_on_site", "no_shift_overlap", "no_rank_above", "no_skill", "all_places_taken")


class Reasons:
    """Counts mentors by site, shift and rank once for all who ask."""

    def __init__(self, mentors: Sequence[Kind[Mentor]], rules: Rules) -> None:
        self.rules = rules
        self.people = {id: kind.person for kind in mentors for id in kind.members}
        self.kinds = [kind.person for kind in mentors]
        self.sizes = np.array([len(kind.members) for kind in mentors], np.int64)
        self.ranks = np.array([rules.ranks[kind.person.level] for kind in mentors], np.int64)
        self.by_site: dict[str, list[int]] = {}
        for row, person in enumerate(self.kinds):
            for site in person.sites:
                self.by_site.setdefault(site, []).append(row)
        self.known: dict[tuple[frozenset[str], frozenset[str], int], tuple[int, int, int]] = {}

    def reason(self, apprentice: Apprentice, id: str, eligible: int, has: Collection[str]) -> str:
        """Why this apprentice lacks a mentor. `eligible`: mentors who meet all rules; `has`: those they have."""
        out = [0, 0, 0, 0]  # of each count, those left out
        for mentor in {*has, id} & self.people.keys():
            for stage in range(self._stage(self.people[mentor], apprentice)):
                out[stage] += 1
        counts = (*self._counts(apprentice), eligible)
        for stage, count in enumerate(counts):
            if count <= out[stage]:
                return REASONS[stage]
        return REASONS[-1]

    def _need(self, apprentice: Apprentice) -> int:
        need = self.rules.ranks[apprentice.level] + self.rules.min_level_gap
        return max(need, self.rules.ranks[apprentice.target_level]) if apprentice.target_level else need

    def _stage(self, mentor: Mentor, apprentice: Apprentice) -> int:
        """How many of the rules, in their order, this mentor meets before the first that fails."""
        if not mentor.sites & apprentice.sites:
            return 0
        if not mentor.shifts & apprentice.shifts:
            return 1
        if self.rules.ranks[mentor.level] < self._need(apprentice):
            return 2
        return 4 if coverage(mentor, apprentice)[0] else 3

    def _counts(self, apprentice: Apprentice) -> tuple[int, int, int]:
        """Mentors on the sites; of those, sharing a shift; of those, high enough."""
        need = self._need(apprentice)
        key = (apprentice.sites, apprentice.shifts, need)
        if key not in self.known:
            here = sorted({row for site in apprentice.sites for row in self.by_site.get(site, ())})
            meet = [row for row in here if self.kinds[row].shifts & apprentice.shifts]
            above = [row for row in meet if self.ranks[row] >= need]
            self.known[key] = tuple(int(self.sizes[rows].sum()) for rows in (here, meet, above))  # type: ignore[assignment]
        return self.known[key]
