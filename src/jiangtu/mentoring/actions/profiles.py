"""Profiles: what pairing must know of mentors and apprentices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.verdict import No, Refused, require
from jiangtu.institutions.queries import memberships
from jiangtu.institutions.states import Role

from .. import access
from ..models import ApprenticeProfile, MentorProfile

if TYPE_CHECKING:
    from jiangtu.apprenticeships.models import Apprenticeship
    from jiangtu.institutions.models import Institution
    from jiangtu.people.models import Person

FIELDS = ("level", "skills", "suit", "sites", "shifts", "places", "active")
OF_APPRENTICE = ("suit", "sites", "shifts", "mentors", "wants")


@transaction.atomic
def keep_mentor_profile(person: Person, enterprise: Institution, *, by: Actor, **values: Any) -> MentorProfile:
    """Write a mentor's profile at an enterprise, or change what is given of it (FIELDS).

    Raises `Refused`: no right, or the person does not hold the mentor's role there (`not_a_mentor`).
    """
    profile = (
        MentorProfile.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person", "enterprise")
        .filter(person=person, enterprise=enterprise)
        .first()
    ) or MentorProfile(person=person, enterprise=enterprise)
    require(access.can_keep_profile(by, profile))
    on = timezone.localdate()
    if profile.pk is None and not memberships.holds(person.pk, enterprise.pk, Role.ENTERPRISE_MENTOR, on=on):
        raise Refused(No("not_a_mentor", have=person.name))
    before = journal.values(profile, FIELDS) if profile.pk else {}
    for name in FIELDS:
        if name in values:
            setattr(profile, name, values[name])
    profile.skills = {key: int(grade) for key, grade in profile.skills.items() if grade}
    if changed := journal.difference(before, journal.values(profile, FIELDS)):
        profile.save()
        journal.record(
            "mentor profile changed" if before else "mentor profile written",
            profile,
            by=by,
            threads=[person.uuid, enterprise.uuid],
            **changed,
        )
    return profile


@transaction.atomic
def keep_mentor_profiles(
    rows: Iterable[tuple[Person, Mapping[str, Any]]], enterprise: Institution, *, by: Actor
) -> int:
    """Write many profiles, (person, values) each: all or none. Returns how many rows there were."""
    return len([keep_mentor_profile(person, enterprise, by=by, **values) for person, values in rows])


@transaction.atomic
def keep_apprentice_profile(apprenticeship: Apprenticeship, *, by: Actor, **values: Any) -> ApprenticeProfile:
    """Write what pairing must know of an apprentice: site, shifts, suit, how many mentors, and the grades to reach
    where they are other than the programme's (`wants`; None: as the programme asks)."""
    enrolment = apprenticeship.enrolment
    require(access.can_prepare_pairing(by, enrolment.training_class, enrolment.enterprise))
    profile, _ = ApprenticeProfile.objects.select_for_update(no_key=True).get_or_create(apprenticeship=apprenticeship)
    before = journal.values(profile, OF_APPRENTICE)
    for name in OF_APPRENTICE:
        if name in values:
            setattr(profile, name, values[name])
    if changed := journal.difference(before, journal.values(profile, OF_APPRENTICE)):
        profile.save()
        journal.record(
            "apprentice profile written",
            profile,
            by=by,
            threads=[apprenticeship.uuid, enrolment.person.uuid, enrolment.training_class.uuid],
            **changed,
        )
    return profile


@transaction.atomic
def place_apprentices(
    apprenticeships: Sequence[Apprenticeship],
    *,
    by: Actor,
    each: Mapping[int, Mapping[str, Any]] | None = None,
    **values: Any,
) -> int:
    """The same site, shifts and so on for many apprentices at once; `each` (by primary key) says what differs."""
    for apprenticeship in apprenticeships:
        keep_apprentice_profile(apprenticeship, by=by, **{**values, **(each or {}).get(apprenticeship.pk, {})})
    return len(apprenticeships)
