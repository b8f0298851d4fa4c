"""When a class may be opened, started, completed, closed and cancelled, and who may come onto its register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiangtu.core.verdict import YES, No, Verdict, every

ON_THE_WAY = ("draft", "open", "running")
# What stays as it was once the class is open: the roster, the timetable and the hours rest on it.
FIXED_ONCE_OPEN = frozenset({"number", "version", "starts_on", "place", "intake", "college"})


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """What the steps of a class's life ask for."""

    starts_on: date
    released: bool
    enterprises: int
    unagreed: int  # of them, those that have not agreed with the college
    trainers: int
    enrolled: int
    sessions_uncalled: int  # planned, of a day that is over
    sessions_ahead: int  # planned, today or later
    entries_waiting: int  # log entries that no mentor has answered


def may_step(verb: str, facts: ClassFacts, *, on: date, remark: str = "") -> Verdict:
    """Whether the class may be opened, started, completed, closed or cancelled on that day."""
    if verb == "open":
        return every(
            YES if facts.released else No("version_not_released"),
            YES if facts.enterprises else No("no_enterprise"),
            YES if not facts.unagreed else No("enterprises_not_agreed", have=facts.unagreed),
            YES if facts.trainers else No("no_trainer"),
        )
    if verb == "start":
        return every(
            YES if facts.enrolled else No("nobody_enrolled"),
            YES if on >= facts.starts_on else No("class_starts_later", have=on, need=facts.starts_on),
        )
    if verb == "complete" and facts.sessions_uncalled:
        return No("sessions_uncalled", have=facts.sessions_uncalled, need=0)
    if verb == "complete" and facts.sessions_ahead:
        return No("sessions_ahead", have=facts.sessions_ahead, need=0)
    if verb == "close" and facts.entries_waiting:
        return No("entries_waiting", have=facts.entries_waiting, need=0)
    if verb == "cancel" and not remark.strip():
        return No("training_reason_missing")
    return YES


def may_edit(state: str) -> Verdict:
    """A class is changed until it is over."""
    return YES if state in ON_THE_WAY else No("class_is_over")


def takes_people(state: str) -> Verdict:
    """People come onto the register of a class that is not over."""
    return YES if state in ON_THE_WAY else No("class_takes_nobody", state=state)


def may_enrol(state: str, *, since: date, starts_on: date, ends_on: date, already: int) -> Verdict:
    """People come onto the register of a class that takes them, on one of its days, and nobody twice."""
    if not (said := takes_people(state)):
        return said
    if not (within := enrolled_within(since, starts_on=starts_on, ends_on=ends_on)):
        return within
    return No("already_enrolled", have=already) if already else YES


def enrolled_within(since: date, *, starts_on: date, ends_on: date) -> Verdict:
    """Nobody is in training in a class before its first day, or begins after its last."""
    if since < starts_on:
        return No("enrolled_before_the_start", have=since, need=starts_on)
    return No("enrolled_after_the_end", have=since, need=ends_on) if since > ends_on else YES


def may_end_enrolment(*, since: date, until: date | None, on: date, reason: str) -> Verdict:
    """An enrolment ends once, not before it began, and with a reason."""
    if until is not None:
        return No("enrolment_ended", have=until)
    if on < since:
        return No("ends_before_it_began", have=on, need=since)
    return YES if reason.strip() else No("training_reason_missing")
