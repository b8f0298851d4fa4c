"""Reads of institutions and memberships."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from jiangtu.core.actor import Actor

from .models import Membership


def hats(person: int, *, on: date) -> list[Membership]:
    """The memberships of a person in force on a day, with person and institution, oldest first."""
    in_force = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))
    held = Membership.objects.filter(in_force, person=person)
    return list(held.select_related("person", "institution").order_by("id"))


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
