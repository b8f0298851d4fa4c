"""Reads of who holds which role where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.db.models import BooleanField, Case, ExpressionWrapper, Q, QuerySet, Value, When
from django.http import Http404
from django.utils import timezone

from jiangtu.core.actor import Actor
from jiangtu.core.dated import in_force
from jiangtu.people.states import Purpose

from .. import access
from ..models import Institution, Membership
from ..states import Role
from .cards import account_state

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


def hats(person: int, *, on: date) -> list[Membership]:
    """The memberships of a person in force on a day, with person and institution, oldest first."""
    found = Membership.objects.filter(in_force(on), person=person).select_related("person", "institution")
    return list(found.order_by("id"))


def hat(uuid: UUID) -> Membership:
    """One membership, to put on. Raises Http404."""
    found = Membership.objects.filter(uuid=uuid).select_related("person", "institution").first()
    if found is None:
        raise Http404
    return found


def actor(membership: Membership) -> Actor:
    """The actor that a membership makes of its person."""
    return Actor(
        person=membership.person_id,
        institution=membership.institution_id,
        role=membership.role,
        region=membership.institution.region,
        person_uuid=membership.person.uuid,
        institution_uuid=membership.institution.uuid,
    )


def purposes_of(person: int) -> frozenset[str]:
    """Which consents a person (primary key) is asked for: the texts are about one's own training, so apprentices', from
    their first day as such for good."""
    apprentices = Membership.objects.filter(person=person, role=Role.APPRENTICE)
    return frozenset(Purpose.values) if apprentices.exists() else frozenset()


def people_of(institution: int, role: str, *, on: date) -> QuerySet[Membership]:
    """Who holds a role in an institution (primary key) on a day, with the person, nothing unsealed."""
    found = Membership.objects.filter(in_force(on), institution=institution, role=role)
    return found.select_related("person").order_by("person__name_key", "pk")


def held(institution: int, role: str) -> QuerySet[Membership]:
    """Who holds a role in an institution (primary key) without an end, from today or a later day."""
    return Membership.objects.filter(institution=institution, role=role, until__isnull=True).order_by("pk")


def gives_role(actor: Actor, institution: Institution, role: str) -> bool:
    """Whether the actor gives that role in an institution: for a link to where somebody is recorded with it."""
    return role in access.roles_to_give(actor, institution)


def holders(institutions: Iterable[int], role: str, *, on: date) -> dict[int, list[int]]:
    """Institution → the people who hold a role there on a day (primary keys): one query for all of them."""
    found: dict[int, list[int]] = {}
    rows = Membership.objects.filter(in_force(on), institution__in=set(institutions), role=role).order_by("pk")
    for institution, person in rows.values_list("institution", "person"):
        found.setdefault(institution, []).append(person)
    return found


def holds(person: int, institution: int, role: str, *, on: date) -> bool:
    """Whether a person has a role in an institution on a day (primary keys)."""
    return Membership.objects.filter(in_force(on), person=person, institution=institution, role=role).exists()


def worn_today(actor: Actor) -> bool:
    """Whether the actor's role is still in force: for what is done later on their behalf."""
    person, institution = actor.person, actor.institution
    return bool(person and institution and holds(person, institution, actor.role, on=timezone.localdate()))


class Member(TypedDict):
    """What the list of an institution's people adds to each role."""

    ended: int
    account: str
    may_end: bool


def members(institution: Institution, *, seen_by: Actor) -> QuerySet[WithAnnotations[Membership, Member]]:
    """The roles in an institution that the actor may see, those in force first, with their people."""
    today = timezone.localdate()
    ended = Case(When(in_force(today), then=Value(0)), default=Value(1))
    worn = Q(person=seen_by.person, role=seen_by.role, institution=seen_by.institution)  # nobody ends their own
    return (
        Membership.objects.filter(access.members_visible_to(seen_by), institution=institution)
        .select_related("person", "institution")
        .annotate(
            ended=ended,
            account=account_state("person"),
            may_end=ExpressionWrapper((Q(until__isnull=True) | Q(until__gt=today)) & ~worn, BooleanField()),
        )
        .order_by("ended", "role", "person__name_key", "pk")
    )


def seen_by(actor: Actor, *, on: date) -> QuerySet[Membership]:
    """The roles in force on a day whose people the actor may see by name, wherever they are held."""
    return Membership.objects.filter(access.members_visible_to(actor), in_force(on))


def of_things(keys: set[UUID] | None) -> QuerySet[Membership]:
    """The memberships that have, or whose people have, one of these uuids; all of them for None. Whoever shows them
    asks `seen_by` first."""
    found = Membership.objects.order_by("pk")
    return found if keys is None else found.filter(Q(uuid__in=keys) | Q(person__uuid__in=keys))


def membership(uuid: UUID, *, seen_by: Actor) -> Membership:
    """One membership that the actor may see. Raises Http404."""
    found = Membership.objects.filter(access.members_visible_to(seen_by), uuid=uuid)
    one = found.select_related("person", "institution").first()
    if one is None:
        raise Http404
    return one


def facts_of_roles() -> frozenset[str]:
    """The facts by which somebody gets a role or loses one, an invitation to one among them."""
    return frozenset({"role given", "role ended", "invitation sent", "invitation withdrawn", "invitation accepted"})
