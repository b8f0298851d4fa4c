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

from jiangtu.core import desk, vault
from jiangtu.core.actor import Actor
from jiangtu.training import doors
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
# Pages that stand below no other: those of the navigation, and what the head of each page leads to.
ON_TOP = {place.name for bring in desk.places for place in bring()}
ON_TOP |= {"desks:more", "people:me", "institutions:hats", "notices:list", "search:search"}
# The pages of a class, below a tab of its home.
OF_A_CLASS = {name for bring in doors.tabs for tab in bring() for name in (tab.name, *tab.below)}
CRUMBS = re.compile(r'<nav class="crumbs".*?</nav>', re.DOTALL)
CLASS_TABS = re.compile(r'<nav class="pages"')
LINK = re.compile(r'<a\b[^>]*\shref="([^"#]+)')
TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
# A list, mapping or value as Python spells it, and no reader does.
AS_PYTHON = re.compile(
    r"\[['\"(]|\{['\"]|\b(?:Decimal|UUID|OrderedDict|datetime\.\w+)\(|<QuerySet|<\w+ object|__proxy__"
)
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
    what is sealed; and pages that do not say where they stand."""

    found: dict[str, int]
    closed: list[str]
    revealing: set[str]
    lost: set[str]


def standing(name: str, page: str) -> set[str]:
    """What is wrong with a page of ours: what Python's spelling it holds, and how it says where it stands: one way up,
    unless it is a page of the navigation, and on the pages of a class its tabs. Those around signing in, which are no
    room's, stand nowhere."""
    ways_up = [LINK.findall(each) for each in CRUMBS.findall(page)]
    wrong = {
        f"{name}: {len(ways_up)} times crumbs": len(ways_up) != 1,
        f"{name}: no way up": not any(ways_up) and name not in ON_TOP,
        f"{name}: as Python spells it": AS_PYTHON.search(unescape(TAGS.sub(" ", page))) is not None,
        f"{name}: not the tabs of the class": name in OF_A_CLASS and len(CLASS_TABS.findall(page)) != 1,
    }
    return {said for said, holds in wrong.items() if holds and ":" in name}


def walked(actor: Actor, unsealed: list[str]) -> Way:
    """Where somebody gets from the desk. No page is opened twice."""
    client = client_as(actor)
    found, opened, ahead = {"desks:desk": 0}, Counter({"desks:desk": 1}), ["/"]
    seen, closed, revealing, lost = {"/"}, [], set(), set()
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
                lost |= standing(named(passed[-1] if passed else link), page)
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
    return Way(found, closed, revealing, lost)


@pytest.mark.embedded
@pytest.mark.parametrize(("letter", "role"), LETTERS.items())
def test_every_page_is_found_from_the_desk_by_links_and_opens_nothing_sealed(worlds, unsealed, letter, role):
    near, _ = worlds
    way = walked(near.actors[role], unsealed)
    may = {name for name, cells in matrix().items() if letter in cells["get own"]}
    otherwise = {name for name in may if name in OTHERWISE or f"{name} {letter}" in OTHERWISE}
    assert sorted(may - set(way.found) - otherwise) == []
    assert way.closed == []
    assert sorted(way.lost) == []
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
