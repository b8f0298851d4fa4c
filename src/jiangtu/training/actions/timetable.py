"""Sessions planned, copied, moved and cancelled. Whether time is free is the database's word alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from psycopg import errors
from psycopg.types.range import Range

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.copying import create
from jiangtu.core.dated import holds
from jiangtu.core.machine import final, move
from jiangtu.core.rulebook import rulebook
from jiangtu.core.verdict import No, Refused, require

from .. import access
from ..models import Attendance, Room, Session, TrainingClass
from ..queries import timetable
from ..rules.timetable import Slot, is_likely, may_plan
from ..rules.workday import WorkdayRules
from ..states import SESSION, SessionState
from .classes import locked

if TYPE_CHECKING:
    from jiangtu.institutions.models import Institution


@transaction.atomic
def plan_session(
    training_class: TrainingClass,
    *,
    by: Actor,
    day: date,
    start: time,
    minutes: int,
    house: Institution | None = None,
    room: str = "",
    why_late: str = "",
    sure: bool = False,
    **values: Any,
) -> Session:
    """Plan one session: everyone on the register that day is expected. `values`: stage, kind, venue, trainer, topic.

    `house` and `room`: the institution and the name of its room, kept from the first time on. `sure`: what is mostly a
    slip is meant. Raises Refused (`no_right`, `rules.timetable.may_plan`, `is_likely`, `trainer_taken`,
    `room_taken`, `apprentice_taken`).
    """
    found = locked(training_class)
    require(access.can_plan(by, found))
    planned = Session(
        training_class=found, during=_during(day, start, minutes), room=_room(found, house, room), **values
    )
    _require_sound(found, [planned], why_late, sure=sure)
    _insert(found, [planned])
    _record("session planned", planned, by=by, after=_journal_values(planned), remark=why_late)
    return planned


@transaction.atomic
def copy_session(
    session: Session, *, by: Actor, day: date, start: time | None = None, why_late: str = "", sure: bool = False
) -> Session:
    """The same session again on another day. Raises Refused as `plan_session` does."""
    found = locked(session.training_class)
    require(access.can_plan(by, found))
    copy = _copy_of(session, day, start)
    _require_sound(found, [copy], why_late, sure=sure)
    _insert(found, [copy])
    _record("session planned", copy, by=by, after=_journal_values(copy), remark=why_late)
    return copy


@transaction.atomic
def copy_week(
    training_class: TrainingClass, monday: date, *, weeks: int, by: Actor, why_late: str = ""
) -> list[Session]:
    """The week's sessions again in each of the following weeks: all of them, or none.

    Raises Refused as `plan_session` does, and `week_empty`.
    """
    found = locked(training_class)
    require(access.can_plan(by, found))
    source = list(timetable.week(found, monday).exclude(state=SessionState.CANCELLED))
    if not source:
        raise Refused(No("week_empty", have=monday))
    copies = [
        _copy_of(session, timezone.localdate(session.during.lower) + timedelta(weeks=n))
        for n in range(1, weeks + 1)
        for session in source
    ]
    _require_sound(found, copies, why_late, sure=True)  # as their originals were
    _insert(found, copies)
    after = {"week": monday, "weeks": weeks, "sessions": len(copies)}
    journal.record("week copied", found, by=by, after=after, remark=why_late)
    return copies


@transaction.atomic
def move_session(
    session: Session,
    *,
    by: Actor,
    day: date,
    start: time,
    minutes: int | None = None,
    why_late: str = "",
    sure: bool = False,
    **values: Any,
) -> Session:
    """Another time for a planned session, and another trainer, room (`house`, `room`) or topic where given.

    Raises Refused as `plan_session` does, and `session_not_planned` once the roll was called.
    """
    training_class = locked(session.training_class)
    found = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    require(access.can_plan(by, training_class))
    if found.state != SessionState.PLANNED:
        raise Refused(No("session_not_planned"))
    found.training_class = training_class
    before, during = _journal_values(found), _during(day, start, minutes or found.minutes)
    sure, found.during = sure or during == found.during, during
    if "house" in values or "room" in values:
        found.room = _room(training_class, values.pop("house", None), values.pop("room", ""))
    for name, value in values.items():
        setattr(found, name, value)
    _require_sound(training_class, [found], why_late, sure=sure)
    with _free_or_refused([found], _people(training_class), but=[found.pk]):
        # Who was not yet, or is no longer, on the register that day is not expected: first those, then the time.
        found.attendance.filter(mark="").exclude(enrolment__in=_expected(training_class, day)).delete()
        found.save()
    expect(training_class, [found])
    if (after := _journal_values(found)) != before:
        _record("session moved", found, by=by, before=before, after=after, remark=why_late)
    return found


@final
@transaction.atomic
def cancel_session(session: Session, *, by: Actor, reason: str) -> Session:
    """The session is not held; its people, trainer and room are free again. A second click changes nothing.

    Raises Refused (`no_right`, `training_reason_missing`, `move_impossible` once the roll was called).
    """
    training_class = locked(session.training_class)
    found = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    require(access.can_plan(by, training_class))
    if found.state == SessionState.CANCELLED:
        return found
    if not reason.strip():
        raise Refused(No("training_reason_missing"))
    move(SESSION, found, "cancel")
    found.save(update_fields=["state"])
    found.training_class = training_class
    _record("session cancelled", found, by=by, remark=reason)
    return found


def expect(training_class: TrainingClass, sessions: list[Session]) -> None:
    """Make the attendance of these planned sessions what the register says of their days; marks stay.

    Raises Refused (`apprentice_taken`) when somebody is elsewhere at that time.
    """
    enrolments = list(training_class.enrolments.order_by("pk"))
    wanted = {
        (session.pk, e.pk): Attendance(session=session, enrolment=e, person_id=e.person_id, during=session.during)
        for session in sessions
        for e in enrolments
        if holds(e.since, e.until, timezone.localdate(session.during.lower))
    }
    there = {
        (session, enrolment): (key, mark)
        for key, session, enrolment, mark in Attendance.objects.filter(session__in=sessions)
        .order_by("pk")
        .values_list("pk", "session", "enrolment", "mark")
    }
    gone = [key for pair, (key, mark) in there.items() if pair not in wanted and not mark]
    Attendance.objects.filter(pk__in=gone).delete()
    missing = [row for pair, row in wanted.items() if pair not in there]
    newcomers = {row.person_id for row in missing}
    with _free_or_refused([row.session for row in missing], newcomers, but=[s.pk for s in sessions]):
        create(missing)


def _expected(training_class: TrainingClass, day: date) -> list[int]:
    return [e.pk for e in training_class.enrolments.order_by("pk") if holds(e.since, e.until, day)]


def _people(training_class: TrainingClass) -> list[int]:
    return list(training_class.enrolments.order_by("pk").values_list("person", flat=True))


@contextmanager
def _free_or_refused(sessions: list[Session], people: Collection[int], *, but: Collection[int] = ()) -> Iterator[None]:
    """Turn the database's "not twice at the same time" into a sentence that names what stands in the way."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, OperationalError) as fault:
        # Two people who plan the same hour at the same moment may end in a deadlock instead of a conflict.
        if not isinstance(fault.__cause__, (errors.ExclusionViolation, errors.DeadlockDetected)):
            raise
        raise Refused(timetable.collision(sessions, people, but=but)) from fault


