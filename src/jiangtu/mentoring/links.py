"""Pairs have their page, and mentors, who are found by their profile or as persons."""

from __future__ import annotations

from uuid import UUID

from jiangtu.core import links
from jiangtu.core.actor import Actor
from jiangtu.core.desk import address

from . import access
from .models import MentorProfile, Pair


def _pairs(actor: Actor, uuids: set[UUID]) -> dict[UUID, str]:
    found = Pair.objects.filter(access.visible_to(actor), uuid__in=uuids).order_by()
    return {uuid: address("mentoring:pair", uuid) for uuid in found.values_list("uuid", flat=True)}


def _mentors(actor: Actor, uuids: set[UUID], by: str = "uuid") -> dict[UUID, str]:
    found = MentorProfile.objects.filter(access.mentors_visible_to(actor), **{f"{by}__in": uuids}).order_by("pk")
    return {key: address("mentoring:mentor", uuid) for key, uuid in found.values_list(by, "uuid")}


def _people(actor: Actor, uuids: set[UUID]) -> dict[UUID, str]:
    return _mentors(actor, uuids, "person__uuid")


@links.homes.bring
def homes() -> tuple[links.Home, ...]:
    return (
        links.Home("mentoring.Pair", _pairs),
        links.Home("mentoring.MentorProfile", _mentors),
        links.Home("people.Person", _people),
    )
