"""What a log entry must be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiangtu.core.dated import holds
from jiangtu.core.verdict import YES, No, Verdict

DAY = 24 * 60
PHOTOS = 4


@dataclass(frozen=True, slots=True)
class Writing:
    """An entry as it is to be written, beside what the record knows."""

    on: date
    minutes: int
    minutes_beside: int  # of the same day's other entries, without the one it corrects
    since: date
    until: date | None
    class_state: str
    photos: int = 0


def may_write(entry: Writing, *, today: date) -> Verdict:
    """A day of the enrolment up to today, in all at most 24 hours a day, and at most four photos."""
    if entry.class_state not in ("running", "completed"):
        return No("class_not_running")
    if entry.on > today:
        return No("log_in_the_future", have=entry.on, need=today)
    if not holds(entry.since, entry.until, entry.on):
        return No("log_outside_enrolment", have=entry.on, need=entry.since)
    if entry.minutes < 1:
        return No("log_without_time")
    if entry.minutes + entry.minutes_beside > DAY:
        return No("log_day_too_long", have=entry.minutes + entry.minutes_beside, need=DAY, beside=entry.minutes_beside)
    return YES if entry.photos <= PHOTOS else No("too_many_photos", have=entry.photos, need=PHOTOS)


def may_correct(state: str, *, corrected: bool) -> Verdict:
    """Only a countersigned entry is corrected by a new one, and once; an open one is simply changed."""
    if state != "countersigned":
        return No("only_countersigned_is_corrected")
    return No("already_corrected") if corrected else YES


def may_withdraw(state: str) -> Verdict:
    """What nobody has countersigned is the writer's own, to be taken back."""
    return No("log_countersigned") if state == "countersigned" else YES


def may_add_photos(*, agreed: bool) -> Verdict:
    """Photos of one's work are kept only of who has agreed to it, and has not taken that back."""
    return YES if agreed else No("photos_not_agreed")
