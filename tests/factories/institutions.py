"""Institutions, roles and signed-in clients for tests.

hr = member("enterprise_hr")                          # an Actor at a new enterprise
head = member("programme_head", institution=college)  # at a given one
client = client_as(hr)                                # signed in, second factor set up, wearing that hat
"""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from django.conf import settings
from django.test import Client
from stdnum.cn import uscc

from jiangtu.core.actor import SYSTEM, Actor
from jiangtu.institutions.actions.institutions import register_institution
from jiangtu.institutions.actions.memberships import give_role
from jiangtu.institutions.actions.partnerships import begin_partnership, step_partner
from jiangtu.institutions.models import Institution, Membership, Partnership
from jiangtu.institutions.queries import memberships
from jiangtu.institutions.states import ROLES_OF, Kind, Role
from jiangtu.people.models import Account, Person

from .people import account, person, second_factor

_order = count(1)
SINCE = date(2020, 1, 1)
NAMES = {
    Kind.MINISTRY: ("人力资源部", "Ministry"),
    Kind.BUREAU: ("人社局", "Bureau"),
    Kind.ENTERPRISE: ("机械有限公司", "Machinery Co."),
    Kind.COLLEGE: ("技师学院", "Technician College"),
    Kind.TOWNSHIP_SCHOOL: ("成人学校", "Township School"),
    Kind.CAMPUS: ("校区", "Campus"),
    Kind.ASSOCIATION: ("协会", "Association"),
    Kind.ASSESSMENT_BODY: ("评价机构", "Assessment Body"),
    Kind.INTERNATIONAL: ("国际组织", "International Organisation"),
}
# Where a role is held when a test does not say.
HOME_OF: dict[str, str] = {role: kind for kind in reversed(Kind.values) for role in ROLES_OF.get(kind, ())}
HOME_OF |= {
    Role.TOWNSHIP_COORDINATOR: Kind.TOWNSHIP_SCHOOL,
    Role.COLLEGE_TRAINER: Kind.COLLEGE,
    Role.EXPERT: Kind.INTERNATIONAL,
}


def credit_code(region: str = "330522") -> str:
    """A well-formed unified social credit code; another one at each call."""
    first = f"91{region}MA{next(_order):07d}"
    return first + uscc.calc_check_digit(first)


def institution(kind: str = Kind.ENTERPRISE, name: str = "", *, region: str = "330522", **more: Any) -> Institution:
    """A registered institution. A campus without `owner` gets a college of its own."""
    number = next(_order)
    zh, en = NAMES[Kind(kind)]
    if kind == Kind.CAMPUS:
        more.setdefault("owner", None)
        more["owner"] = more["owner"] or institution(Kind.COLLEGE, region=region)
    if kind == Kind.ENTERPRISE:
        more.setdefault("credit_code", credit_code())
    more.setdefault("name_en", f"{en} {number}" if not name else "")
    return register_institution(kind=kind, name=name or f"{zh}{number}", region=region, by=SYSTEM, **more)


def hat(
    role: str, institution_: Institution | None = None, *, of: Person | None = None, since: date = SINCE
) -> Membership:
    """A membership in force."""
    where = institution_ or institution(HOME_OF[role])
    return give_role(of or person(), where, role, by=SYSTEM, on=since)


def member(role: str, institution: Institution | None = None, *, of: Person | None = None) -> Actor:
    """Somebody who holds the role: an Actor. Without an institution, one of the role's usual kind is made."""
    return memberships.actor(memberships.hat(hat(role, institution, of=of).uuid))


def partnership(college: Institution, *enterprises: Institution, since: date = SINCE, **more: Any) -> Partnership:
    """A partnership in force, to which its enterprises have agreed."""
    made = asked_partnership(college, *enterprises, since=since, **more)
    for partner in made.partners.select_related("enterprise").order_by("pk"):
        house = partner.enterprise
        step_partner(partner, "agree", by=Actor(None, house.pk, Role.ENTERPRISE_HR, institution_uuid=house.uuid))
    return made


def asked_partnership(college: Institution, *enterprises: Institution, since: date = SINCE, **more: Any) -> Partnership:
    """A partnership of which the college has asked enterprises, and none has answered."""
    return begin_partnership(college, enterprises, since=since, by=SYSTEM, **more)


def account_of(actor: Actor) -> Account:
    """The account of the actor's person, made on first use."""
    return Account.objects.filter(person=actor.person).first() or account(Person.objects.get(pk=actor.person))


def client_as(actor: Actor, *, language: str = "en", second: bool = True) -> Client:
    """A browser signed in as that person under that hat, its second factor set up (unless `second=False`)."""
    signed_in = account_of(actor)
    if second:
        second_factor(signed_in)
    client = Client(headers={"accept-language": language})
    client.force_login(signed_in, backend=settings.AUTHENTICATION_BACKENDS[-1])
    worn = Membership.objects.filter(person=actor.person, institution=actor.institution, role=actor.role)
    session = client.session
    session["hat"] = str(worn.order_by("until").last().uuid)  # type: ignore[union-attr]
    session.save()
    return client


def everybody() -> dict[str, Actor]:
    """One person in every role, each at an institution of their own."""
    return {role: member(role) for role in Role.values}
