"""What somebody said on classes and programmes; it stands in the journal."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from jiangtu.core.actor import Actor
from jiangtu.core.models import JournalEntry


def of(actor: Actor) -> QuerySet[JournalEntry]:
    """The actor's comments."""
    return JournalEntry.objects.filter(verb="commented", actor=actor.person_uuid).order_by()


def subjects(actor: Actor) -> set[UUID]:
    """The classes and versions of programmes on which the actor has said something."""
    return set(of(actor).values_list("subject", flat=True))
