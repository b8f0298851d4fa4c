"""What a session must be, and what a roll call must say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from jiangtu.core.verdict import YES, No, Verdict, every

from .classes import ON_THE_WAY
from .workday import WorkdayRules, in_hours

# Not a policy's figures: beyond them a typing error is likelier than a lesson.
SHORTEST, LONGEST = 10, 12 * 60


@dataclass(frozen=True, slots=True)
class Slot:
    """A session as it is to be planned."""

    day: date
    minutes: int
    trainer_of_class: bool
    room_of_class: bool
    stage_of_version: bool
    over_midnight: bool = False


def takes_sessions(class_state: str) -> Verdict:
    """Sessions are planned until the class is over."""
    return YES if class_state in ON_THE_WAY else No("class_not_planned_any_more")


def may_plan(slot: Slot, *, state: str, starts_on: date, ends_on: date, today: date, why_late: str = "") -> Verdict:
    """A session lies within the class's dates; one of a day that is over needs a word why it is entered late."""
    if not (said := takes_sessions(state)):
        return said
    if not SHORTEST <= slot.minutes <= LONGEST:
        return No("session_minutes", have=slot.minutes, need=LONGEST, least=SHORTEST)
    if not starts_on <= slot.day <= ends_on:
        return No("session_outside_class", have=slot.day, need=ends_on, first=starts_on)
    if slot.day < today and not why_late.strip():
        return No("session_in_the_past", have=slot.day, need=today)
    if not slot.trainer_of_class:
        return No("trainer_not_of_class")
    if not slot.room_of_class:
        return No("room_not_of_class")
    return YES if slot.stage_of_version else No("stage_not_of_class")


def is_likely(slot: Slot, book: WorkdayRules) -> Verdict:
    """What can be and is mostly a slip needs one's word that it is meant: a session over midnight, one longer than a
    day of work (`have` and `need` in hours)."""
    normal = book.normal_hours
    return every(
        No("session_over_midnight") if slot.over_midnight else YES,
        YES
        if normal is None or slot.minutes <= normal * 60
        else No("session_long", have=in_hours(slot.minutes), need=normal, source=book.cite("normal_hours")),
    )


def may_call(*, begins: datetime, now: datetime, class_state: str, session_state: str) -> Verdict:
    """The roll opens when its session begins (in the local zone, as `now`), and is corrected until the class is
    closed."""
    if class_state not in ("running", "completed"):
        return No("class_not_running")
    if session_state == "cancelled":
        return No("session_cancelled")
    if now >= begins:
        return YES
    return No("session_not_yet", have=f"{now:%H:%M}", need=f"{begins:%H:%M}", on=begins.date())


def roll_complete(expected: set[int], marks: Mapping[int, tuple[str, int]], minutes: int) -> Verdict:
    """Everyone expected has a mark, nobody else has, and who was late missed less than the whole."""
    if missing := len(expected - marks.keys()):
        return No("marks_missing", have=len(expected) - missing, need=len(expected))
    if marks.keys() - expected:
        return No("mark_of_a_stranger")
    for mark, late in marks.values():
        if mark not in ("present", "late", "absent", "excused"):
            return No("mark_unknown", have=mark)
        if mark == "late" and not 0 < late < minutes:
            return No("late_minutes", have=late, need=minutes - 1)
    return YES
