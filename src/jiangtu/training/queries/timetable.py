"""Sessions, the roll, and what stands in the way of a session."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Lower
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from psycopg.types.range import Range

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.models import StoredFile
from jiangtu.core.verdict import No, Verdict
from jiangtu.institutions.queries import institutions
from jiangtu.people import queries as people

from .. import access
from ..models import Attendance, LogEntry, ReplacedScan, Room, Session, TrainingClass
from ..rules.timetable import may_call
from ..states import ClassState, EntryState, Mark, SessionState

if TYPE_CHECKING:
    from jiangtu.institutions.models import Institution
    from jiangtu.people.models import Person


def span_of_day(day: date, days: int = 1) -> Range[datetime]:
    """The days as a range of moments in the local zone."""
    return Range(midnight(day), midnight(day + timedelta(days)))


def midnight(day: date) -> datetime:
    """When the day begins in the local zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _in_full(found: QuerySet[Session]) -> QuerySet[Session]:
    full = found.select_related("training_class", "stage", "room__institution", "trainer", "sheet")
    return full.order_by("during", "pk")


def session(uuid: UUID, *, seen_by: Actor) -> Session:
    """One session with its class. Raises Http404 when the hat does not see the class."""
    seen = TrainingClass.objects.filter(access.visible_to(seen_by))
    return get_object_or_404(_in_full(Session.objects.filter(training_class__in=seen)), uuid=uuid)


def why_cancelled(session: Session) -> str:
    """What was written when the session was cancelled."""
    return journal.history(session.uuid).filter(verb="session cancelled").values_list("remark", flat=True).first() or ""


def week(training_class: TrainingClass, monday: date) -> QuerySet[Session]:
    """The sessions that begin within seven days, with `expected`, `marked` and `there` counted."""
    days = span_of_day(monday, 7)
    found = training_class.sessions.filter(during__startswith__gte=days.lower, during__startswith__lt=days.upper)
    return counted(_in_full(found))


def stage_taught(training_class: TrainingClass, *, before: date) -> int | None:
    """The key of the stage that the last session before a day was for; None where there is none."""
    found = training_class.sessions.filter(during__startswith__lt=span_of_day(before).lower)
    return found.exclude(state=SessionState.CANCELLED).order_by("-during").values_list("stage", flat=True).first()


def counted(found: QuerySet[Session]) -> QuerySet[Session]:
    """Sessions with how many are expected, marked and there."""
    return found.annotate(
        expected=Count("attendance"),
        marked=Count("attendance", filter=~Q(attendance__mark="")),
        there=Count("attendance", filter=Q(attendance__mark__in=[Mark.PRESENT, Mark.LATE])),
    )


def sessions(*, seen_by: Actor) -> QuerySet[Session]:
    """The sessions that are held or planned: a trainer's own, else of every class seen."""
    found = Session.objects.exclude(state=SessionState.CANCELLED)
    if seen_by.has("college_trainer"):
        return _in_full(found.filter(trainer=seen_by.person))
    return _in_full(found.filter(training_class__in=TrainingClass.objects.filter(access.visible_to(seen_by))))


def over_uncalled() -> Q:
    """“Rolls not called”: sessions that are over, of classes that run or have run, whose roll nobody has called."""
    classes = [ClassState.RUNNING, ClassState.COMPLETED]
    return Q(training_class__state__in=classes, state=SessionState.PLANNED, during__endswith__lte=timezone.now())


def sessions_of_trainer(actor: Actor, day: date, days: int = 1) -> QuerySet[Session]:
    """What the hat's person teaches on a day (or several), cancelled sessions aside."""
    return counted(sessions(seen_by=actor).filter(during__overlap=span_of_day(day, days)))


def sessions_of_apprentice(actor: Actor, day: date, days: int = 1) -> QuerySet[Session]:
    """Where the hat's person is expected on a day (or several), with the `mark` of the roll call, empty until then."""
    found = Session.objects.filter(attendance__person=actor.person, during__overlap=span_of_day(day, days))
    held = found.exclude(state=SessionState.CANCELLED).select_related("room", "trainer")
    return held.annotate(mark=F("attendance__mark")).order_by("during", "pk")


def uncalled(*, before: date) -> QuerySet[Session]:
    """Sessions of days before that one whose roll nobody has called, of every class that runs or has run."""
    return _in_full(
        Session.objects.filter(
            training_class__state__in=[ClassState.RUNNING, ClassState.COMPLETED],
            state=SessionState.PLANNED,
            during__endswith__lte=span_of_day(before).lower,
        )
    )


def sessions_uncalled(*, seen_by: Actor) -> QuerySet[Session]:
    """Those of the sessions seen that are over and whose roll nobody has called."""
    return sessions(seen_by=seen_by).filter(over_uncalled())


def call_due(session: Session) -> Verdict:
    """Whether the roll of a session can be called now."""
    return may_call(
        begins=timezone.localtime(session.during.lower),
        now=timezone.localtime(),
        class_state=session.training_class.state,
        session_state=session.state,
    )


