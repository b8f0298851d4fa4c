"""The way around: from the desk of each role, by links alone, to every page that the role may open; and on the way no
page opens what is sealed but those that say so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.urls import Resolver404, resolve

from jiangtu.core import vault
from jiangtu.core.actor import Actor
from tests.factories.institutions import client_as
from tests.house.source import furniture
from tests.house.test_rights import LETTERS, address, matrix, pages
from tests.house.world import World, two_worlds

pytestmark = pytest.mark.django_db
# Reached otherwise than by a link, or by one that stands only where it is due.
OTHERWISE = furniture("OTHERWISE")
REVEALS = furniture("REVEALS")  # pages that open a sealed value when they are looked at, with the reason
STEPS = 4  # from the desk
ALIKE = 4  # pages of one address that are opened; the others look the same
LINK = re.compile(r'<a\b[^>]*\shref="([^"#]+)')
FORM = re.compile(r'<form\b[^>]*\saction="([^"#]+)')  # what a button leads to is found where the button stands


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, World]]:
    yield from two_worlds(django_db_blocker)


def named(link: str) -> str:
    """The name of an address of ours; nothing for what leads elsewhere."""
    try:
        return resolve(urlsplit(link).path).view_name
    except Resolver404:
        return ""


@pytest.fixture
def unsealed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What of personal data was opened, by its purpose, since somebody emptied the list."""
    opened: list[str] = []
    unseal = vault.unseal
    monkeypatch.setattr(
        vault, "unseal", lambda *given, **more: opened.append(more["purpose"]) or unseal(*given, **more)
    )
    return opened


@dataclass
class Way:
    """Where somebody gets: address's name → by how few steps from the desk; links that let nobody in; pages that open
    what is sealed."""

    found: dict[str, int]
    closed: list[str]
    revealing: set[str]


def walked(actor: Actor, unsealed: list[str]) -> Way:
    """Where somebody gets from the desk. No page is opened twice."""
    client = client_as(actor)
    found, opened, ahead = {"desks:desk": 0}, Counter({"desks:desk": 1}), ["/"]
    seen, closed, revealing = {"/"}, [], set()
    for step in range(1, STEPS + 1):
        links: dict[str, str] = {}
        for link in ahead:
            with transaction.atomic():
                answer = client.get(link, follow=True)
                transaction.set_rollback(True)
            revealing |= {named(link)} if unsealed else set()
            unsealed.clear()
            passed = [to for to, _status in answer.redirect_chain]
            found |= {name: step - 1 for name in map(named, passed) if name and name not in found}
            if answer.status_code != 200:
                closed.append(f"{named(link)}: {answer.status_code}")
            elif "html" in answer.get("Content-Type", ""):
                page = answer.content.decode()
                links |= {urlsplit(link).path: link for link in map(unescape, LINK.findall(page))}
                found |= {name: step for name in map(named, FORM.findall(page)) if name and name not in found}
        ahead = []
        for path, link in links.items():
            if not (name := named(path)):
                continue
            found.setdefault(name, step)
            if path not in seen and opened[name] < ALIKE:
                seen.add(path)
                opened[name] += 1
                ahead.append(link)
    return Way(found, closed, revealing)


@pytest.mark.parametrize(("letter", "role"), LETTERS.items())
def test_every_page_is_found_from_the_desk_by_links_and_opens_nothing_sealed(worlds, unsealed, letter, role):
    near, _ = worlds
    way = walked(near.actors[role], unsealed)
    may = {name for name, cells in matrix().items() if letter in cells["get own"]}
    otherwise = {name for name in may if name in OTHERWISE or f"{name} {letter}" in OTHERWISE}
    assert sorted(may - set(way.found) - otherwise) == []
    assert way.closed == []
    assert sorted((way.revealing | revealing_of(near, role, otherwise, unsealed)) - {*REVEALS}) == []


def revealing_of(near: World, role: str, names: set[str], unsealed: list[str]) -> set[str]:
    """Which of these pages, looked at by a role at home, open something sealed."""
    client, found = client_as(near.actors[role]), set()
    for name, pattern, _page in pages():
        if name in names:
            client.get(address(name, pattern, near))
            found |= {name} if unsealed else set()
            unsealed.clear()
    return found


def test_a_page_is_said_to_open_what_is_sealed_only_while_it_does(worlds, unsealed):
    near, _ = worlds
    roles = {name: [LETTERS[letter] for letter in matrix()[name]["get own"]] for name in REVEALS}
    opening = {name for name in REVEALS if any(revealing_of(near, role, {name}, unsealed) for role in roles[name])}
    assert opening
    assert opening == {*REVEALS}
