"""What a day holds: 24 hours, of which sessions and other entries of the log take their part, and how long work may be.

The hours of work are dated data (rulebook `workday`). They are no bar, since what was so is to be written; but a longer
day is asked about, with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from jiangtu.core.rulebook import Rulebook
from jiangtu.core.verdict import YES, No, Verdict

from .hours import attended_minutes

HOURS = 24  # of a day
DAY = HOURS * 60


class WorkdayRules(Rulebook, frozen=True, kw_only=True):
    """How many hours one works in a day: as a rule, and at most beyond it for special reasons."""

    NAME = "workday"

    normal_hours: int | None = None
    overtime_hours: int | None = None

    def longest(self) -> int | None:
        """The hours of the longest day of work that the rules know; None where they do not say."""
        return None if self.normal_hours is None else self.normal_hours + (self.overtime_hours or 0)


@dataclass(frozen=True, slots=True)
class Taken:
    """What of a person's day is taken beside an entry of the log, in minutes.

    `sessions`: off the job; `on_the_job`: sessions that the log tells as well, since it tells all of a day's work;
    `entries`: the other entries, `others` of them.
    """

    sessions: int = 0
    on_the_job: int = 0
    entries: int = 0
    others: int = 0

    def left(self) -> int:
        """The minutes that an entry may still have."""
        return max(0, DAY - self.sessions - self.entries)

    def work(self, minutes: int) -> int:
        """The day's work with an entry of so many minutes."""
        return max(self.entries + minutes, self.on_the_job)

    def together(self, minutes: int) -> int:
        """Everything of the day with it."""
        return self.work(minutes) + self.sessions


def fits(minutes: int, taken: Taken) -> Verdict:
    """Whether an entry has room in its day; `have` and `need` in hours."""
    if minutes <= taken.left():
        return YES
    return No(
        "log_day_too_long",
        have=in_hours(minutes),
        need=in_hours(taken.left()),
        beside=in_hours(taken.entries),
        sessions=in_hours(taken.sessions),
        total=in_hours(taken.together(minutes)),
    )


def work_explained(minutes: int, taken: Taken, book: WorkdayRules, *, why: str = "") -> Verdict:
    """A day of more work than the rules know needs its reason; `have` and `need` in hours."""
    longest = book.longest()
    if longest is None or taken.work(minutes) <= longest * 60 or why.strip():
        return YES
    return No(
        "log_day_over_the_law",
        have=in_hours(taken.work(minutes)),
        need=longest,
        source=book.cite("overtime_hours" if book.overtime_hours else "normal_hours"),
    )


def minutes_within(
    lower: datetime, upper: datetime, begins: datetime, ends: datetime, mark: str = "", late: int = 0
) -> int:
    """The minutes of a session that take time of a day from `begins` to `ends`: all of one that is to come or not yet
    called, of a called one those that count for the apprentice."""
    inside = max(timedelta(0), min(upper, ends) - max(lower, begins))
    minutes = int(inside.total_seconds()) // 60
    if not mark:
        return minutes
    return attended_minutes(mark, minutes, late if begins <= lower < ends else 0)


def together(each: Iterable[Taken]) -> Taken:
    """What several things take of one day."""
    rows = list(each)
    return Taken(
        sum(row.sessions for row in rows),
        sum(row.on_the_job for row in rows),
        sum(row.entries for row in rows),
        sum(row.others for row in rows),
    )


def in_hours(minutes: int) -> Decimal:
    """Minutes as one says them in hours, to the hundredth."""
    hours = round(Decimal(minutes) / 60, 2)
    return Decimal(f"{hours.normalize():f}")
