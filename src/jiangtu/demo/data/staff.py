"""The people around the classes, and the accounts that the demo's roles enter as: the username is the role."""

from __future__ import annotations

from django.utils import timezone

from jiangtu.apprenticeships.states import ApprenticeshipState
from jiangtu.core.actor import Actor
from jiangtu.institutions.models import Institution, Membership
from jiangtu.institutions.queries import memberships
from jiangtu.institutions.states import Role
from jiangtu.mentoring.models import Pair
from jiangtu.people.models import Account, Person

from .classes import STORY, Plan, membership
from .people import Crowd
from .seed import Seed, key
from .units import Units

STORY_CITY = "330500"  # the roles meet in Changxing, where the newsletter's three stages come from


def load(seed: Seed, crowd: Crowd, units: Units, plans: list[Plan]) -> None:
    """Write HR for every enterprise with a class, the offices' people, and one account for each role."""
    enterprises = {unit.pk: unit for plan in plans for unit in plan.enterprises}
    hr = {pk: crowd.person(ages=(28, 55)) for pk in enterprises}
    offices = [(unit, Role.BUREAU_OFFICER, crowd.person(ages=(28, 55))) for unit in units.bureaus.values()]
    offices += [
        (units.by_key[short], role, crowd.person(ages=(30, 58)))
        for short, role in (
            ("township", Role.TOWNSHIP_COORDINATOR),
            ("ministry", Role.MINISTRY_ANALYST),
            ("ministry", Role.ADMINISTRATOR),
            ("ilo", Role.EXPERT),
            ("ilo", Role.PROJECT_OFFICER),
        )
    ]
    crowd.write()
    Membership.objects.bulk_create(
        [membership(seed, person, enterprises[pk], Role.ENTERPRISE_HR) for pk, person in hr.items()]
        + [membership(seed, person, unit, role) for unit, role, person in offices]
    )
    story = plans[STORY]
    pair = (
        Pair.objects.filter(apprenticeship__in=story.apprenticeships, until__isnull=True)
        .filter(apprenticeship__state=ApprenticeshipState.ACTIVE)
        .select_related("mentor__person", "apprenticeship__enrolment__person")
        .order_by("uuid")[0]
    )
    players: dict[str, Person] = {role: person for _, role, person in offices if role != Role.BUREAU_OFFICER}
    players |= {
        Role.APPRENTICE: pair.apprenticeship.enrolment.person,
        Role.ENTERPRISE_MENTOR: pair.mentor.person,
        Role.ENTERPRISE_HR: hr[story.enterprises[0].pk],
        Role.COLLEGE_TRAINER: story.trainers[0],
        Role.PROGRAMME_HEAD: story.item.head,
        Role.BUREAU_OFFICER: next(person for unit, _, person in offices if unit is units.bureaus[STORY_CITY]),
    }
    now = timezone.now()  # they are shown at work, not on their first day
    Account.objects.bulk_create(
        Account(
            uuid=key("account", role), username=role, person=person, password="!", language="",
            email=f"{role}@example.com", welcomed_at=now,
        )
        for role, person in players.items()
    )  # fmt: skip


def hr_of(enterprise: Institution) -> Actor:
    """The enterprise's HR as the one who acts."""
    hats = Membership.objects.filter(institution=enterprise, role=Role.ENTERPRISE_HR).select_related("person")
    return memberships.actor(hats.select_related("institution").order_by("pk")[0])