def roll(session: Session, *, seen_by: Actor | None = None) -> QuerySet[Attendance]:
    """Who is expected, by name; only those seen where a hat is given."""
    found = session.attendance.select_related("enrolment__person", "enrolment__enterprise")
    if seen_by is not None:
        seen = session.training_class.enrolments.filter(access.people_visible_to(seen_by))
        found = found.filter(enrolment__in=seen)
    return found.order_by("enrolment__person__name_key", "pk")


def marked(enrolments: Iterable[int]) -> set[int]:
    """Of these enrolments (primary keys) those with whom a roll was called."""
    called = Attendance.objects.filter(enrolment__in=list(enrolments)).exclude(mark="")
    return set(called.order_by().values_list("enrolment", flat=True))


def last_seen(enrolment: int) -> date | None:
    """The last day on which an enrolment (primary key) was at a session or has a countersigned entry, if any."""
    there = Attendance.objects.filter(enrolment=enrolment, mark__in=[Mark.PRESENT, Mark.LATE])
    begun = there.aggregate(last=Max(Lower("during")))["last"]
    signed = LogEntry.objects.filter(enrolment=enrolment, state=EntryState.COUNTERSIGNED)
    logged = signed.aggregate(last=Max("on"))["last"]
    return max(filter(None, (begun and timezone.localtime(begun).date(), logged)), default=None)


def rooms_of(training_class: TrainingClass) -> QuerySet[Room]:
    """The rooms of the class's college, campus and enterprises."""
    return (
        Room.objects.filter(institution__in=houses_of(training_class))
        .select_related("institution")
        .order_by("name", "pk")
    )


def rooms_to_offer(training_class: TrainingClass) -> QuerySet[Room]:
    """Those of them whose names a form offers: an enterprise's once the class is no draft."""
    rooms = rooms_of(training_class)
    if training_class.state == ClassState.DRAFT:
        rooms = rooms.filter(institution__in=[training_class.college_id, training_class.campus_id])
    return rooms


def houses_of(training_class: TrainingClass) -> QuerySet[Institution]:
    """The institutions in whose rooms the class may meet."""
    return institutions.by_name(
        Q(pk__in=[training_class.college_id, training_class.campus_id])
        | Q(pk__in=training_class.enterprises.order_by().values("pk"))
    )


def trainers_of(training_class: TrainingClass) -> QuerySet[Person]:
    """Who may be named as a session's trainer: the class's trainers and its head."""
    trainers = training_class.trainers.order_by().values("pk")
    return people.by_name(Q(pk__in=trainers) | Q(pk=training_class.head_id))


def collision(sessions: Iterable[Session], expected: Collection[int], *, but: Collection[int] = ()) -> Verdict:
    """Which trainer, room or apprentice is already taken at the time of one of these sessions, and by what.

    Asked after the database has refused: `expected` are the keys of people, `but` sessions that do not count (those
    being moved). Of another college's class no more is said than that the time is taken. When the other act is not
    finished, nothing is found and the verdict says only that time was taken.
    """
    for planned in sessions:
        others = Session.objects.exclude(state=SessionState.CANCELLED).exclude(pk__in=but)
        others = _in_full(others.filter(during__overlap=planned.during))
        if other := others.filter(trainer=planned.trainer_id).first():
            return _taken_by("trainer_taken", str(other.trainer), other, planned)
        if planned.room_id and (other := others.filter(room=planned.room_id).first()):
            return _taken_by("room_taken", str(other.room), other, planned)
        held = Attendance.objects.filter(person__in=expected, during__overlap=planned.during).exclude(session__in=but)
        held = held.select_related("person", "session__training_class")
        if found := held.order_by("person__name_key", "pk").first():
            return _taken_by("apprentice_taken", str(found.person), found.session, planned)
    return No("taken_meanwhile")


def _taken_by(code: str, who: str, other: Session, planned: Session) -> Verdict:
    if other.training_class.college_id != planned.training_class.college_id:
        start = timezone.localtime(planned.during.lower)
        return No("time_taken_elsewhere", who=who, on=start.date(), start=date_format(start, "H:i"))
    start, end = timezone.localtime(other.during.lower), timezone.localtime(other.during.upper)
    return No(
        code,
        who=who,
        of=other.training_class.number,
        on=start.date(),
        start=date_format(start, "H:i"),
        end=date_format(end, "H:i"),
        topic=other.topic or other.get_kind_display(),
    )


def scan_of(session: Session) -> StoredFile:
    """The scan of the paper sheet. Raises Http404 where none was kept."""
    if session.sheet is None:
        raise Http404
    return session.sheet


def replaced_scan(uuid: UUID, *, seen_by: Actor) -> ReplacedScan:
    """A scan in whose place another one stands. Raises Http404 when the hat does not see the class."""
    seen = TrainingClass.objects.filter(access.visible_to(seen_by))
    found = ReplacedScan.objects.filter(session__training_class__in=seen).select_related("session__training_class")
    return get_object_or_404(found.select_related("file"), uuid=uuid)
