"""How money is published to those who may see nobody: told once, of several paid people together. Pure.

Why so, and what else was weighed: docs/decisions/small-groups.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from jiangtu.apprenticeships.rules.publishing import fives, term


class Where(NamedTuple):
    """Where in the land somebody is paid. In this order neighbours are told together."""

    place: str
    college: UUID
    training_class: UUID
    enterprise: UUID
    occupation: str


@dataclass(frozen=True)
class Paid:
    """A pay entry that is not told yet: to whom, for a period that ended on a day, how much (negative: taken back)."""

    entry: int
    person: int
    where: Where
    ended: date
    amount: Decimal


@dataclass(frozen=True)
class Together:
    """The money of several people: where the middle one of them is, for the term that ended on a day; of which entries
    it is the sum."""

    on: date
    where: Where
    amount: Decimal
    entries: tuple[int, ...]


def told_together(untold: Iterable[Paid], n: int, months: int, day: date) -> list[Together]:
    """What is told on a day of pay entries that are not told yet: of those who have money of a term the fives, a rest
    with the n before it. Of fewer than n nothing is told: their money waits for the next term that has enough, of this
    publication or of a later one. As each entry is told once, and what was told stays as it is, whatever is added up or
    subtracted of it is the money of n people or more, or nothing."""

    def last_day(each: Paid) -> date:
        return term(each.ended, months)[1]

    told: list[Together] = []
    waiting: dict[int, list[Paid]] = defaultdict(list)
    for last, of_term in groupby(sorted(untold, key=last_day), last_day):
        for each in of_term:
            waiting[each.person].append(each)
        with_money = [rows for rows in waiting.values() if sum(each.amount for each in rows)]
        ordered = sorted(with_money, key=lambda rows: (rows[0].where, rows[0].person))
        for middle, group in fives(ordered, n):
            if group:  # that of a rest is told with those before it
                together = [each for rows in group for each in rows]
                amount = sum((each.amount for each in together), Decimal(0))
                entries = tuple(each.entry for each in together)
                told.append(Together(min(last, day), middle[0].where, amount, entries))
                for each in together:
                    waiting.pop(each.person, None)
    return told
