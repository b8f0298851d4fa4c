"""Accounts have their page, for who runs them; a person's other pages are those of what they do, in rooms above."""

from __future__ import annotations

from uuid import UUID

from jiangtu.core import links
from jiangtu.core.actor import Actor
from jiangtu.core.desk import address

from . import queries


def _accounts(actor: Actor, uuids: set[UUID]) -> dict[UUID, str]:
    found = queries.accounts_run_by(actor)
    if found is None:
        return {}
    pages = found.filter(person__uuid__in=uuids).order_by().values_list("person__uuid", "uuid")
    return {person: address("people:account", uuid) for person, uuid in pages}


@links.homes.bring
def homes() -> tuple[links.Home, ...]:
    return (links.Home("people.Person", _accounts),)
