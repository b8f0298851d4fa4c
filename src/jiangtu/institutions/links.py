"""Institutions have their page, and a list of their people."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from jiangtu.core import links
from jiangtu.core.actor import Actor
from jiangtu.core.desk import Text, address

from . import doors
from .queries import institutions


def _institutions(actor: Actor, uuids: set[UUID]) -> dict[UUID, str]:
    found = institutions.institutions(Q(uuid__in=uuids), seen_by=actor).order_by()
    return {uuid: address("institutions:detail", uuid) for uuid in found.values_list("uuid", flat=True)}


@links.homes.bring
def homes() -> tuple[links.Home, ...]:
    return (links.Home("institutions.Institution", _institutions),)


@doors.lists.bring
def way_to_members(name: str, named: Mapping[str, UUID], actor: Actor) -> list[tuple[Text, str]]:
    """The list of an institution's people."""
    if name != "institutions:members":
        return []
    it = institutions.institution(named["uuid"], seen_by=actor)
    return [
        (_("Institutions"), address("institutions:list")),
        (str(it), address("institutions:detail", it.uuid)),
        (_("People and roles"), address(name, it.uuid)),
    ]
