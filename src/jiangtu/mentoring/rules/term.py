"""The term of a pair, and how it grows after a failed final review."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from jiangtu.core.verdict import YES, No, Verdict


def may_change(until: date | None) -> Verdict:
    """Whether the contract of a pair may be written and the pair be ended: not once its last day is on record."""
    return No("pair_ended", have=until) if until else YES


def may_end(on: date, *, today: date, since: date) -> Verdict:
    """The last day of a pair: since it runs, and come already. One that has not begun ends on its first day."""
    if on < since:
        return No("ends_before_start", have=on, need=since)
    last = max(today, since)
    return YES if on <= last else No("ends_to_come", have=on, need=last)


def may_review(on: date, *, since: date) -> Verdict:
    """A pair is reviewed on a day since which it runs, or after."""
    return YES if on >= since else No("review_before_pair", have=on, need=since)


def may_have_accident(on: date, *, since: date) -> Verdict:
    """An accident of a pair happened since it runs."""
    return YES if on >= since else No("accident_before_pair", have=on, need=since)


def extended_term(reviewed_on: date, term_to: date | None, months: int) -> tuple[date, date]:
    """The first and the last day of the months that are added, from the day after the later of review and term."""
    first = max(reviewed_on, term_to or reviewed_on) + timedelta(days=1)
    return first, months_later(first, months) - timedelta(days=1)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it has no such day."""
    at = day.year * 12 + day.month - 1 + months
    year, month = at // 12, at % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
