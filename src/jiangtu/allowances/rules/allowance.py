"""The decision: what each line of a mentor's period comes to, in which state, and every step that leads there.

How the Measures are read, where their words leave room:

- A calendar month counts for a pair by `months.months_of_pair`. The month of a departure or accident itself no
  longer counts where the Measures stop the allowance "from that month".
- `shared`: the month's amount depends on how many apprentices count in it and is shared equally among them, whatever
  their results; a failed or running apprentice takes part, so that one apprentice's result never moves another's line.
  All lines are rounded once, over the whole period, by the largest remainder (`core.money.share`).
- `each`: so much for every counting month, times the share of the final grade. A running pair has no grade yet: its
  line is held at the full amount, the most it can come to. A failed outcome is paid as the grade `fail`.
- `once`: one payment to the mentor, however many apprentices. The pairs that ran to their end carry it in equal
  parts; while there is none, the running ones carry it, held. A pair that broke off carries nothing.
- States. Nothing earned in the period: `stopped`, whatever the outcome. Running: `held`. Left: what was earned before
  is `due`; where the grade decides and there is none, nothing was earned. Failed: `lost` where the Measures pay only
  after passing or by grade, otherwise due like any served month. Passed: `due`, or `lost` with the grade `fail`.
- Why a line is due, held, lost or stopped is one of a closed list: `lines.REASONS`.
- Where the Measures are silent on logs, accidents or departures, these change nothing, and the derivation says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from jiangtu.competences.rules.levels import parse_level
from jiangtu.core.money import share, to_cent
from jiangtu.core.verdict import No, Refused, Verdict, Yes

from .book import MeasuresRules
from .case import Case, PaidPair, unreadable
from .derivation import derive
from .lines import Allowance, Line, MonthAmount, State
from .months import Working, months_of, working

Exact = dict[str, tuple[Fraction, str]]  # apprentice -> its exact part and the sum as written


def decide(case: Case, book: MeasuresRules, warnings: Iterable[Verdict] = ()) -> Allowance:
    """The allowance of one mentor for one period under one edition, whole and with its derivation.

    `warnings` are those that choosing the edition brought (`book.measures_in_force`); they stand in the derivation.
    Lines come in the case's order. Raises `Refused`: `level_not_covered` (the Measures name no amount for the mentor's
    level), `grade_missing` (they pay by grade and a finished pair has none), `invalid_case` (they ask for a level and
    the case gives none).
    """
    _require_grades(case, book)
    work = working(case, book, _rate(case, book))
    months = _month_amounts(work)
    exact = {"shared": _shared, "each": _each, "once": _once}[book.form](work)
    whole = to_cent(sum((part for part, _ in exact.values()), Fraction(0)))
    amounts = dict(zip(exact, share(whole, [part for part, _ in exact.values()]), strict=True))
    lines = tuple(_line(work, pair, exact[pair.apprentice][1], amounts[pair.apprentice]) for pair in case.pairs)
    total = sum((line.amount for line in lines if line.state == "due"), Decimal("0.00"))
    said = (*warnings, *derive(work, months, lines, total))
    return Allowance(
        book.place, book.id, book.since, book.source, book.verified, book.currency, total, tuple(months), lines, said
    )


def _line(work: Working, pair: PaidPair, terms: str, amount: Decimal) -> Line:
    state, clause = _state(work, pair, amount)
    return Line(pair.apprentice, work.counted(pair), terms, amount, state, clause)


def _rate(case: Case, book: MeasuresRules) -> Decimal:
    if book.amount is not None:
        return book.amount
    assert book.amounts_by_level is not None
    if not case.mentor_level:
        raise unreadable("case_key_missing", "mentor_level")
    level = parse_level(case.mentor_level, book.ladder)
    if level not in book.amounts_by_level:
        covered = list(book.amounts_by_level)
        raise Refused(
            No("level_not_covered", have=case.mentor_level, need=covered, source=book.cite("amounts_by_level"))
        )
    return book.amounts_by_level[level]


def _require_grades(case: Case, book: MeasuresRules) -> None:
    without = [p.apprentice for p in case.pairs if p.outcome in ("passed", "failed") and not p.grade]
    if book.grade_shares is not None and without:
        raise Refused(No("grade_missing", have=without, source=book.cite("grade_shares")))


def _month_amounts(work: Working) -> list[MonthAmount]:
    """The period's months with their amounts; none for a one-off, which no month earns."""
    if work.book.form == "once":
        return []
    found = []
    for month in months_of(work.case.period_from, work.case.period_to):
        counting = work.counting[month.name]
        found.append(MonthAmount(month.name, counting, _month_amount(work, counting)))
    return found


def _month_amount(work: Working, counting: int) -> Decimal:
    if work.book.form == "each" or not counting:
        return work.rate * counting
    assert work.book.further_amount is not None
    return work.rate + work.book.further_amount * (counting - 1)


def _shared(work: Working) -> Exact:
    exact: Exact = {}
    for pair in work.pairs:
        part, terms = Fraction(0), []
        for counting, months in groupby(work.counted(pair), work.counting.__getitem__):
            times, amount = len(list(months)), _month_amount(work, counting)
            part += Fraction(amount) * times / counting
            terms.append(f"{times} × {work.money(amount)}" + (f" ÷ {counting}" if counting > 1 else ""))
        exact[pair.apprentice] = (part, " + ".join(terms) or "0")
    return exact


