"""Every act, done by every role from elsewhere: refused, whatever page or job might call it."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from django.db import transaction

from jiangtu.core.verdict import YES, No, Refused
from tests.house.source import PACKAGE, furniture, load
from tests.house.test_acts import acts
from tests.house.world import TODAY, World, two_worlds

pytestmark = pytest.mark.django_db
# Acts that ask no right of their own, with the reason; their callers are tried here or in the matrix of pages.
WITHIN = furniture("WITHIN")
# Roles that may do an act anywhere, or at their own: by the act, else by its room.
ANYWHERE = furniture("ANYWHERE")
REFUSALS = {"no_right", "region_not_yours", "pair_not_on_day"}
# What any act may take; what else, its room's furniture says.
GIVEN = {"on": TODAY, "since": TODAY, "reason": "核对", "word": "请看", "words": "请看", "name": "新名", "allowed": YES}


def given(where: str, name: str, of: World) -> Any:
    """What a parameter of an act gets: what its room's furniture says for the act or for all of the room's, else the
    thing of that name, else what any act may take."""
    room, act = where.split("/")[0], where.split(":")[1]
    own = furniture("VALUES", room)
    for key in (f"{act}.{name}", name):
        if key in own:
            return of.said(own[key])
    return of.things[name] if name in of.things else GIVEN[name]


def act_at(where: str) -> Any:
    """The function that "room/actions.py:name" names."""
    path, name = where.split(":")
    return getattr(load(PACKAGE / path), name)


def attempted(where: str, of: World, by: Any, **known: Any) -> str:
    """The code by which the act was refused; empty when it was done, or got further than the question of rights."""
    act = act_at(where)
    values = {
        each.name: given(where, each.name, of)
        for each in inspect.signature(act).parameters.values()
        if each.default is each.empty and each.name not in ("by", "values", "changes", "details")
    }
    with transaction.atomic():
        try:
            act(**values | known, by=by)
        except Refused as refusal:
            return refusal.verdict.code
        except Exception as fault:
            return type(fault).__name__
        finally:
            transaction.set_rollback(True)
    return ""


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: Any):
    yield from two_worlds(django_db_blocker)


WHERE = sorted(where for where, _node, _functions in acts())


@pytest.mark.parametrize("where", [where for where in WHERE if where not in WITHIN])
def test_an_act_is_refused_to_every_role_from_elsewhere(worlds, where):
    near, far = worlds
    wrong = {}
    for role, actor in far.actors.items():
        if role in ANYWHERE.get(where, ANYWHERE.get(where.split("/")[0], ())):
            continue
        if (code := attempted(where, near, actor)) not in REFUSALS:
            wrong[role] = code
    assert wrong == {}


def test_an_act_that_takes_its_callers_verdict_requires_it(worlds):
    near, _far = worlds
    asking = [where for where in WHERE if "allowed" in inspect.signature(act_at(where)).parameters]
    no = No("asked_of_the_caller")
    done = {where: attempted(where, near, near.actors["enterprise_mentor"], allowed=no) for where in asking}
    assert done
    assert done == dict.fromkeys(asking, no.code)


def test_no_exception_is_of_an_act_that_is_gone():
    assert {*WITHIN, *(where for where in ANYWHERE if ":" in where)} - {*WHERE} == set()
