"""The apprentices' log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import DateField, Prefetch, Q, QuerySet
from django.db.models.functions import Cast, TruncMonth
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jiangtu.competences import queries as framework
from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.dated import in_force
from jiangtu.core.paging import along
from jiangtu.core.verdict import Verdict

from .. import access
from ..access import can_see_class_log as can_see_class_log
from ..models import Enrolment, LogEntry, LogPhoto, LogReturn, ReturnedPhoto, TrainingClass
from ..rules.logbook import may_change, takes_entries
from ..states import ClassState, EntryState
from .timetable import midnight

if TYPE_CHECKING:
    from jiangtu.competences.models import Competence

LONG = timedelta(days=7)  # after which an entry that waits is told of; ours


def entries(*, seen_by: Actor) -> QuerySet[LogEntry]:
    """The log entries that the hat reads, newest day first, with person, competences and photos."""
    return in_full(LogEntry.objects.filter(along(access.log_visible_to(seen_by), "enrolment")))


def in_full(found: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
    """Entries with what a page shows of them, in a fixed number of queries."""
    return (
        found.select_related(
            "enrolment__person", "enrolment__enterprise", "enrolment__training_class", "answered_by", "corrects"
        )
        .select_related("corrected_by")
        .prefetch_related("competences", "photos", Prefetch("returns", LogReturn.objects.select_related("by")))
        .prefetch_related("returns__photos")
        .order_by("-on", "-pk")
    )


def entries_of(training_class: TrainingClass, *, seen_by: Actor) -> QuerySet[LogEntry]:
    """The class's log as the hat reads it."""
    return entries(seen_by=seen_by).filter(enrolment__training_class=training_class)


def written(enrolment: Enrolment) -> QuerySet[LogEntry]:
    """What was written in one place on a register, newest day first, without what a page of entries shows beside."""
    return LogEntry.objects.filter(enrolment=enrolment).order_by("-on", "-pk")


def entry(uuid: UUID, *, seen_by: Actor) -> LogEntry:
    """One entry. Raises Http404 when the hat does not read it."""
    return get_object_or_404(entries(seen_by=seen_by), uuid=uuid)


def written_on_page(key: UUID | None, person: int | None) -> LogEntry | None:
    """The entry that somebody (a primary key) has written on the page of that key, if they have."""
    return in_full(LogEntry.objects.filter(uuid=key, enrolment__person=person)).first() if key else None


def withdrawn(uuid: UUID, *, by: Actor) -> bool:
    """Whether there was an entry of that key that the hat's person withdrew."""
    return journal.history(uuid).filter(verb="log entry withdrawn", subject=uuid, actor=by.person_uuid).exists()


def photo(uuid: UUID, *, seen_by: Actor) -> LogPhoto | ReturnedPhoto:
    """One photo with its file, also one that an entry had when it was given back. Raises Http404 when the hat does not
    read its entry."""
    seen = access.log_visible_to(seen_by)
    present = LogPhoto.objects.filter(along(seen, "entry__enrolment"), uuid=uuid).select_related("file").first()
    former = ReturnedPhoto.objects.filter(along(seen, "returned__entry__enrolment")).select_related("file")
    return present or get_object_or_404(former, uuid=uuid)


def own_enrolment(actor: Actor, *, on: date | None = None) -> Enrolment | None:
    """Where the apprentice writes now: the enrolment in force in a running class, else the latest."""
    today = on or timezone.localdate()
    own = Enrolment.objects.filter(person=actor.person).select_related("person", "enterprise", "training_class")
    return (
        own.filter(in_force(today), training_class__state=ClassState.RUNNING).order_by("-since", "-pk").first()
        or own.exclude(training_class__state=ClassState.CANCELLED).order_by("-since", "-pk").first()
    )


def takes(enrolment: Enrolment) -> Verdict:
    """Whether entries are written there today: one answer for the page and the links to it, by the act's own rule."""
    its = enrolment.training_class
    return takes_entries(its.state, since=max(enrolment.since, its.starts_on), today=timezone.localdate())


def begins(enrolment: Enrolment) -> date | None:
    """The day from which the log may be written, where it is still to come."""
    said = takes(enrolment)
    return max(enrolment.since, enrolment.training_class.starts_on) if said.code == "class_not_begun" else None


