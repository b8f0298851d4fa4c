"""Whose word a role's is. Who may assess whom is decided by the rooms above (pairs, classes) before they call here."""

from __future__ import annotations

from django.db.models import Q

from jiangtu.core.actor import Actor
from jiangtu.core.verdict import YES, No, Verdict
from jiangtu.institutions.states import Role

from .states import Side

SIDE_OF = {
    Role.ENTERPRISE_MENTOR: Side.ENTERPRISE,
    Role.COLLEGE_TRAINER: Side.COLLEGE,
    Role.PROGRAMME_HEAD: Side.COLLEGE,
    Role.APPRENTICE: Side.SELF,
}


def side_of(actor: Actor) -> Side | None:
    """The side whose word the actor's is; None for roles that do not assess."""
    return SIDE_OF.get(Role(actor.role)) if actor.role in Role.values else None


def can_assess(actor: Actor, person: int) -> Verdict:
    """An apprentice oneself and nobody else; mentors and college people others, never themselves."""
    side = side_of(actor)
    if side is None or actor.person is None or actor.institution is None:
        return No("no_right", action="assess")
    if (side == Side.SELF) != (actor.person == person):
        return No("no_right", action="assess")
    return YES


def visible_to(actor: Actor) -> Q:
    """One's own: what was said of oneself and what one said. Upper rooms show others' through their own right."""
    if not actor.signed_in or actor.person is None:
        return Q(pk__in=[])
    return Q(person=actor.person) | Q(rater=actor.person)
