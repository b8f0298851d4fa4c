"""Every act, done by every role from elsewhere: refused, whatever page or job might call it."""

from __future__ import annotations

import inspect
from datetime import time
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from jiangtu.apprenticeships.sheets import ROSTER
from jiangtu.core.verdict import YES, No, Refused
from jiangtu.institutions.states import Role
from tests.house.source import PACKAGE, furniture, load
from tests.house.test_acts import acts
from tests.house.world import HALF, TODAY, World, two_worlds

pytestmark = pytest.mark.django_db
# Acts that ask no right of their own, with the reason; their callers are tried here or in the matrix of pages.
WITHIN = {
    "apprenticeships/actions/admission.py:admit": "takes its caller's verdict",
    "apprenticeships/actions/admission.py:correct_facts": "takes its caller's verdict",
    "apprenticeships/actions/admission.py:give_hats": "a part of admitting and confirming",
    "apprenticeships/actions/certificates.py:enter_certificates": "takes its caller's verdict; asks for each",
    "apprenticeships/actions/stages.py:close_stages": "closes each by the act that asks",
    "competences/actions.py:load_packs": "what a release brings",
    "people/actions/accounts.py:note_second_factor": "what follows one's own act at sign-in",
    "people/actions/accounts.py:note_password": "what follows one's own act at sign-in",
    "institutions/actions/invitations.py:accept_invitation": "whoever has the link",
}
# Acts that belong to no institution: the roles that may do them anywhere, or at their own.
ANYWHERE = {
    "desks/actions.py:comment": {"expert", "project_officer"},
    "people/actions/people.py:record_person": set(Role.values),
    "people/actions/people.py:record_people": set(Role.values),
    "people/actions/merging.py:merge_people": {"administrator"},
    "institutions/actions/institutions.py:register_institution": {"administrator"},
    # for oneself
    "notices/actions/reading.py:read_all": set(Role.values),
    "notices/actions/choosing.py:choose": set(Role.values),
    "notices/actions/choosing.py:show_here": set(Role.values),
    "notices/actions/choosing.py:hide_here": set(Role.values),
    # whom, a room above asks
    "assessment/actions.py:assess": {"enterprise_mentor", "college_trainer", "programme_head"},
    "programmes/actions.py:create_programme": {"programme_head"},
    "training/actions/classes.py:create_class": {"programme_head"},
}
REFUSALS = {"no_right", "region_not_yours", "pair_not_on_day"}
KEPT_BY_ADMINISTRATORS = ("people/", "institutions/")
THEIRS_ALONE = {"give_consent", "withdraw_consent", "choose_language", "set_sign_in_phone"}
PLAIN: dict[str, Any] = {
    "on": TODAY, "since": TODAY, "reason": "核对", "word": "请看", "words": "请看", "text": "x", "name": "新名",
    "row": {}, "facts": {}, "ratings": [], "number": "Z1", "level": "L5", "issued_on": TODAY, "body": "中心",
    "content": b"x", "only_good": False, "day": TODAY, "start": time(8), "minutes": 60, "weeks": 1, "marks": {},
    "monday": TODAY, "verb": "complete", "enterprises": [], "trainers": [], "plan": None, "answer": "好",
    "measures": "graded-hundred", "link": ("a", "b"), "term_to": None, "goals": "", "tasks": "", "grade": "good",
    "kind": "college", "region": "330522", "role": "enterprise_hr", "email": "x@example.cn", "purpose": "photos",
    "username": "new.one", "password": "x", "language": "en", "phone": "", "months": 12, "target_level": "L4",
    "place": "330522", "sheet": uuid4(), "episode": None, "rows": [(None, {})], "campus": None, "allowed": YES, **HALF,
} | furniture("VALUES")  # fmt: skip


def given(where: str, name: str, of: World) -> Any:
    """What a parameter of an act gets: the thing it names in the world, or something that would do."""
    things = of.things
    room, act = where.split("/")[0], where.split(":")[1]
    if (room, name) == ("mentoring", "run"):
        return things["pairing"]
    if act == "merge_people" and name in ("second", "first"):
        return things["person"]
    if (room, name) == ("people", "person") and act != "record_person":
        return things["person"]
    if act == "enrol" and name == "people":
        return [(things["person"].pk, things["enterprise"].pk)]
    if act == "keep_mentor_profiles" and name == "rows":
        return [(things["mentor"].person, {})]
    many = {"found": "waiting", "entries": "entry", "apprenticeships": "apprenticeship", "people": "person",
            "memberships": "membership"}  # fmt: skip
    if name in many:
        return [things[many[name]]]
    word = {
        "institution": "enterprise", "progress": "stage", "it": "apprenticeship",
        "occupation": "occupation", "subject": "class", "token": "token",
    }.get(name, name)  # fmt: skip
    if room == "sheets" and name in ("kind", "about"):
        return ROSTER if name == "kind" else [things["class"].uuid]
    if name == "given":
        return things["list"]
    if name == "partner":
        return things["partnership"].partners.get()
    if name == "occupation":
        return things["version"].programme.occupation
    if room == "mentoring" and name == "person":
        return things["mentor"].person
    if act == "begin_pairs" and name == "new":
        return [things["pair"]]
    if act == "withdraw_accident" and name == "pair":
        return things["accident pair"]
    return things[word] if word in things else PLAIN[name]


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
        may = role in ANYWHERE.get(where, ())
        may = may or (role == "administrator" and where.startswith(KEPT_BY_ADMINISTRATORS))
        if may and where.split(":")[1] not in THEIRS_ALONE:
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
    assert {*WITHIN, *ANYWHERE} - {*WHERE} == set()
