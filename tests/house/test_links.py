"""Names that are links: they lead where one is let in, and to every page one is let in to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from jiangtu.core.links import homes, opened
from tests.factories.institutions import client_as
from tests.house.test_rights import LETTERS
from tests.house.world import World, two_worlds

pytestmark = pytest.mark.django_db
# Of a kind: what the worlds have of it. A person's page is another one for each role.
THINGS = {
    "institutions.Institution": ("enterprise", "college"),
    "programmes.Version": ("version", "draft"),
    "training.TrainingClass": ("class",),
    "training.LogEntry": ("entry", "signed"),
    "training.Enrolment": ("enrolment",),
    "apprenticeships.Apprenticeship": ("apprenticeship", "waiting"),
    "apprenticeships.StageProgress": ("stage",),
    "mentoring.MentorProfile": ("mentor",),
    "mentoring.Pair": ("pair",),
    "people.Person": ("person",),
}


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, World]]:
    yield from two_worlds(django_db_blocker)


def keys(of: World) -> list[Any]:
    return [(kind, of.things[word].uuid) for kind, words in THINGS.items() for word in words]


def test_every_kind_that_has_a_page_is_tried():
    assert {home.kind for bring in homes for home in bring()} == set(THINGS)


@pytest.mark.embedded
def test_a_name_is_a_link_for_those_whom_its_page_lets_in_and_for_nobody_else(worlds):
    named = [key for of in worlds for key in keys(of)]
    people = [each for of in worlds for each in of.actors.values()]
    found = [opened(actor, named) for actor in people]
    pages = {key: {of_actor[key] for of_actor in found if key in of_actor} for key in named}
    assert all(pages.values()), "somebody opens each of them"
    for actor, own in zip(people[: len(LETTERS)], found, strict=False):  # those of the second world are alike
        client = client_as(actor)
        for key, addresses in pages.items():
            with transaction.atomic():
                let_in = {address for address in addresses if client.get(address).status_code == 200}
                transaction.set_rollback(True)
            if key[0] == "people.Person":
                assert own.get(key) in let_in | {None}, (actor.role, key)
            else:
                assert let_in == {own[key]} if key in own else not let_in, (actor.role, key)
