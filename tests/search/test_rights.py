"""What one may not see is not found, by no role and from nowhere, and what is found opens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q

from jiangtu.core.actor import Actor
from jiangtu.search import actions, queries
from jiangtu.search.models import IndexEntry
from tests.factories.institutions import client_as
from tests.house.test_rights import WHO
from tests.house.world import World, two_worlds

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, World]]:
    for both in two_worlds(django_db_blocker):
        actions.rebuild()
        yield both


def of_role(near: World, role: str) -> list[Actor]:
    """Those of a role in the near world: at home, and beside it in the same class."""
    return [near.actors[role], *([near.beside[role]] if role in near.beside else [])]


def typed_by_everybody(worlds: tuple[World, World]) -> list[str]:
    """The names of things of both worlds, whole, in part, by pinyin and by initials."""
    things = [of.things[word] for of in worlds for word in ("class", "enterprise", "college")]
    numbers = [of.things["class"].number for of in worlds]
    return ["近人", "远人", "yuanren", "yr", "号", "来宾", "车工", "车", "u", *map(str, things), *numbers]


def hidden(actor: Actor) -> Q:
    """The entries of the index that are not the actor's to see, by what the owning rooms say."""
    seen = Q(pk__in=[])
    for source in queries.sources():
        if (uuids := source.visible(actor)) is not None:
            seen |= Q(kind=source.kind, subject__in=uuids.order_by())
    return ~seen


@pytest.mark.parametrize(("letter", "role"), WHO)
def test_what_is_found_opens_and_is_found_as_if_what_is_hidden_did_not_exist(worlds, letter, role):
    """Neither what is found, nor in which order, nor whether there is more, tells of the hidden."""
    for actor in of_role(worlds[0], role):
        found = {typed: queries.find(typed, by=actor) for typed in typed_by_everybody(worlds)}
        with transaction.atomic():
            IndexEntry.objects.filter(hidden(actor)).delete()
            assert {typed: queries.find(typed, by=actor) for typed in found} == found
            transaction.set_rollback(True)

        groups = [group for each in found.values() for group in each]
        items = {each.url: "".join(text for text, _met in each.title) for group in groups for each in group.items}
        assert items, role
        client = client_as(actor)
        with transaction.atomic():
            closed = [url for url in items if client.get(url, follow=True).status_code != 200]
            transaction.set_rollback(True)
        assert closed == []
        if role != "administrator":  # who runs all accounts
            assert [title for title in items.values() if "远人" in title] == []


def test_everybody_of_a_world_is_found_by_those_who_work_with_them(worlds):
    """So that the test above does not hold of an empty index."""
    near, _far = worlds
    name = near.things["person"].__class__.objects.get(pk=near.things["person"].pk).name
    for role in ("enterprise_hr", "enterprise_mentor", "college_trainer", "programme_head", "township_coordinator"):
        groups = {str(group.label): group.items for group in queries.find(name, by=near.actors[role])}
        assert name in ["".join(text for text, _met in each.title) for each in groups["Apprentices"]], role