def _each(work: Working) -> Exact:
    exact: Exact = {}
    for pair in work.pairs:
        times, paid = len(work.counted(pair)), _grade_share(pair, work.book)
        part = Fraction(work.rate) * times * Fraction(paid)
        terms = f"{times} × {work.money(work.rate)}" + (f" × {paid:%}" if paid != 1 else "")
        exact[pair.apprentice] = (part, terms)
    return exact


def _once(work: Working) -> Exact:
    carriers = _once_carriers(work)
    exact: Exact = {pair.apprentice: (Fraction(0), "0") for pair in work.pairs}
    for name in carriers:
        terms = f"{work.money(work.rate)}" + (f" ÷ {len(carriers)}" if len(carriers) > 1 else "")
        exact[name] = (Fraction(work.rate) / len(carriers), terms)
    return exact


def _grade_share(pair: PaidPair, book: MeasuresRules) -> Decimal:
    """The share of its months that a pair's grade pays: all where no grade is asked or none can be there yet."""
    if book.grade_shares is None or pair.outcome == "running":
        return Decimal(1)
    if pair.outcome == "failed":
        return book.grade_shares["fail"]
    return book.grade_shares[pair.grade] if pair.grade else Decimal(0)


def _once_carriers(work: Working) -> list[str]:
    """The apprentices whose lines carry a one-off payment; none when it was paid before."""
    if work.case.paid_once_on:
        return []
    served = [pair for pair in work.pairs if work.counted(pair)]
    finished = [pair.apprentice for pair in served if pair.outcome in ("passed", "failed")]
    return finished or [pair.apprentice for pair in served if pair.outcome == "running"]


def _state(work: Working, pair: PaidPair, amount: Decimal) -> tuple[State, Verdict]:
    """The state of a line and the clause that puts it there."""
    book = work.book
    if not work.counted(pair):
        return "stopped", _why_no_month(work, pair)
    if book.form == "once" and not amount:
        return "stopped", _why_not_once(work, pair)
    key = "grade_shares" if book.grade_shares is not None else "only_after_passing" if book.only_after_passing else ""
    source = book.cite(key or book.amount_key)
    if pair.outcome == "running":
        return "held", _why_held(work, pair, source)
    if pair.outcome == "left" and not (book.grade_shares is not None and pair.grade):
        if book.grade_shares is not None:
            return "stopped", No("allowance_stopped_ungraded", on=pair.end, source=source)
        if "departure" in (book.stops_from_month_of or ()):
            return "due", Yes("allowance_due_left", on=pair.end, source=book.cite("stops_from_month_of"))
        return "due", Yes("allowance_due_left_silent", on=pair.end)
    if book.grade_shares is not None:
        if not _grade_share(pair, book):
            return "lost", No("allowance_lost_grade", source=source)
        return "due", Yes(f"allowance_due_{pair.grade}", need=f"{_grade_share(pair, book):%}", source=source)
    if pair.outcome == "failed" and book.only_after_passing:
        if book.extension_months:
            return "lost", No("allowance_lost_extended", need=book.extension_months, source=source)
        return "lost", No("allowance_lost_failed", source=source)
    if book.form == "once":
        return "due", Yes("allowance_due_once", source=source)
    return "due", Yes("allowance_due_passed" if book.only_after_passing else "allowance_due_served", source=source)


def _why_held(work: Working, pair: PaidPair, source: str) -> Verdict:
    """What the result waits for: the pair's final review, its end, or that it runs on."""
    if pair.closed_on:
        return Yes("allowance_held_unreviewed", on=pair.closed_on, source=source)
    if pair.end and pair.end <= work.case.period_to:
        return Yes("allowance_held_term_over", on=pair.end, source=source)
    return Yes("allowance_held_running", source=source)


def _why_no_month(work: Working, pair: PaidPair) -> Verdict:
    """What kept every month from counting; the weightiest cause speaks for the line."""
    book = work.book
    obstacles = {month.obstacle for month in work.months[pair.apprentice]}
    if "month_after_accident" in obstacles:
        return No("allowance_stopped_accident", on=pair.accident_on, source=book.cite("stops_from_month_of"))
    if "month_after_departure" in obstacles:
        return No("allowance_stopped_departure", on=pair.end, source=book.cite("stops_from_month_of"))
    if "month_of_extension" in obstacles:
        return No("allowance_stopped_extension", need=book.extension_months, source=book.cite("extension_months"))
    if "month_without_log" in obstacles:
        return No("allowance_stopped_log", source=book.cite("log_needed"))
    return No("allowance_stopped_no_month", need=book.days_for_a_month, source=book.cite("days_for_a_month"))


def _why_not_once(work: Working, pair: PaidPair) -> Verdict:
    source = work.book.cite(work.book.amount_key)
    if work.case.paid_once_on:
        return No("allowance_stopped_paid", on=work.case.paid_once_on, source=source)
    if pair.outcome == "left":
        return No("allowance_stopped_broken_off", on=pair.end, source=source)
    return No("allowance_stopped_carried", source=source)
