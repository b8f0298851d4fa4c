"""Whether a mentor may have an apprentice, and how well the two fit.

The fit is `round(1000 × (0.6 × coverage + 0.2 × closeness + 0.2 × overlap))`, the weights from the rulebook. It is
reckoned in whole numbers, an exact half going to the even neighbour as Python's `round` does, so that every machine
gives the same figure; `fit_of` is the one formula for a single pair (ints) and for all of them (NumPy arrays).

- coverage: mean over the wanted skills of min(1, grade ÷ wanted grade). Nothing wanted is wholly covered (1); a
  coverage of 0 rules the pair out.
- closeness: 1 ÷ (mentor's rank − apprentice's rank). Equal ranks, possible only where the gap asked for is 0, are as
  close as can be: 1.
- overlap: shared shifts ÷ the apprentice's shifts.
"""

from __future__ import annotations

from typing import Any

import msgspec

from jiangtu.core.verdict import No, Verdict, Yes

from .book import Rules, Weights
from .problem import Apprentice, Mentor

WHOLE = 60  # the least common multiple of the grades 1–5: every grade ÷ wanted grade is a whole number of sixtieths
SAFE = 2**62


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
    shared, shifts = len(mentor.shifts & apprentice.shifts), len(apprentice.shifts)
    fit = int(fit_of(covered, of, gap, shared, shifts, rules.weights))
    return Figures(fit, covered / of, 1 / gap, shared / shifts)


def coverage(mentor: Mentor, apprentice: Apprentice) -> tuple[int, int]:
    """How much of what is wanted the mentor covers, as (sixtieths covered, sixtieths in all)."""
    if not apprentice.wants:
        return WHOLE, WHOLE
    grades = mentor.skills
    covered = sum(min(WHOLE, WHOLE * grades.get(skill, 0) // wanted) for skill, wanted in apprentice.wants.items())
    return covered, WHOLE * len(apprentice.wants)


def fit_of(covered: Any, of: Any, gap: Any, shared: Any, shifts: Any, weights: Weights) -> Any:
    """The fit of pairs with coverage `covered ÷ of`, closeness `1 ÷ gap` and overlap `shared ÷ shifts`.

    Takes ints or integer arrays of one shape; the products must stay below 2**62 for arrays (`fits_in_64_bits`).
    """
    by_coverage, by_closeness, by_overlap, under = weights.whole()
    amount = 1000 * (by_coverage * covered * gap * shifts + by_closeness * of * shifts + by_overlap * shared * of * gap)
    unit = under * of * gap * shifts
    whole = amount // unit
    twice = 2 * (amount - whole * unit)
    return whole + ((twice > unit) | ((twice == unit) & (whole % 2 == 1)))


def fits_in_64_bits(of: int, gap: int, shifts: int, weights: Weights) -> bool:
    """Whether `fit_of` stays exact in 64-bit arrays up to these figures."""
    return 1000 * weights.whole()[3] * of * gap * shifts < SAFE


def conditions(mentor: Mentor, apprentice: Apprentice, rules: Rules) -> tuple[Verdict, ...]:
    """The hard rules between two people, each with have and need, in the order in which they are looked at.

    Not among them, since they concern more than the two: places, forbidden and locked pairs (`explain` adds them).
    """
    ranks = rules.ranks
    gap = ranks[mentor.level] - ranks[apprentice.level]
    found = [
        _shared("site", mentor.sites, apprentice.sites),
        _shared("shift", mentor.shifts, apprentice.shifts),
        (Yes if gap >= rules.min_level_gap else No)(
            "rank_above" if gap >= rules.min_level_gap else "rank_not_above", have=gap, need=rules.min_level_gap
        ),
    ]
    if target := apprentice.target_level:
        reached = ranks[mentor.level] >= ranks[target]
        code = "target_level_reached" if reached else "target_level_not_reached"
        found.append((Yes if reached else No)(code, have=mentor.level, need=target))
    covered, _ = coverage(mentor, apprentice)
    have = [f"{skill} {grade}" for skill, grade in sorted(mentor.skills.items()) if skill in apprentice.wants]
    need = [f"{skill} {grade}" for skill, grade in sorted(apprentice.wants.items())]
    found.append((Yes if covered else No)("skill_covered" if covered else "skill_not_covered", have=have, need=need))
    return tuple(found)


def _shared(what: str, have: frozenset[str], need: frozenset[str]) -> Verdict:
    if have & need:
        return Yes(f"{what}_shared", have=sorted(have), need=sorted(need))
    return No(f"{what}_not_shared", have=sorted(have), need=sorted(need))
