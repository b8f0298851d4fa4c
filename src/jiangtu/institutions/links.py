"""Institutions have their page."""

from __future__ import annotations

from uuid import UUID

from jiangtu.core import links
from jiangtu.core.actor import Actor
from jiangtu.core.desk import address

from .queries import institutions


def _institutions(actor: Actor, uuids: set[UUID]) -> dict[UUID, str]:
    found = institutions.institutions(seen_by=actor).filter(uuid__in=uuids).order_by()
    return {uuid: address("institutions:detail", uuid) for uuid in found.values_list("uuid", flat=True)}


@links.homes.bring
def homes() -> tuple[links.Home, ...]:
    return (links.Home("institutions.Institution", _institutions),)