def may_edit(entry: LogEntry) -> Verdict:
    """Whether an entry is changed today, for the page and for the links to it."""
    return takes(entry.enrolment) and may_change(entry.state)


def long_ago(on: date) -> datetime:
    """What came to a mentor before this moment has waited long on the day; of whatever day it tells."""
    return midnight(on - LONG)


def waits_long(on: date) -> Q:
    """“Waits long”: an entry that came more than a week ago and that no mentor has answered; for desks, lists and
    notices."""
    return Q(state=EntryState.SUBMITTED, written_at__lt=long_ago(on))


def that_stand(found: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
    """“Stands”: each of them but one whose correction is countersigned; it is replaced by it, and counts no more.
    In SQL likewise: `_LOG` and `_ANSWERED` of `queries/hours.py`."""
    return found.exclude(corrected_by__state=EntryState.COUNTERSIGNED)


def countersigned() -> QuerySet[LogEntry]:
    """“Countersigned”: the entries that are and that stand."""
    return that_stand(LogEntry.objects.filter(state=EntryState.COUNTERSIGNED))


def countersigned_by(actor: Actor) -> QuerySet[LogEntry]:
    """Those of them that the hat's person countersigned and still reads."""
    return countersigned().filter(
        answered_by=actor.person, enrolment__in=Enrolment.objects.filter(access.log_visible_to(actor))
    )


def submitted() -> QuerySet[LogEntry]:
    """All entries that wait for a mentor, for whoever knows the mentors to narrow down."""
    return LogEntry.objects.filter(state=EntryState.SUBMITTED)


def countersigners(corrections: Iterable[UUID]) -> dict[UUID, tuple[int, date, str, int]]:
    """Correction (its uuid) → who countersigned what it corrects, that entry's day, the apprentice's name and the
    enterprise (primary keys): one query."""
    found = LogEntry.objects.filter(uuid__in=list(corrections), corrects__answered_by__isnull=False).order_by()
    of = ("corrects__answered_by", "corrects__on", "enrolment__person__name", "enrolment__enterprise")
    return {uuid: (person, on, name, at) for uuid, person, on, name, at in found.values_list("uuid", *of)}


def corrections(keys: Iterable[UUID]) -> dict[UUID, LogEntry]:
    """Of these entries (uuids) those that correct one, with it and with person and class: one query."""
    with_all = LogEntry.objects.select_related("corrects", "enrolment__person", "enrolment__training_class")
    return {each.uuid: each for each in with_all.filter(uuid__in=list(keys), corrects__isnull=False).order_by("pk")}


def waiting_entries(enrolments: Iterable[Enrolment | int]) -> QuerySet[LogEntry]:
    """Entries of these apprentices (enrolments or their primary keys) that wait for the mentor, oldest first."""
    found = LogEntry.objects.filter(enrolment__in=enrolments, state=EntryState.SUBMITTED)
    return in_full(found).order_by("on", "pk")


def log_months(enrolments: Iterable[int], since: date, until: date) -> dict[int, set[date]]:
    """For each enrolment key the months (their first day) with a countersigned entry that stands: one query."""
    of = countersigned().filter(enrolment__in=enrolments, on__range=(since, until)).order_by()
    found = of.values("enrolment").annotate(
        months=ArrayAgg(Cast(TruncMonth("on"), DateField()), distinct=True, default=[])
    )
    return {key: set(months) for key, months in found.values_list("enrolment", "months")}


def names(keys: set[UUID]) -> dict[UUID, str]:
    """What log entries are called, for the journal: by their day."""
    rows = LogEntry.objects.filter(uuid__in=keys).order_by().values_list("uuid", "on")
    return {uuid: _("the entry of %(day)s") % {"day": date_format(on)} for uuid, on in rows}


def competences_to_touch(training_class: TrainingClass) -> QuerySet[Competence]:
    """The competences that the class's programme asks for: the chips of the log's form."""
    asked = training_class.version.stages.order_by().values("requirements__competence")
    return framework.competences().filter(pk__in=asked).order_by("framework", "order")
