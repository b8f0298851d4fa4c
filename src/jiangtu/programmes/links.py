"""Versions of programmes have their page."""

from __future__ import annotations

from uuid import UUID

from jiangtu.core import links
from jiangtu.core.actor import Actor
from jiangtu.core.desk import address

from . import access
from .models import Version


def _versions(actor: Actor, uuids: set[UUID]) -> dict[UUID, str]:
    found = Version.objects.filter(access.visible_to(actor), uuid__in=uuids).order_by()
    return {uuid: address("programmes:version", uuid) for uuid in found.values_list("uuid", flat=True)}


@links.homes.bring
def homes() -> tuple[links.Home, ...]:
    return (links.Home("programmes.Version", _versions),)
