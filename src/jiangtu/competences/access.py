"""Frameworks and occupations hold no personal data: whoever has signed in reads them, and only the packs write them."""

from __future__ import annotations

from django.db.models import Q

from jiangtu.core.actor import Actor
from jiangtu.core.verdict import YES, No, Verdict

EVERYTHING = Q()
NOTHING = Q(pk__in=[])


def can_read(actor: Actor, thing: object = None) -> Verdict:
    """Everybody who has signed in."""
    return YES if actor.signed_in else No("no_right", action="read_framework")


def visible_to(actor: Actor) -> Q:
    """All of them, to everybody who has signed in."""
    return EVERYTHING if actor.signed_in else NOTHING
