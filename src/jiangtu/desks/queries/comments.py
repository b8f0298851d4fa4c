"""What somebody said on classes and programmes; it stands in the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from jiangtu.core.actor import Actor
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import Verdict

from .. import access

if TYPE_CHECKING:
    from jiangtu.programmes.models import Version
    from jiangtu.training.models import TrainingClass


def of(actor: Actor) -> QuerySet[JournalEntry]:
    """The actor's comments."""
    return JournalEntry.objects.filter(verb="commented", actor=actor.person_uuid).order_by()


def on(subjects: set[UUID]) -> QuerySet[JournalEntry]:
    """What those who look on said of these classes and programmes, the oldest first."""
    said = JournalEntry.objects.filter(threads__overlap=list(subjects), subject__in=subjects, verb="commented")
    return said.filter(role__in=access.COMMENTS).order_by("pk")


def may_comment(subject: TrainingClass | Version, actor: Actor) -> Verdict:
    """Whether the actor may say something of a class or a programme, or answer there."""
    said = JournalEntry.objects.filter(threads__contains=[subject.uuid], verb="commented")
    asked = said.exclude(actor=actor.person_uuid).exists()
    whole = subject.programme if hasattr(subject, "programme") else subject
    return access.can_comment(actor, college=whole.college_id, asked=asked)


def subjects(actor: Actor) -> set[UUID]:
    """The classes and versions of programmes on which the actor has said something."""
    return set(of(actor).values_list("subject", flat=True))
