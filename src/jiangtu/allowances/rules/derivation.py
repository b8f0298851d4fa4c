"""The steps of a decision in order: edition, record of each pair, months, lines, total. Verdicts, not sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from jiangtu.core.verdict import No, Verdict, Warn, Yes

from .book import MeasuresRules
from .case import Case, PaidPair
from .lines import Line, MonthAmount
from .months import Working, months_of

# When the Measures pay -> the sentence that says so.
PAID = {"half-year": "measures_paid_half_yearly", "end": "measures_paid_at_end", "once": "measures_paid_once"}
HALF_YEAR = 6


def derive(work: Working, months: Sequence[MonthAmount], lines: Sequence[Line], total: Decimal) -> Iterator[Verdict]:
    """Everything that led to the lines, each step with its figures and its source."""
    yield from _rules(work)
    for pair in work.case.pairs:
        yield from _record(work, pair)
    yield from _month_sums(work, months)
    for line in lines:
        yield Yes("measures_line", apprentice=line.apprentice, terms=line.terms, amount=work.money(line.amount))
        yield line.clause
    if any("÷" in line.terms for line in lines):
        yield Yes("measures_rounded")
    yield Yes("measures_total", have=work.money(total))


def _rules(work: Working) -> Iterator[Verdict]:
    book, case = work.book, work.case
    yield Yes("measures_edition", have=book.place, on=book.since, source=book.source)
    yield from book.cautions()
    days = book.clauses["days_for_a_month"]
    yield Yes(
        "measures_days_ours" if days.mark == "ours" else "measures_days", need=book.days_for_a_month, source=days.source
    )
    if book.paid:
        yield Yes(PAID[book.paid], source=book.cite("paid"))
    if book.paid == "half-year" and len(months_of(case.period_from, case.period_to)) != HALF_YEAR:
        yield Warn("measures_not_half_year", have=case.period_from, need=case.period_to)


def _record(work: Working, pair: PaidPair) -> Iterator[Verdict]:
    """What the record says of a pair's months, and what of it these Measures do not ask."""
    counted = work.counted(pair)
    if counted:
        yield Yes("measures_months_count", apprentice=pair.apprentice, have=len(counted), months=list(counted))
    else:
        yield No("measures_no_months_count", apprentice=pair.apprentice)
    dropped = [month for month in work.months[pair.apprentice] if month.obstacle]
    for obstacle, months in groupby(sorted(dropped, key=lambda m: (m.obstacle, m.name)), key=lambda m: m.obstacle):
        names = [month.name for month in months]
        yield No(obstacle, apprentice=pair.apprentice, months=names, need=work.book.days_for_a_month)
    yield from _silence(work.book, work.case, pair)


def _silence(book: MeasuresRules, case: Case, pair: PaidPair) -> Iterator[Verdict]:
    stops = book.stops_from_month_of or ()
    within = sorted(
        m for m in pair.log_missing if case.period_from.isoformat()[:7] <= m <= case.period_to.isoformat()[:7]
    )
    if within and not book.log_needed:
        yield Warn("measures_silent_on_logs", apprentice=pair.apprentice, months=within)
    if pair.accident_on and "accident" not in stops:
        yield Warn("measures_silent_on_accidents", apprentice=pair.apprentice, on=pair.accident_on)
    if pair.outcome == "left" and "departure" not in stops:
        yield Warn("measures_silent_on_departures", apprentice=pair.apprentice, on=pair.end)
    if pair.outcome == "left" and book.objection_months:
        yield Warn("measures_objection", need=book.objection_months, source=book.cite("objection_months"))
    if (
        book.grade_shares is not None
        and pair.grade
        and (pair.outcome, pair.grade == "fail") in (("failed", False), ("passed", True))
    ):
        yield Warn("measures_grade_contradicts", apprentice=pair.apprentice)


def _month_sums(work: Working, months: Sequence[MonthAmount]) -> Iterator[Verdict]:
    """The amounts of the months, months in a row that are alike in one step."""
    book = work.book
    source = book.cite(book.amount_key)
    if book.form == "once":
        yield Yes("measures_one_off", have=work.money(work.rate), source=source)
    for (counting, amount), alike in groupby(months, key=lambda month: (month.counting, month.amount)):
        names = [month.month for month in alike]
        figures = {"months": names, "have": counting, "amount": work.money(amount), "rate": work.money(work.rate)}
        if not counting:
            yield No("measures_month_empty", months=names)
        elif book.form == "each":
            yield Yes("measures_month_each", source=source, **figures)
        else:
            further = work.money(book.further_amount or Decimal(0))
            yield Yes("measures_month_shared", source=source, further=further, more=counting - 1, **figures)
