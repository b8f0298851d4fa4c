"""Mentors, their profiles, and the skills they can be graded in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language

from jiangtu.competences import queries as competences
from jiangtu.competences.rules.levels import LadderRules, ladder
from jiangtu.core.actor import Actor
from jiangtu.core.dated import in_force
from jiangtu.core.rulebook import editions, schemes
from jiangtu.institutions.queries import cards, memberships
from jiangtu.institutions.states import Role
from jiangtu.training.queries import classes

from .. import access
from ..models import ApprenticeProfile, MentorProfile, Pair

if TYPE_CHECKING:
    from jiangtu.competences.models import Competence
    from jiangtu.institutions.models import Membership
    from jiangtu.people.models import Person


def mentors(*, seen_by: Actor) -> QuerySet[MentorProfile]:
    """The mentor profiles an actor sees, with person, enterprise `apprentices` (those paired with them
    today) and `account`, whether they can sign in."""
    now = Pair.objects.filter(in_force(timezone.localdate()), mentor=OuterRef("pk")).order_by().values("mentor")
    return (
        MentorProfile.objects.filter(access.mentors_visible_to(seen_by))
        .select_related("person", "enterprise")
        .annotate(
            apprentices=Coalesce(Subquery(now.annotate(n=Count("pk")).values("n")), 0),
            account=cards.account_state("person"),
        )
        .order_by("person__name_key", "pk")
    )


def active(*, seen_by: Actor) -> int:
    """How many profiles an actor sees that are active."""
    return MentorProfile.objects.filter(access.mentors_visible_to(seen_by), active=True).count()


def mentor(uuid: UUID, *, seen_by: Actor) -> MentorProfile:
    """One mentor profile. Raises Http404 when the actor does not see it."""
    found = mentors(seen_by=seen_by).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def profiles(keys: Iterable[int]) -> dict[int, MentorProfile]:
    """Primary key -> the profile, with its person."""
    return MentorProfile.objects.select_related("person").in_bulk(set(keys))


def profile(uuid: UUID) -> MentorProfile:
    """A profile whoever asks, with person and enterprise: the caller decides who sees it. Raises Http404."""
    return get_object_or_404(MentorProfile.objects.select_related("person", "enterprise"), uuid=uuid)


def profile_of(actor: Actor) -> MentorProfile | None:
    """The profile of the mentor's own hat."""
    return MentorProfile.objects.filter(person=actor.person, enterprise=actor.institution).first()


def people_without_profile(enterprise: int) -> list[Person]:
    """People who hold the mentor's role at an enterprise (primary key) and have no profile there yet."""
    return list({each.person_id: each.person for each in _without_profile(enterprise)}.values())


def number_without_profile(enterprise: int) -> int:
    """How many these people are."""
    return _without_profile(enterprise).order_by().values("person").distinct().count()


def _without_profile(enterprise: int) -> QuerySet[Membership]:
    have = MentorProfile.objects.filter(enterprise=enterprise).values("person")
    held = memberships.people_of(enterprise, Role.ENTERPRISE_MENTOR, on=timezone.localdate())
    return held.exclude(person__in=have)


def mentor_rows(enterprise: int) -> tuple[dict[str, MentorProfile], dict[str, Person]]:
    """For a sheet, by the person's uuid: the profiles of an enterprise (primary key), and everybody with the role."""
    profiles = MentorProfile.objects.filter(enterprise=enterprise).select_related("person")
    held = memberships.people_of(enterprise, Role.ENTERPRISE_MENTOR, on=timezone.localdate())
    people = {str(each.person.uuid): each.person for each in held}
    return {str(each.person.uuid): each for each in profiles}, people


def names_of_mentors(uuids: Iterable[str]) -> dict[str, str]:
    """Profile's uuid -> the mentor's name."""
    found = MentorProfile.objects.filter(uuid__in=list(uuids)).values_list("uuid", "person__name")
    return {str(key): name for key, name in found}


def skills_at(enterprise: int, known: dict[str, int] | None = None) -> list[Competence]:
    """The competences that mentors of an enterprise are graded in: those of its classes' occupations.

    Before its first class, those of every occupation. Skills somebody is graded in already (`known`) are among them.
    """
    frameworks = classes.frameworks_at(enterprise)
    found = [each for each in competences.competences() if not each.framework.core]
    wanted = [each for each in found if not frameworks or each.framework_id in frameworks]
    shown = {each.key for each in wanted}
    wanted += [each for each in found if each.key in (known or {}) and each.key not in shown]
    return list({each.key: each for each in wanted}.values())


def skill_names() -> dict[str, str]:
    """Competence key -> its name in the reader's language, occupational ones only."""
    return {each.key: str(each) for each in competences.competences() if not each.framework.core}


def level_names() -> dict[str, str]:
    """Level key -> its name in the reader's language, over all ladders."""
    found: dict[str, str] = {}
    for name in sorted(schemes(LadderRules), key=lambda name: name != "national"):
        for level in ladder(name):
            found.setdefault(level.key, competences.written_level(level))
    return found


def level_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Levels to choose from, by ladder, the national one first."""
    groups = []
    for name in sorted(schemes(LadderRules), key=lambda name: name != "national"):
        book = editions(LadderRules, name)[-1]
        title = book.title if get_language() == "en" else book.title_zh
        groups.append((title, [(level.key, competences.written_level(level)) for level in book.levels]))
    return groups


def profiles_of_apprentices(apprenticeships: Iterable[int]) -> dict[int, ApprenticeProfile]:
    """Apprenticeship's primary key -> what pairing knows of the apprentice."""
    found = ApprenticeProfile.objects.filter(apprenticeship__in=apprenticeships)
    return {each.apprenticeship_id: each for each in found}
