"""How figures are published to those who may see nobody: as fives, renewed at fixed days. Pure.

Why so, and what else was weighed: docs/decisions/small-groups.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import ClassVar, TypeVar

from jiangtu.core.rulebook import Rulebook

T = TypeVar("T")


class FiguresRules(Rulebook, frozen=True, kw_only=True):
    """`smallest_group`: for how many people each published row stands; `renewed_every_months`: how long it is held."""

    NAME: ClassVar[str] = "figures"

    smallest_group: int | None = None
    renewed_every_months: int | None = None


def fives(ordered: Sequence[T], n: int) -> list[tuple[T, Sequence[T]]]:
    """Of things in order the middle one of each n, which counts for n of them, and with whom it stands: all n. A rest
    of less than half has no middle. Any rest stands with the n before it, so that nothing is told of fewer than n; of
    fewer than n in all nobody stands together.

    Whatever is counted of the middles times n is a multiple of n, and so is every sum and difference of such counts.
    """
    full = len(ordered) - len(ordered) % n
    ends = [n * (at + 1) for at in range(full // n)]
    if ends:
        ends[-1] = len(ordered)
    groups = [ordered[n * at : end] for at, end in enumerate(ends)]
    return [(middle, groups[at] if at < len(groups) else ()) for at, middle in enumerate(ordered[n // 2 :: n])]


def told_hours(ordered: Sequence[tuple[int, int]], n: int) -> list[tuple[int, int]]:
    """Minutes delivered and hours needed that are told with each middle one, of everybody's minutes and hours in order.
    Needed are n times the middle one's, as people are counted: the hours of a whole programme are known, so that a sum
    of all five would tell how many of them need any. Delivered is of these the part that n people have of theirs:
    fives of those who need any, or it would be the own part of a middle one among others who need none."""
    need_any = [at for at, (_, hours) in enumerate(ordered) if hours]
    of_fives: dict[int, tuple[int, int]] = {}
    for _, five in fives(need_any, n):
        together = sum(ordered[at][0] for at in five), sum(ordered[at][1] for at in five)
        of_fives |= dict.fromkeys(five, together)
    told = []
    for at, _ in fives(range(len(ordered)), n):
        minutes, hours = of_fives.get(at, (0, 0))
        needed = n * ordered[at][1]
        told.append((needed * minutes // hours, needed) if hours else (0, 0))
    return told


def term(day: date, months: int) -> tuple[date, date]:
    """The first and the last day of the term of so many months of a year (3: a quarter) in which a day lies."""
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    after = first.month - 1 + months
    return first, date(first.year + after // 12, after % 12 + 1, 1) - timedelta(1)
