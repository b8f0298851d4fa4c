"""The way around: from the desk of each role, by links alone, to every page that the role may open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
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


def standing(name: str, page: str) -> str:
    """What is wrong with how a page says where it stands: one way up, unless it is a page of the navigation, and on
    the pages of a class its tabs, of which one is current where the reader has it."""
    ways_up = [LINK.findall(each) for each in CRUMBS.findall(page)]
    if len(ways_up) != 1:
        return f"{name}: {len(ways_up)} times crumbs"
    if not any(ways_up) and name not in ON_TOP:
        return f"{name}: no way up"
    tabs = CLASS_TABS.findall(page)
    if name in OF_A_CLASS and len(tabs) != 1:
        return f"{name}: {len(tabs)} times the tabs of the class"
    return ""


def reached(actor: Actor) -> tuple[dict[str, int], list[str], set[str]]:
    """Address's name → by how few steps somebody gets there from the desk; the links that let nobody in; and the pages
    that do not say where they stand. No page is opened twice."""
    client = client_as(actor)
    found, opened, ahead = {"desks:desk": 0}, Counter({"desks:desk": 1}), ["/"]
    seen, closed, lost = {"/"}, [], set[str]()
    for step in range(1, STEPS + 1):
        links: dict[str, str] = {}
        for link in ahead:
            with transaction.atomic():
                answer = client.get(link, follow=True)
                transaction.set_rollback(True)
            passed = [to for to, _status in answer.redirect_chain]
            found |= {name: step - 1 for name in map(named, passed) if name and name not in found}
            if answer.status_code != 200:
                closed.append(f"{named(link)}: {answer.status_code}")
            elif "html" in answer.get("Content-Type", ""):
                page = answer.content.decode()
                name = named(passed[-1] if passed else link)
                lost |= {standing(name, page)} - {""} if ":" in name else set()  # of ours, not those around signing in
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
    return found, closed, lost


@pytest.mark.parametrize(("letter", "role"), LETTERS.items())
def test_every_page_is_found_from_the_desk_by_links(worlds, letter, role):
    near, _ = worlds
    ways, closed, lost = reached(near.actors[role])
    may = {name for name, cells in matrix().items() if letter in cells["get own"]}
    otherwise = {name for name in may if name in OTHERWISE or f"{name} {letter}" in OTHERWISE}
    assert sorted(may - set(ways) - otherwise) == []
    assert closed == []
    assert "\n".join(sorted(lost)) == ""


@pytest.mark.parametrize("role", ["enterprise_hr", "programme_head", "administrator"])
def test_no_list_opens_what_is_sealed(worlds, role, monkeypatch):
    opened: list[str] = []
    unseal = vault.unseal
    monkeypatch.setattr(vault, "unseal", lambda *given, **more: opened.append(here) or unseal(*given, **more))
    near, _ = worlds
    client, lists = client_as(near.actors[role]), set()
    for name, pattern, page in pages():
        if "GET" in page.reads and not pattern.pattern.converters:
            here = name
            answer = client.get(address(name, pattern, near))
            lists |= {name} if answer.context and "table" in answer.context else set()
    assert lists
    assert not lists & set(opened)
