"""Who sees which allowance runs, and who may compute, release and object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q

from jiangtu.core.actor import Actor
from jiangtu.core.verdict import YES, No, Verdict
from jiangtu.institutions.queries.institutions import within
from jiangtu.institutions.states import Role

from .models import AllowanceRun
from .states import AllowanceState

if TYPE_CHECKING:
    from jiangtu.mentoring.models import MentorProfile

NOBODY = Q(pk__in=[])


def _may(action: str, allowed: bool) -> Verdict:
    return YES if allowed else No("no_right", action=action)


def visible_to(actor: Actor) -> Q:
    """Allowance runs: HR its own; a mentor those shown to them that hold a line of theirs, or take back
    what such a one paid; a bureau its region's."""
    told = Q(state__in=[AllowanceState.SHOWN, AllowanceState.RELEASED])
    match actor.role:
        case Role.ENTERPRISE_HR:
            return Q(enterprise=actor.institution)
        case Role.ENTERPRISE_MENTOR:
            theirs = AllowanceRun.objects.filter(
                lines__mentor__person=actor.person, lines__mentor__enterprise=F("enterprise")
            )
            own = theirs.order_by().values("pk")
            return told & Q(enterprise=actor.institution) & (Q(pk__in=own) | Q(corrects__in=own))
        case Role.BUREAU_OFFICER:
            return told & within(actor.region, "enterprise__region")
    return NOBODY


def can_see_runs(actor: Actor) -> Verdict:
    """Whether there may be any run for this hat to see: for the page that lists them."""
    return _may("see_allowances", visible_to(actor) != NOBODY)


def can_pay(actor: Actor, enterprise: int | None = None) -> Verdict:
    """Choose the Measures, compute, show and release allowances: the enterprise's HR."""
    at = actor.institution if enterprise is None else enterprise
    return _may("pay_allowances", actor.has(Role.ENTERPRISE_HR) and actor.at(at))


def can_object(actor: Actor, mentor: MentorProfile) -> Verdict:
    """Object to a statement: the mentor whose statement it is."""
    own = actor.person == mentor.person_id and actor.at(mentor.enterprise_id)
    return _may("object", actor.has(Role.ENTERPRISE_MENTOR) and own)
