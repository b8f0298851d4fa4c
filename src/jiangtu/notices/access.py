"""Everybody reads their own notices, whatever role they act in, and nobody another's."""

from __future__ import annotations

from django.db.models import Q

from jiangtu.core.actor import Actor
from jiangtu.core.verdict import YES, No, Verdict

from .models import Notice


def visible_to(actor: Actor) -> Q:
    """The notices, preferences and browsers of the actor's own person."""
    return Q(person=actor.person) if actor.signed_in and actor.person else Q(pk__in=[])


def can_read_notices(actor: Actor) -> Verdict:
    """Read notices, mark them read and choose what goes where: whoever is signed in, for themselves."""
    return YES if actor.signed_in and actor.person else No("no_right", action="read notices")


def can_read(actor: Actor, notice: Notice) -> Verdict:
    """Read one notice: whose it is."""
    own = actor.signed_in and actor.person == notice.person_id
    return YES if own else No("no_right", action="read notice")
