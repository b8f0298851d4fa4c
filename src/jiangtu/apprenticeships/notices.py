"""Of what this room tells people: stages closed, certificates, whom to confirm, whom to assess."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangtu.assessment.rules.standing import COLLEGE
from jiangtu.core.desk import address
from jiangtu.core.models import JournalEntry
from jiangtu.institutions.queries import memberships
from jiangtu.institutions.states import Role
from jiangtu.notices.doors import kinds
from jiangtu.notices.rules import Kind, To, Urgency, both
from jiangtu.people import queries as of_people
from jiangtu.training.queries import classes, logbook

from .models import Apprenticeship, Certificate, StageProgress
from .queries import inquiries, stages
from .reminders import REMINDER
from .states import ApprenticeshipState

if TYPE_CHECKING:
    from jiangtu.training.models import TrainingClass

PREPARE = (Role.PROGRAMME_HEAD, Role.TOWNSHIP_COORDINATOR)


def whose_stage(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """The apprentices whose stages the facts are about."""
    found = StageProgress.objects.filter(uuid__in=[fact.subject for fact in facts])
    rows = {each.uuid: each for each in found.select_related("stage", "apprenticeship__enrolment").order_by()}
    for fact in facts:
        if it := rows.get(fact.subject):
            enrolment = it.apprenticeship.enrolment
            page = reverse("apprenticeships:detail", args=[it.apprenticeship.uuid])
            values = {"stage": both(it.stage)}
            yield To(enrolment.person_id, page, fact, values, Role.APPRENTICE, enrolment.enterprise_id)


def who_closed(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """Whoever closed a stage on whose days a correction of the log was countersigned: if they lead the programme no
    more, the head of the class."""
    entries = logbook.corrections([fact.subject for fact in facts])
    under = stages.closed_under(entries.values())
    closings = JournalEntry.objects.filter(verb="stage closed", subject__in=[each.uuid for each in under.values()])
    by = {fact.subject: fact.actor for fact in closings.order_by("pk") if fact.actor}
    people = of_people.keys_of(by.values())
    colleges = {each.enrolment.training_class.college_id for each in entries.values()}
    staff = memberships.holders(colleges, Role.PROGRAMME_HEAD, on=timezone.localdate())
    for fact in facts:
        if (entry := entries.get(fact.subject)) and (progress := under.get(entry.pk)):
            of, enrolment = entry.enrolment.training_class, entry.enrolment
            closed_by = people.get(by[progress.uuid], 0) if progress.uuid in by else 0
            head = closed_by if closed_by in staff.get(of.college_id, ()) else of.head_id
            page = reverse("apprenticeships:detail", args=[progress.apprenticeship.uuid])
            values = {"apprentice": enrolment.person.name, "stage": both(progress.stage), "day": entry.on}
            yield To(head, page, fact, values, Role.PROGRAMME_HEAD, of.college_id)


def whose_certificate(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """The people whose certificates were entered, corrected or withdrawn."""
    found = Certificate.objects.filter(uuid__in=[fact.subject for fact in facts])
    rows = {each.uuid: each for each in found.select_related("apprenticeship__enrolment", "occupation").order_by()}
    for fact in facts:
        if it := rows.get(fact.subject):
            page = reverse("apprenticeships:detail", args=[it.apprenticeship.uuid]) if it.apprenticeship else "/"
            enterprise = it.apprenticeship.enrolment.enterprise_id if it.apprenticeship else None
            values = {"occupation": both(it.occupation), "day": it.issued_on}
            yield To(it.person_id, page, fact, values, Role.APPRENTICE, enterprise)


def preparers(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """Who prepared the apprentices that an enterprise answered for: the class's head, or the township's coordinators.
    Of the people of one class one notice."""
    found = Apprenticeship.objects.filter(uuid__in=[fact.subject for fact in facts]).order_by()
    rows = {it.uuid: it for it in found.select_related("enrolment__training_class")}
    of_class: dict[tuple[TrainingClass, int | None], list[JournalEntry]] = {}
    for fact in facts:
        if it := rows.get(fact.subject):
            of_class.setdefault((it.enrolment.training_class, it.prepared_by_id), []).append(fact)
    houses = {house for _of, house in of_class if house}
    staff = memberships.holders(houses, Role.TOWNSHIP_COORDINATOR, on=timezone.localdate())
    for (of, house), of_one in of_class.items():
        values = {"class": of.name, "number": len(of_one)}
        page = reverse("apprenticeships:class-people", args=[of.uuid])
        if house in (None, of.college_id):
            yield To(of.head_id, page, of_one[0], values, Role.PROGRAMME_HEAD, of.college_id, of.uuid)
        for person in staff.get(house or 0, ()):
            yield To(person, page, of_one[0], values, Role.TOWNSHIP_COORDINATOR, house, of.uuid)


def unconfirmed(on: date) -> Iterator[To]:
    """HR of the enterprises that have not confirmed whom the college prepared, though the training has begun."""
    found = Apprenticeship.objects.filter(state=ApprenticeshipState.PROPOSED, enrolment__since__lt=on)
    late: dict[tuple[int, UUID, str], int] = {}
    columns = "enrolment__enterprise", "enrolment__training_class__uuid", "enrolment__training_class__name"
    for key in found.order_by().values_list(*columns):
        late[key] = late.get(key, 0) + 1
    staff = memberships.holders({enterprise for enterprise, _uuid, _name in late}, Role.ENTERPRISE_HR, on=on)
    for (enterprise, of, name), number in late.items():
        for person in staff.get(enterprise, ()):
            values = {"class": name, "number": number}
            yield To(person, reverse("apprenticeships:waiting"), None, values, Role.ENTERPRISE_HR, enterprise, of)


def unassessed(on: date) -> Iterator[To]:
    """The trainers of running classes in which the college's word on the open stage is missing, class by class."""
    waiting = stages.unassessed(COLLEGE, on=on)
    of = ("uuid", "name", "college")
    rows = waiting.order_by().values_list(*(f"enrolment__training_class__{name}" for name in of))
    late = list(rows.annotate(n=Count("pk")))
    teaching = classes.trainers_of(uuid for uuid, *_rest in late)
    staff = memberships.holders({college for _u, _n, college, _k in late}, Role.COLLEGE_TRAINER, on=on)
    for uuid, name, college, number in late:
        page = address("apprenticeships:class-stages", uuid, assess="mine")
        values = {"class": name, "number": number}
        for person in set(teaching.get(uuid, ())).intersection(staff.get(college, ())):
            yield To(person, page, None, values, Role.COLLEGE_TRAINER, college, uuid)


