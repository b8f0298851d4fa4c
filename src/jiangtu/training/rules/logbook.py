"""What a log entry must be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from jiangtu.core.dated import holds
from jiangtu.core.verdict import YES, No, Verdict

from .workday import Taken, WorkdayRules, fits, work_explained

PHOTOS = 4


@dataclass(frozen=True, slots=True)
class Writing:
    """An entry as it is to be written, beside what the record knows."""

    on: date
    minutes: int
    taken: Taken  # of the same day, without what it corrects
    since: date
    until: date | None
    class_state: str
    photos: int = 0
    why_long: str = ""


def takes_entries(class_state: str, *, since: date, today: date) -> Verdict:
    """Entries are written in a class that runs or ran, from the first day of the place in it (`since`)."""
    if class_state == "open" or class_state == "running" and today < since:
        return No("class_not_begun", need=since)
    return YES if class_state in ("running", "completed") else No("class_not_running")


def day_may_be_written(entry: Writing, *, today: date) -> Verdict:
    """A day of the enrolment up to today, in a class that takes entries."""
    if not (said := takes_entries(entry.class_state, since=entry.since, today=today)):
        return said
    if entry.on > today:
        return No("log_in_the_future", have=entry.on, need=today)
    if not holds(entry.since, entry.until, entry.on):
        return No("log_outside_enrolment", have=entry.on, need=entry.since)
    return YES


def may_write(entry: Writing, book: WorkdayRules) -> Verdict:
    """No more time than is left of the day, a reason for a very long one, and at most four photos."""
    if entry.minutes < 1:
        return No("log_without_time")
    for verdict in (
        fits(entry.minutes, entry.taken),
        work_explained(entry.minutes, entry.taken, book, why=entry.why_long),
    ):
        if not verdict:
            return verdict
    return YES if entry.photos <= PHOTOS else No("too_many_photos", have=entry.photos, need=PHOTOS)


def may_correct(state: str, *, corrected: bool) -> Verdict:
    """Only a countersigned entry is corrected by a new one, and once; an open one is simply changed."""
    if state != "countersigned":
        return No("only_countersigned_is_corrected")
    return No("already_corrected") if corrected else YES


def may_answer(state: str) -> Verdict:
    """An entry is answered while it waits: what was returned waits for its writer, what is countersigned stays."""
    if state == "returned":
        return No("log_is_returned")
    return No("log_is_countersigned") if state == "countersigned" else YES


def may_countersign(minutes: int, taken: Taken, *, on: date, apprentice: str) -> Verdict:
    """Nobody confirms more than a day holds: a roll may have been called since the entry was written."""
    verdict = fits(minutes, taken)
    return verdict or replace(
        verdict, code="log_day_overfull", details={**verdict.details, "on": on, "who": apprentice}
    )


def may_change(state: str) -> Verdict:
    """What nobody has countersigned is the writer's own, to be changed or taken back."""
    return No("log_countersigned") if state == "countersigned" else YES


def may_add_photos(*, agreed: bool) -> Verdict:
    """Photos of one's work are kept only of who has agreed to it, and has not taken that back."""
    return YES if agreed else No("photos_not_agreed")
