"""What the record of a pair says to the Measures: outcome, last day, grade, months without a log.

The reading, in order:

- failed: the pair's final review is a fail, also of an apprentice who left: leaving brings back nothing that was lost.
- left: the apprenticeship ended by a departure while the pair ran.
- passed: the final review is any other grade; without one, the apprenticeship is completed (every stage closed) or
  brought a certificate of skill level.
- running: everything else, also a pair that ended early while its apprentice trains on with another mentor: the
  result that decides is still to come.

The last day is that of such a departure, else the day the pair was ended, else the end of its contract's term.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from jiangtu.core.dated import holds

from .book import Grade
from .case import Outcome, PaidPair
from .months import months_of


@dataclass(frozen=True, slots=True)
class PairRecord:
    """One pair as it stands in the record. `logged`: months (2025-03) with a countersigned entry."""

    pair: str
    since: date
    until: date | None
    left_on: date | None
    completed: bool
    certified: bool
    final_grade: Grade | None
    accidents: tuple[date, ...] = ()
    logged: frozenset[str] = frozenset()
    extended_from: date | None = None
    term_to: date | None = None


def outcome_of(record: PairRecord) -> Outcome:
    """How the pair came out, by the reading above.

    Whether it came out at all, anything but running, the database says too: `mentoring.queries.record.decided`;
    tests/allowances/test_decided.py holds the two together."""
    if record.final_grade == "fail":
        return "failed"
    if _left_within(record):
        return "left"
    return "passed" if record.final_grade or record.completed or record.certified else "running"


def _left_within(record: PairRecord) -> bool:
    """Whether the apprentice left while the pair ran."""
    return record.left_on is not None and holds(record.since, record.until, record.left_on)


def pair_of(record: PairRecord, period_from: date, period_to: date, days_for_a_month: int) -> PaidPair:
    """The pair as a case gives it to the Measures. Accidents count from the earliest within the pair."""
    outcome = outcome_of(record)
    end = record.left_on if _left_within(record) else record.until or record.term_to
    within = [day for day in record.accidents if record.since <= day and (end is None or day <= end)]
    extended = record.extended_from
    return PaidPair(
        apprentice=record.pair,
        start=record.since,
        end=end,
        outcome=outcome,
        grade=record.final_grade,
        log_missing=months_without_log(
            max(record.since, period_from), min(end or period_to, period_to), days_for_a_month, record.logged
        ),
        accident_on=min(within, default=None),
        extended_from=extended if extended and (end is None or extended <= end) else None,
        closed_on=record.until if outcome == "running" else None,
    )


def months_without_log(first: date, last: date, days_for_a_month: int, logged: Collection[str]) -> frozenset[str]:
    """The calendar months of the span that ran long enough to count and have no countersigned entry."""
    missing = set()
    for name, opening, closing in months_of(first, last) if first <= last else []:
        ran = (min(last, closing) - max(first, opening)).days + 1
        if ran >= days_for_a_month and name not in logged:
            missing.add(name)
    return frozenset(missing)
