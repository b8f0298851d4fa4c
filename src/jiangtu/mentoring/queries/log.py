"""Log entries that wait for a mentor's countersignature."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jiangtu.core.actor import Actor
from jiangtu.core.dated import holds, in_force
from jiangtu.core.desk import Look
from jiangtu.core.verdict import YES, No, Verdict
from jiangtu.institutions.states import Role
from jiangtu.training.queries import logbook

from .. import access
from ..models import Pair
from .pairs import in_force_on

if TYPE_CHECKING:
    from jiangtu.training.models import LogEntry, TrainingClass


def waiting(actor: Actor) -> list[LogEntry]:
    """The entries of the mentor's own apprentices that wait, oldest first; of days on which the pair was in force."""
    own = Pair.objects.filter(access.own_pairs(actor)).order_by()
    found = list(logbook.waiting_entries(list(own.values_list("apprenticeship__enrolment", flat=True))))
    theirs = in_force_on([(entry.enrolment_id, entry.on) for entry in found], actor)
    return [entry for entry in found if (entry.enrolment_id, entry.on) in theirs]


def answerable(entry: LogEntry) -> Verdict:
    """Whether somebody was the apprentice's mentor on the entry's day, and so can answer it."""
    theirs = Pair.objects.filter(in_force(entry.on), apprenticeship__enrolment=entry.enrolment_id)
    return YES if theirs.exists() else No("nobody_to_countersign", have=entry.on)


def nobodys(found: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
    """Of these the entries that wait and that nobody can answer: as `answerable` decides for one."""
    theirs = Pair.objects.filter(in_force(OuterRef("on")), apprenticeship__enrolment=OuterRef("enrolment"))
    return found.filter(~Exists(theirs), pk__in=logbook.submitted().order_by().values("pk"))


def nobodys_by_class(look: Look) -> dict[int, int]:
    """Class (primary key) → how many of them the actor reads."""
    found = nobodys(logbook.entries(seen_by=look.actor)).order_by()
    found = found.filter(enrolment__training_class=look.within) if look.within else found
    counted = found.values("enrolment__training_class").annotate(n=Count("pk", distinct=True))
    return dict(counted.values_list("enrolment__training_class", "n"))


@dataclass(frozen=True)
class Waiting:
    """An entry that waits for a mentor; the keys are primary keys, the mentor's and the class's too."""

    entry: UUID
    on: date
    apprentice: str
    mentor: int
    mentor_name: str
    profile: UUID
    enterprise: int


def waiting_with(
    which: Q | None = None,
    *,
    entries: Iterable[UUID] | None = None,
    training_class: int | None = None,
    enterprise: int | None = None,
) -> list[Waiting]:
    """The entries that wait, each with every mentor whose pair was in force on its day: two queries.

    Only these entries, only of a class or an enterprise, where given.
    """
    found = logbook.submitted().filter(which or Q())
    if entries is not None:
        found = found.filter(uuid__in=list(entries))
    if training_class is not None:
        found = found.filter(enrolment__training_class=training_class)
    rows = list(found.order_by("on", "pk").values_list("uuid", "on", "enrolment", "enrolment__person__name"))
    pairs = defaultdict(list)
    of_enterprise = Q(mentor__enterprise=enterprise) if enterprise else Q()
    theirs = Pair.objects.filter(of_enterprise, apprenticeship__enrolment__in={row[2] for row in rows}).order_by("pk")
    of_mentor = ("mentor__person", "mentor__person__name", "mentor__uuid", "mentor__enterprise")
    rows_of_pairs = theirs.values_list("apprenticeship__enrolment", "since", "until", *of_mentor)
    for enrolment, since, ended, *mentor in rows_of_pairs:
        pairs[enrolment].append((since, ended, mentor))
    return [
        Waiting(entry, on, apprentice, *mentor)
        for entry, on, enrolment, apprentice in rows
        for since, ended, mentor in pairs[enrolment]
        if holds(since, ended, on)
    ]


def waiting_in(training_class: TrainingClass, *, seen_by: Actor) -> list[Waiting]:
    """The entries of a class that wait, each with its mentors; an enterprise's HR sees those of its own mentors."""
    enterprise = seen_by.institution if seen_by.has(Role.ENTERPRISE_HR) else None
    return waiting_with(training_class=training_class.pk, enterprise=enterprise)


def chosen(actor: Actor, uuids: Iterable[UUID | str]) -> list[LogEntry]:
    """Those log entries by uuid that the mentor reads, whatever their state."""
    return list(logbook.entries(seen_by=actor).filter(uuid__in=list(uuids)))
