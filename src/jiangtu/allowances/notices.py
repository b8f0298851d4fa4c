"""Of what this room tells people: statements shown and released, objections and their answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangtu.core.models import JournalEntry
from jiangtu.institutions.queries import memberships
from jiangtu.institutions.states import Role
from jiangtu.notices.doors import kinds
from jiangtu.notices.rules import Kind, To, Urgency

from .models import AllowanceLine, AllowanceRun, Objection
from .queries import outdated


def with_statement(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """The mentors who have a line in the runs that the facts are about: two queries, however many."""
    runs = AllowanceRun.objects.in_bulk([fact.subject for fact in facts], field_name="uuid")
    lines = AllowanceLine.objects.filter(run__in=runs.values()).order_by("run", "mentor").distinct()
    mentors: dict[UUID, list[tuple[int, UUID]]] = {}
    for of_run, person, mentor in lines.values_list("run__uuid", "mentor__person", "mentor__uuid"):
        mentors.setdefault(of_run, []).append((person, mentor))
    for fact in facts:
        for person, mentor in mentors.get(fact.subject, ()):
            run = runs[fact.subject]
            page = reverse("allowances:statement", args=[run.uuid, mentor])
            values = {"since": run.period_from, "until": run.period_to}
            yield To(person, page, fact, values, Role.ENTERPRISE_MENTOR, run.enterprise_id)


def _objections(facts: Sequence[JournalEntry]) -> Iterator[tuple[JournalEntry, Objection, dict[str, object]]]:
    found = Objection.objects.filter(uuid__in=[fact.subject for fact in facts])
    objections = {each.uuid: each for each in found.select_related("run", "mentor__person").order_by()}
    for fact in facts:
        if it := objections.get(fact.subject):
            yield fact, it, {"since": it.run.period_from, "until": it.run.period_to, "mentor": it.mentor.person.name}


def who_answers(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """HR of the enterprise against whose statement somebody objects."""
    rows = list(_objections(facts))
    enterprises = {it.run.enterprise_id for _fact, it, _values in rows}
    staff = memberships.holders(enterprises, Role.ENTERPRISE_HR, on=timezone.localdate())
    for fact, it, values in rows:
        page = reverse("allowances:statement", args=[it.run.uuid, it.mentor.uuid])
        for person in staff.get(it.run.enterprise_id, ()):
            yield To(person, page, fact, values, Role.ENTERPRISE_HR, it.run.enterprise_id)


def who_objected(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """The mentor whose objection was answered."""
    for fact, it, values in _objections(facts):
        page = reverse("allowances:statement", args=[it.run.uuid, it.mentor.uuid])
        yield To(it.mentor.person_id, page, fact, values, Role.ENTERPRISE_MENTOR, it.run.enterprise_id)


def runs_outdated(on: date) -> Iterator[To]:
    """HR of the enterprises whose runs would come out otherwise by the record of today."""
    rows = outdated.outdated()
    staff = memberships.holders({row.run.enterprise_id for row in rows}, Role.ENTERPRISE_HR, on=on)
    for run, *_figures in rows:
        values, page = {"since": run.period_from, "until": run.period_to}, reverse("allowances:run", args=[run.uuid])
        for person in staff.get(run.enterprise_id, ()):
            yield To(person, page, None, values, Role.ENTERPRISE_HR, run.enterprise_id, run.uuid)


@kinds.bring
def notice_kinds() -> Iterable[Kind]:
    """The way of a statement, from its showing to its release, and what changes it afterwards."""
    mentor, hr = (Role.ENTERPRISE_MENTOR,), (Role.ENTERPRISE_HR,)
    return (
        Kind(
            "allowances.statement-shown",
            _("An allowance statement can be read"),
            _("Your allowance statement for %(since)s to %(until)s can be read. Object if something is wrong."),
            Urgency.NOW, mentor, ("allowances shown",), with_statement,
        ),
        Kind(
            "allowances.objection",
            _("A mentor objects to an allowance statement"),
            _("%(mentor)s objects to the allowance statement for %(since)s to %(until)s."),
            Urgency.NOW, hr, ("allowance objected to",), who_answers, done=("objection answered",),
        ),
        Kind(
            "allowances.objection-answered",
            _("Your objection was answered"),
            _("Your objection to the allowance statement for %(since)s to %(until)s was answered."),
            Urgency.NOW, mentor, ("objection answered",), who_objected,
        ),
        Kind(
            "allowances.released",
            _("An allowance was released"),
            _("The allowances for %(since)s to %(until)s were released. Your statement says what you are paid."),
            Urgency.SOON, mentor, ("allowances released",), with_statement,
        ),
        Kind(
            "allowances.run-outdated",
            _("An allowance run no longer fits the record"),
            _("The record changed: the allowances for %(since)s to %(until)s would come out otherwise."),
            Urgency.SOON, hr, late=runs_outdated, done=("allowances computed", "allowances dropped"),
        ),
    )  # fmt: skip