def _insert(training_class: TrainingClass, sessions: list[Session]) -> None:
    with _free_or_refused(sessions, _people(training_class)):
        Session.objects.bulk_create(sessions)
    expect(training_class, sessions)


def _require_sound(training_class: TrainingClass, sessions: list[Session], why_late: str, *, sure: bool) -> None:
    trainers = set(training_class.trainers.order_by().values_list("pk", flat=True)) | {training_class.head_id}
    rooms = (
        {s.room_id for s in sessions} - set(timetable.rooms_of(training_class).values_list("pk", flat=True)) - {None}
    )
    stages = set(training_class.version.stages.order_by().values_list("pk", flat=True))
    for session in sessions:
        day, upper = timezone.localdate(session.during.lower), session.during.upper
        slot = Slot(
            day=day,
            minutes=session.minutes,
            trainer_of_class=session.trainer_id in trainers,
            room_of_class=session.room_id not in rooms,
            stage_of_version=session.stage_id in stages,
            over_midnight=timezone.localdate(upper - timedelta(microseconds=1)) > day,
        )
        require(
            may_plan(
                slot,
                state=training_class.state,
                starts_on=training_class.starts_on,
                ends_on=training_class.ends_on,
                today=timezone.localdate(),
                why_late=why_late,
            )
        )
        if not sure:
            require(is_likely(slot, rulebook(WorkdayRules, place=training_class.place, on=day)))


def _during(day: date, start: time, minutes: int) -> Range[datetime]:
    begins = timezone.make_aware(datetime.combine(day, start))
    return Range(begins, begins + timedelta(minutes=minutes))


def _copy_of(session: Session, day: date, start: time | None = None) -> Session:
    at = start or timezone.localtime(session.during.lower).time()
    same = {
        name: getattr(session, name)
        for name in ("training_class", "stage", "kind", "venue", "room", "trainer", "topic")
    }
    return Session(during=_during(day, at, session.minutes), **same)


def _room(training_class: TrainingClass, house: Institution | None, name: str) -> Room | None:
    if not name.strip():
        return None
    house = house or training_class.campus or training_class.college
    if not timetable.houses_of(training_class).filter(pk=house.pk).exists():
        raise Refused(No("room_not_of_class"))
    return Room.objects.get_or_create(institution=house, name=name.strip()[:100])[0]


def _journal_values(session: Session) -> dict[str, object]:
    return {
        "from": session.during.lower,
        "minutes": session.minutes,
        "kind": session.kind,
        "venue": session.venue,
        "room": session.room.name if session.room else None,
        "trainer": session.trainer.uuid,
        "topic": session.topic,
        "stage": session.stage.name,
    }


def _record(verb: str, session: Session, *, by: Actor, **words: Any) -> None:
    on = timezone.localdate(session.during.lower)
    journal.record(verb, session, by=by, on=on, threads=[session.training_class.uuid], **words)