def asked(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """HR and heads of the houses that are asked about somebody they train or trained."""
    found = inquiries.inquiries([fact.subject for fact in facts])
    page, on = reverse("apprenticeships:inquiries"), timezone.localdate()
    kept = {key: each.apprenticeship.enrolment for key, each in found.items() if each.apprenticeship}
    hr = memberships.holders({each.enterprise_id for each in kept.values()}, Role.ENTERPRISE_HR, on=on)
    heads = memberships.holders({each.training_class.college_id for each in kept.values()}, Role.PROGRAMME_HEAD, on=on)
    for fact in facts:
        if of := kept.get(fact.subject):
            for role, houses, house in (
                (Role.ENTERPRISE_HR, hr, of.enterprise_id),
                (Role.PROGRAMME_HEAD, heads, of.training_class.college_id),
            ):
                for person in houses.get(house, ()):
                    yield To(person, page, fact, {}, role, house)


def asker(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """Who asked, of the answer."""
    found = inquiries.inquiries([fact.subject for fact in facts])
    for fact in facts:
        if (it := found.get(fact.subject)) and it.asked_by_id:
            values = {"class": it.training_class.name}
            page = reverse("apprenticeships:inquiries")
            yield To(it.asked_by_id, page, fact, values, it.asked_as, it.asked_for_id)


@kinds.bring
def notice_kinds() -> Iterable[Kind]:
    """Stages, certificates, confirmations, assessments that are due."""
    return (
        Kind(
            "apprenticeships.stage-closed",
            _("A stage of your training was closed"),
            _("Your stage %(stage)s was closed."),
            Urgency.SOON, (Role.APPRENTICE,), ("stage closed",), whose_stage,
        ),
        Kind(
            "apprenticeships.stage-reopened",
            _("A stage of your training was opened again"),
            _("Your stage %(stage)s was opened again."),
            Urgency.SOON, (Role.APPRENTICE,), ("stage reopened",), whose_stage,
        ),
        Kind(
            "apprenticeships.closed-stage-corrected",
            _("The log of a closed stage was corrected"),
            _("%(apprentice)s corrected the log entry of %(day)s, on which the closed stage %(stage)s rests."),
            Urgency.SOON, (Role.PROGRAMME_HEAD,), ("log entry countersigned",), who_closed,
        ),
        Kind(
            "apprenticeships.certificate",
            _("A certificate of yours was entered"),
            _("Your certificate (%(occupation)s) of %(day)s was entered."),
            Urgency.SOON, (Role.APPRENTICE,), ("certificate entered",), whose_certificate,
        ),
        Kind(
            "apprenticeships.certificate-corrected",
            _("A certificate of yours was corrected"),
            _("What is recorded of your certificate (%(occupation)s) of %(day)s was corrected."),
            Urgency.SOON, (Role.APPRENTICE,), ("certificate corrected",), whose_certificate,
        ),
        Kind(
            "apprenticeships.certificate-withdrawn",
            _("A certificate of yours was withdrawn"),
            _("Your certificate (%(occupation)s) of %(day)s was withdrawn."),
            Urgency.SOON, (Role.APPRENTICE,), ("certificate withdrawn",), whose_certificate,
        ),
        Kind(
            "apprenticeships.sent-back",
            _("An enterprise sent apprentices back"),
            _("%(class)s: apprentices whom the enterprise sent back: %(number)s. Their pages say why."),
            Urgency.NOW, PREPARE, ("apprenticeship sent back",), preparers,
        ),
        Kind(
            "apprenticeships.confirmed",
            _("An enterprise confirmed apprentices"),
            _("%(class)s: apprentices whom the enterprise confirmed: %(number)s."),
            Urgency.LATER, PREPARE, ("apprenticeship confirmed",), preparers,
        ),
        Kind(
            "apprenticeships.unconfirmed",
            _("Apprentices wait for your confirmation, and the training has begun"),
            _("%(class)s has begun. Apprentices who wait for your confirmation: %(number)s."),
            Urgency.NOW, (Role.ENTERPRISE_HR,), late=unconfirmed,
        ),
        Kind(
            "apprenticeships.unassessed",
            _("Apprentices need your assessment"),
            _("%(class)s: apprentices who still need your assessment: %(number)s."),
            Urgency.SOON, (Role.COLLEGE_TRAINER,), late=unassessed,
        ),
        Kind(
            "apprenticeships.inquiry",
            _("Another institution asks about somebody you train"),
            _("Another institution asks about somebody you train or trained. It is told nothing before you answer."),
            Urgency.SOON, (Role.ENTERPRISE_HR, Role.PROGRAMME_HEAD), ("inquiry asked",), asked,
            done=("inquiry cleared", "inquiry refused"),
        ),
        Kind(
            "apprenticeships.inquiry-answered",
            _("A question of yours about a person was answered"),
            _("%(class)s: your question about a person was answered."),
            Urgency.SOON, (Role.ENTERPRISE_HR, Role.PROGRAMME_HEAD, Role.TOWNSHIP_COORDINATOR),
            ("inquiry cleared", "inquiry refused"), asker,
        ),
        REMINDER,
    )  # fmt: skip
