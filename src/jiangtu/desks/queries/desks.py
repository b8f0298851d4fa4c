"""Which desk belongs to which role. The apprentice's is a page of its own (`queries.today`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from jiangtu.core.actor import Actor
from jiangtu.institutions.states import Role

from . import college, enterprise, keeping, overseeing
from .pieces import Desk

DESKS: dict[str, Callable[[Actor, date], Desk]] = {
    Role.ENTERPRISE_MENTOR: enterprise.mentor,
    Role.ENTERPRISE_HR: enterprise.hr,
    Role.COLLEGE_TRAINER: college.trainer,
    Role.PROGRAMME_HEAD: college.head,
    Role.TOWNSHIP_COORDINATOR: college.coordinator,
    Role.BUREAU_OFFICER: overseeing.bureau,
    Role.MINISTRY_ANALYST: overseeing.ministry,
    Role.EXPERT: overseeing.onlooker,
    Role.PROJECT_OFFICER: overseeing.onlooker,
    Role.ADMINISTRATOR: keeping.administrator,
}


def desk(actor: Actor, on: date) -> Desk:
    """The desk of the hat, in a constant number of queries."""
    return DESKS[actor.role](actor, on)
