"""Who sees a file that came in, and who may take it over: decided by its kind's room; one rule is for all kinds."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q

from jiangtu.core.actor import Actor
from jiangtu.core.verdict import YES, No, Verdict

from .doors import A, Kind, R, kinds
from .models import GivenFile

GIVES = ("enterprise_hr", "township_coordinator")  # who else brings files finds them where given


def visible_to(actor: Actor) -> Q:
    """The files an actor sees: of each kind those that its own room lets them see."""
    grounds = (Q(kind=kind.name) & kind.visible(actor) for brought in kinds for kind in brought())
    return reduce(or_, grounds, Q(pk__in=[]))


def can_give(actor: Actor, kind: Kind[A, R], about: A) -> Verdict:
    """Bring a file of a kind: whom its room lets."""
    return kind.may_give(actor, about)


def can_see_waiting(actor: Actor) -> Verdict:
    """The list of what lies checked, and the line of it on the desk."""
    return YES if actor.has(*GIVES) else No("no_right", action="take_over")


def can_take_over(actor: Actor, given: GivenFile, kind: Kind[A, R], about: A) -> Verdict:
    """Take over, check again or put aside a file: whoever may bring it, for the institution that brought it."""
    if given.given_for is None or given.given_for != actor.institution_uuid:
        return No("no_right", action="take_over")
    return kind.may_give(actor, about)
