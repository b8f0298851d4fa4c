"""Calendar months, and for each month of a pair whether it counts and why not."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from jiangtu.core.money import Money

from .book import MeasuresRules
from .case import Case, PaidPair


@dataclass(frozen=True, slots=True)
class Month:
    """One calendar month of a pair: the days it ran within the period, and the code of what keeps it from counting."""

    name: str
    days: int
    obstacle: str = ""

    @property
    def counts(self) -> bool:
        return not self.obstacle


def month_name(day: date) -> str:
    """2025-03 for any day of March 2025."""
    return day.isoformat()[:7]


class CalendarMonth(NamedTuple):
    """A month of the calendar, whole."""

    name: str
    first: date
    last: date


def months_of(first: date, last: date) -> list[CalendarMonth]:
    """Each calendar month that the span touches."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [_calendar_month(first.year * 12 + first.month - 1 + i) for i in range(count)]


@cache
def _calendar_month(number: int) -> CalendarMonth:
    """The month so many after January of the year 0; asked for again for each pair of a run."""
    first = date(number // 12, number % 12 + 1, 1)
    return CalendarMonth(month_name(first), first, first.replace(day=monthrange(first.year, first.month)[1]))


def months_of_pair(pair: PaidPair, case: Case, book: MeasuresRules) -> list[Month]:
    """Each month of the period with its verdict, the first obstacle that applies winning:

    - not a day of it (`month_outside`);
    - the month of an accident or of a departure and every later one, where the Measures stop there
      (`month_after_accident`, `month_after_departure`);
    - the months added to a failed apprentice's term (`month_of_extension`);
    - fewer days than `days_for_a_month`, first and last day included (`month_too_short`);
    - a missing log, where the Measures ask for one (`month_without_log`).
    """
    first, last = max(pair.start, case.period_from), min(pair.end or case.period_to, case.period_to)
    stops = book.stops_from_month_of or ()
    accident = pair.accident_on if "accident" in stops else None
    departure = pair.end if "departure" in stops and pair.outcome == "left" else None
    extension = pair.extended_from if book.extension_months else None
    found = []
    for name, opening, closing in months_of(case.period_from, case.period_to):
        days = max(0, (min(last, closing) - max(first, opening)).days + 1)
        obstacles = (
            ("month_after_accident", accident is not None and accident <= closing and pair.start <= closing),
            ("month_after_departure", departure is not None and departure <= closing and days > 0),
            ("month_outside", days == 0),
            ("month_of_extension", extension is not None and extension <= closing),
            ("month_too_short", days < book.days_for_a_month),
            ("month_without_log", bool(book.log_needed) and name in pair.log_missing),
        )
        found.append(Month(name, days, next((code for code, holds in obstacles if holds), "")))
    return found


@dataclass(frozen=True, slots=True)
class Working:
    """A case under one edition with its months settled: what the sum and its derivation both rest on."""

    case: Case
    book: MeasuresRules
    rate: Decimal  # the amount for this mentor: a month's, a first apprentice's, or the one-off
    pairs: tuple[PaidPair, ...]  # by apprentice, so that the order of a file never moves a cent
    months: dict[str, list[Month]]
    counting: Counter[str]  # month -> apprentices that count in it

    def counted(self, pair: PaidPair) -> tuple[str, ...]:
        return tuple(month.name for month in self.months[pair.apprentice] if month.counts)

    def money(self, amount: Decimal) -> Money:
        return Money(amount, self.book.currency)


def working(case: Case, book: MeasuresRules, rate: Decimal) -> Working:
    """The months of every pair, and how many apprentices count in each."""
    pairs = tuple(sorted(case.pairs, key=lambda pair: pair.apprentice))
    months = {pair.apprentice: months_of_pair(pair, case, book) for pair in pairs}
    counting = Counter(month.name for record in months.values() for month in record if month.counts)
    return Working(case, book, rate, pairs, months, counting)
