"""Whether a mentor may have an apprentice, and how well the two fit.

The fit is `round(1000 × (0.6 × coverage + 0.2 × closeness + 0.2 × overlap))`, the weights from the rulebook, reckoned
as it stands there and in double precision: whoever puts a pair's figures into Python's `round` gets its fit, also where
a half is met, and every machine gives the same. `fit_of` is the one formula for a single pair (floats) and for all of
them (NumPy arrays).

- coverage: mean over the wanted skills of min(1, grade ÷ wanted grade). Nothing wanted is wholly covered (1); a
  coverage of 0 rules the pair out.
- closeness: 1 ÷ (mentor's rank − apprentice's rank). Equal ranks, possible only where the gap asked for is 0, are as
  close as can be: 1.
- overlap: shared shifts ÷ the apprentice's shifts.
"""

from __future__ import annotations

from collections.abc import Set
from typing import TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from jiangtu.core.verdict import No, Verdict, Yes

from .book import Rules, Weights
from .problem import Apprentice, Mentor

Part = TypeVar("Part", float, npt.NDArray[np.float64])
WHOLE = 60  # the least common multiple of the grades 1–5: every grade ÷ wanted grade is a whole number of sixtieths


class Figures(msgspec.Struct, frozen=True):
    """How well two people fit: `fit` 0–1000, its three parts 0–1."""

    fit: int
    coverage: float
    closeness: float
    overlap: float


def figures(mentor: Mentor, apprentice: Apprentice, rules: Rules) -> Figures:
    """The figures of a pair that meets the rules."""
    covered, of = coverage(mentor, apprentice)
    gap = max(1, rules.ranks[mentor.level] - rules.ranks[apprentice.level])
    parts = covered / of, 1 / gap, len(mentor.shifts & apprentice.shifts) / len(apprentice.shifts)
    return Figures(int(fit_of(*parts, rules.weights)), *parts)


def coverage(mentor: Mentor, apprentice: Apprentice) -> tuple[int, int]:
    """How much of what is wanted the mentor covers, as (sixtieths covered, sixtieths in all)."""
    if not apprentice.wants:
        return WHOLE, WHOLE
    grades = mentor.skills
    covered = sum(min(WHOLE, WHOLE * grades.get(skill, 0) // wanted) for skill, wanted in apprentice.wants.items())
    return covered, WHOLE * len(apprentice.wants)


def fit_of(coverage: Part, closeness: Part, overlap: Part, weights: Weights) -> Part:
    """The fit of pairs with these figures, floats or arrays of one shape. Like Python's `round`, `rint` gives a half to
    the even neighbour."""
    parts = (weights.coverage, coverage), (weights.closeness, closeness), (weights.overlap, overlap)
    first, second, third = (float(weight) * part for weight, part in parts)
    fit: Part = np.rint(1000 * (first + second + third))
    return fit


def conditions(
    mentor: Mentor, apprentice: Apprentice, rules: Rules, unknown: Set[str] = frozenset()
) -> tuple[Verdict, ...]:
    """The hard rules between two people, each with have and need, in the order in which they are looked at.

    Not among them, since they concern more than the two: places, forbidden and locked pairs (`explain` adds them).
    `unknown`: what is not to be looked at, by its key in a profile ("sites", "level", "wants", …).
    """
    found = []
    if "sites" not in unknown:
        found.append(_shared("site", mentor.sites, apprentice.sites))
    if "shifts" not in unknown:
        found.append(_shared("shift", mentor.shifts, apprentice.shifts))
    if "level" not in unknown:
        found.append(_rank_above(mentor, apprentice, rules))
        if apprentice.target_level and "target_level" not in unknown:
            found.append(_target_reached(mentor, apprentice, rules))
    if unknown.isdisjoint(("skills", "wants")):
        found.append(_skill_covered(mentor, apprentice))
    return tuple(found)


def _shared(what: str, have: frozenset[str], need: frozenset[str]) -> Verdict:
    if have & need:
        return Yes(f"{what}_shared", have=sorted(have), need=sorted(need))
    return No(f"{what}_not_shared", have=sorted(have), need=sorted(need))


def _rank_above(mentor: Mentor, apprentice: Apprentice, rules: Rules) -> Verdict:
    have, need = rules.ranks[mentor.level] - rules.ranks[apprentice.level], rules.min_level_gap
    if have >= need:
        return Yes("rank_above", have=have, need=need)
    return No("rank_not_above", have=have, need=need)


def _target_reached(mentor: Mentor, apprentice: Apprentice, rules: Rules) -> Verdict:
    have, need = mentor.level, apprentice.target_level
    if rules.ranks[have] >= rules.ranks[need]:
        return Yes("target_level_reached", have=have, need=need)
    return No("target_level_not_reached", have=have, need=need)


def _skill_covered(mentor: Mentor, apprentice: Apprentice) -> Verdict:
    have = [f"{skill} {grade}" for skill, grade in sorted(mentor.skills.items()) if skill in apprentice.wants]
    need = [f"{skill} {grade}" for skill, grade in sorted(apprentice.wants.items())]
    covered, _ = coverage(mentor, apprentice)
    return (Yes if covered else No)("skill_covered" if covered else "skill_not_covered", have=have, need=need)
