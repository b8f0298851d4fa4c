"""To who runs accounts a person's page is their record; a person's other pages are those of what they do, in rooms
above."""

from __future__ import annotations

from uuid import UUID

from jiangtu.core import links
from jiangtu.core.actor import Actor
from jiangtu.core.desk import address

from . import queries


def _records(actor: Actor, uuids: set[UUID]) -> dict[UUID, str]:
    found = queries.records_kept_by(actor)
    if found is None:
        return {}
    return {
        uuid: address("people:record", uuid) for uuid in found.filter(uuid__in=uuids).values_list("uuid", flat=True)
    }


@links.homes.bring
def homes() -> tuple[links.Home, ...]:
    return (links.Home("people.Person", _records),)
