"""Of what this room tells people: the log's answers, sessions that move, rolls that nobody called, comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangtu.core.dated import holds
from jiangtu.core.models import JournalEntry
from jiangtu.institutions.states import Role
from jiangtu.notices.doors import kinds
from jiangtu.notices.rules import Kind, To, Urgency
from jiangtu.people import queries as people

from .models import Enrolment, LogEntry, Session, TrainingClass
from .queries import timetable


def writers(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """The apprentices who wrote the entries that the facts are about."""
    entries = LogEntry.objects.filter(uuid__in=[fact.subject for fact in facts]).select_related("enrolment")
    found = {entry.uuid: entry for entry in entries.order_by()}
    for fact in facts:
        if entry := found.get(fact.subject):
            yield To(
                entry.enrolment.person_id,
                reverse("training:entry", args=[entry.uuid]),
                fact,
                values={"day": entry.on},
                role=Role.APPRENTICE,
                institution=entry.enrolment.enterprise_id,
            )


def signed_for(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """The apprentices whose entries were countersigned; of those countersigned together each is told once."""
    together: dict[tuple[int, int | None], list[To]] = {}
    for to in writers(facts):
        together.setdefault((to.person, to.institution), []).append(to)
    for one, *more in together.values():
        latest = {"day": max(to.values["day"] for to in (one, *more))}
        yield replace(one, page=reverse("training:log") if more else one.page, values=latest)


def moved(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """Of the facts of moved sessions those with another time."""
    return of_session([fact for fact in facts if _other_time(fact)])


def changed(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """Of the facts of moved sessions those that kept their time: another trainer, room, topic or length."""
    return of_session([fact for fact in facts if not _other_time(fact)])


def _other_time(fact: JournalEntry) -> bool:
    former, now = fact.before or {}, fact.after or {}
    return datetime.fromisoformat(former["from"]) != datetime.fromisoformat(now["from"])  # the zones written may differ


def of_session(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """Who is on the register on the day of the sessions that the facts are about, and who teaches them; of a moved one
    also who was on it on the former day, and who was to teach it."""
    facts = list({fact.subject: fact for fact in facts}.values())  # moved twice, it is told where it stands now
    found = Session.objects.filter(uuid__in=[fact.subject for fact in facts]).select_related("training_class")
    sessions = {session.uuid: session for session in found.order_by()}
    registers: dict[int, list[Enrolment]] = {}
    classes = {session.training_class_id for session in sessions.values()}
    for enrolment in Enrolment.objects.filter(training_class__in=classes).order_by("pk"):
        registers.setdefault(enrolment.training_class_id, []).append(enrolment)
    taught = people.keys_of(UUID(fact.before["trainer"]) for fact in facts if fact.before)
    for fact in facts:
        if it := sessions.get(fact.subject):
            now, former, trainers = it.during.lower, it.during.lower, {it.trainer_id}
            if fact.before:
                former = datetime.fromisoformat(fact.before["from"])
                trainers.add(taught.get(UUID(fact.before["trainer"]), it.trainer_id))
            page = reverse("training:session", args=[it.uuid])
            values = {"class": it.training_class.name, "at": now, "was": former}
            for each in registers.get(it.training_class_id, ()):
                if any(holds(each.since, each.until, timezone.localdate(day)) for day in (former, now)):
                    yield To(each.person_id, page, fact, values, Role.APPRENTICE, each.enterprise_id)
            for trainer in trainers:
                yield To(trainer, page, fact, values, Role.COLLEGE_TRAINER, it.training_class.college_id)


def heads(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """The heads of the classes that were commented on."""
    classes = TrainingClass.objects.in_bulk([fact.subject for fact in facts], field_name="uuid")
    for fact in facts:
        if it := classes.get(fact.subject):
            page = reverse("training:class", args=[it.uuid])
            yield To(it.head_id, page, fact, {"class": it.name}, Role.PROGRAMME_HEAD, it.college_id)


def rolls_uncalled(on: date) -> Iterator[To]:
    """The trainers of sessions of earlier days whose roll nobody has called."""
    for session in timetable.uncalled(before=on):
        values = {"class": session.training_class.name, "at": session.during.lower}
        page, college = reverse("training:roll", args=[session.uuid]), session.training_class.college_id
        yield To(session.trainer_id, page, None, values, Role.COLLEGE_TRAINER, college, session.uuid)


@kinds.bring
def notice_kinds() -> Iterable[Kind]:
    """The log's answers, sessions moved and cancelled, rolls not called, comments."""
    return (
        Kind(
            "training.log-returned",
            _("An entry of your log was returned"),
            _("Your log entry of %(day)s was returned. The mentor wrote what is missing."),
            Urgency.NOW, (Role.APPRENTICE,), ("log entry returned",), writers,
            done=("log entry sent again", "log entry withdrawn"),
        ),
        Kind(
            "training.log-countersigned",
            _("An entry of your log was countersigned"),
            _("Entries of your log were countersigned, the latest of %(day)s."),
            Urgency.LATER, (Role.APPRENTICE,), ("log entry countersigned",), signed_for,
        ),
        Kind(
            "training.session-moved",
            _("A session was moved"),
            _("A session of %(class)s is now on %(at)s (before: %(was)s)."),
            Urgency.NOW, (Role.APPRENTICE, Role.COLLEGE_TRAINER), ("session moved",), moved,
        ),
        Kind(
            "training.session-changed",
            _("A session was changed"),
            _("The session of %(class)s on %(at)s has another trainer, room, topic or length."),
            Urgency.SOON, (Role.APPRENTICE, Role.COLLEGE_TRAINER), ("session moved",), changed,
        ),
        Kind(
            "training.session-cancelled",
            _("A session was cancelled"),
            _("The session of %(class)s on %(at)s is not held."),
            Urgency.NOW, (Role.APPRENTICE, Role.COLLEGE_TRAINER), ("session cancelled",), of_session,
        ),
        Kind(
            "training.roll-uncalled",
            _("A roll was not called"),
            _("The roll of %(class)s on %(at)s was not called."),
            Urgency.SOON, (Role.COLLEGE_TRAINER,), late=rolls_uncalled, done=("roll called", "session cancelled"),
        ),
        Kind(
            "training.commented",
            _("Somebody commented on a class of yours"),
            _("There is a new comment on the class %(class)s."),
            Urgency.SOON, (Role.PROGRAMME_HEAD,), ("commented",), heads,
        ),
    )  # fmt: skip
