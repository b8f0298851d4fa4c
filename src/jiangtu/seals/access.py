"""Who sees the seals: whoever runs the installation. The worker makes them, and nobody else."""

from __future__ import annotations

from django.db.models import Q

from jiangtu.core.actor import Actor
from jiangtu.core.verdict import YES, No, Verdict
from jiangtu.institutions.states import Role


def can_see_seals(actor: Actor) -> Verdict:
    return YES if actor.has(Role.ADMINISTRATOR) else No("no_right", action="see seals")


def visible_to(actor: Actor) -> Q:
    """All of them, or none."""
    return Q() if can_see_seals(actor) else Q(pk__in=[])
