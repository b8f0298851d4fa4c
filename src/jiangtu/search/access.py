"""Who searches: whoever is signed in. What they find is decided by the rooms that own the things (`doors.Source`)."""

from __future__ import annotations

from django.db.models import Q

from jiangtu.core.actor import Actor
from jiangtu.core.verdict import YES, No, Verdict

from .doors import Source


def can_search(actor: Actor) -> Verdict:
    return YES if actor.signed_in else No("no_right", action="search")


def visible_to(actor: Actor, source: Source) -> Q | None:
    """The index's entries of a kind that the actor may find: those the owner shows them; None if there can be none."""
    seen = source.visible(actor) if can_search(actor) else None
    return None if seen is None else Q(kind=source.kind, subject__in=seen.order_by())
