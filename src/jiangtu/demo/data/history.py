"""What the journal tells of the pilot classes: opened, started, stages closed, pairs published, completed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db import models

from jiangtu.apprenticeships.models import StageProgress
from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.models import JournalEntry
from jiangtu.institutions.states import Role
from jiangtu.mentoring.models import PairingRun
from jiangtu.training.states import ClassState

from .classes import Plan
from .seed import Seed
from .staff import hr_of

BEGUN = (ClassState.RUNNING, ClassState.COMPLETED, ClassState.CLOSED, ClassState.CANCELLED)
ENDED = (ClassState.COMPLETED, ClassState.CLOSED)


def load(seed: Seed, plans: list[Plan]) -> None:
    """Append the entries of every class and of every stage that was closed."""
    entries = [entry for plan in plans for entry in (*_of_class(seed, plan), *_of_stages(plan))]
    journal.record_all(sorted(entries, key=lambda entry: entry.on))


def _head(plan: Plan) -> Actor:
    college, head = plan.item.college, plan.item.head
    return Actor(head.pk, college.pk, Role.PROGRAMME_HEAD, college.region, head.uuid, college.uuid)


def _of_class(seed: Seed, plan: Plan) -> Iterator[JournalEntry]:
    item, by = plan.item, _head(plan)
    days: list[tuple[str, models.Model, int]] = [("class created", item, -40)]
    if item.state != ClassState.DRAFT:
        days.append(("class opened", item, -30))
    if item.state in BEGUN:
        days.append(("class started", item, 0))
    for verb, subject, after in days:
        yield journal.entry_for(verb, subject, by=by, on=min(item.starts_on + timedelta(days=after), seed.today))
    for run in PairingRun.objects.filter(training_class=item).select_related("enterprise").order_by("pk"):
        pairs = {"pairs": len(run.answer["pairs"])}
        yield journal.entry_for(
            "pairing published",
            run,
            by=hr_of(run.enterprise),
            on=item.starts_on,
            after=pairs,
            rulebook=run.rulebook,
            threads=[item.uuid],
        )
    if item.state in ENDED:
        yield journal.entry_for("class completed", item, by=by, on=item.ends_on)
    if item.state == ClassState.CLOSED:
        yield journal.entry_for("class closed", item, by=by, on=item.ends_on + timedelta(days=21))
    if item.state == ClassState.CANCELLED:
        yield journal.entry_for(
            "class cancelled", item, by=by, on=item.starts_on + timedelta(weeks=20), remark="企业停产，班级取消。"
        )


def _of_stages(plan: Plan) -> Iterator[JournalEntry]:
    """For each apprentice the stages closed so far; the class's own history shows them too."""
    by, people = _head(plan), {a.pk: a.enrolment.person.uuid for a in plan.apprenticeships}
    closed = StageProgress.objects.filter(apprenticeship__in=people, closed_on__isnull=False)
    for progress in closed.select_related("apprenticeship", "stage").order_by("closed_on", "pk"):
        yield journal.entry_for(
            "stage closed",
            progress,
            by=by,
            on=progress.closed_on,
            after={"stage": progress.stage.key},
            threads=[progress.apprenticeship.uuid, people[progress.apprenticeship_id], plan.item.uuid],
        )
