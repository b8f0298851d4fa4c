"""The matrix of rights: every page and every act on a page, as every role, at home, beside it and elsewhere."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from jiangtu.core.web import PAGES
from tests.factories.institutions import client_as
from tests.house.source import CLONE, furniture, layers
from tests.house.world import OUTSIDE, World, two_worlds

LETTERS = {
    "a": "apprentice", "m": "enterprise_mentor", "h": "enterprise_hr", "t": "college_trainer", "p": "programme_head",
    "c": "township_coordinator", "b": "bureau_officer", "n": "ministry_analyst", "e": "expert", "o": "project_officer",
    "s": "administrator",
}  # fmt: skip
pytestmark = pytest.mark.django_db
# What any form may ask for; each takes what it knows, and what its own room's furniture says.
POSTED = {"reason": "核对", "word": "请看", "words": "请看", "on": "2025-06-16", "since": "2025-06-16", "name": "新名"}
ASKED = furniture("ASKED")  # pages that are asked for with words of their room's POSTED
# What stands in an address: by its name, else the thing that its room means by `uuid`.
ADDRESSES = furniture("ADDRESSES")


@cache
def pages() -> tuple[tuple[str, URLPattern, Any], ...]:
    """Every address of ours: its name, its pattern, and the page declared for it."""
    patterns = get_resolver("jiangtu.config.urls").url_patterns  # which loads the rooms' views
    declared = {page.view: page for page in PAGES}

    def walk(patterns: Any, namespace: str) -> Iterator[tuple[str, URLPattern, Any]]:
        for each in patterns:
            if not isinstance(each, URLPattern):
                yield from walk(each.url_patterns, each.namespace or namespace)
            elif found := [declared[layer] for layer in layers(each.callback) if layer in declared]:
                yield f"{namespace}:{each.name}", each, found[0]

    return tuple(walk(patterns, ""))


def address(name: str, pattern: URLPattern, of: World) -> str:
    """The address of a page about a world's things."""
    return reverse(name, kwargs={word: named(name, word, of) for word in pattern.pattern.converters})


def named(name: str, word: str, of: World) -> Any:
    """What stands in an address for a word of its pattern."""
    said = ADDRESSES.get(name)
    if isinstance(said, dict) and word in said:
        return of.said(said[word])
    if word == "uuid":
        word = said if isinstance(said, str) else ADDRESSES[name.partition(":")[0]]
    found = of.things[word]
    return found if isinstance(found, str) else found.uuid


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, World]]:
    yield from two_worlds(django_db_blocker)


def opens(answer: Any) -> bool:
    """Whether the page let somebody in: it is there for them, and no right was missed."""
    if answer.status_code in (403, 404) or answer.get("Location", "").startswith(reverse(settings.LOGIN_URL)):
        return False
    return not (answer.status_code == 409 and "no_right" in answer.content.decode())


def sent(method: str, name: str, of: World) -> dict[str, Any]:
    """What goes with a request: to a page everything that its form may ask for, else nothing but what it asks by."""
    own = furniture("POSTED", name.partition(":")[0])
    words = POSTED | own if method == "post" else {word: own[word] for word in ASKED.get(name, ())}
    return {word: of.said(value) for word, value in words.items()}


def tried(client: Client, method: str, name: str, pattern: URLPattern, of: World) -> Any:
    """The answer of a page about a world's things, undone again, its cookies too."""
    cookies, words = copy.deepcopy(client.cookies), sent(method, name, of)
    with transaction.atomic():
        answer = getattr(client, method)(address(name, pattern, of), words, headers={"accept": "application/json"})
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


@cache
def matrix() -> dict[str, dict[str, str]]:
    """The pages' rights: an address's name -> "get own", "get beside", … -> the letters of the roles let in. Each
    room's lines stand in tests/<room>/rights.txt."""
    columns = [f"{method} {place}" for method in ("get", "post") for place in ("own", "beside", "far")]
    return {name: dict(zip(columns, cells, strict=True)) for _room, (name, *cells) in rows()}


def rows() -> Iterator[tuple[str, list[str]]]:
    """Every line of the rooms' rights.txt, with the room in whose folder it stands."""
    for file in sorted(CLONE.glob("tests/*/rights.txt")):
        lines = file.read_text().splitlines()
        yield from ((file.parent.name, line.split()) for line in lines if line and not line.startswith("#"))


def test_each_page_has_one_line_in_the_folder_of_its_own_room():
    named = [(room, name) for room, (name, *_cells) in rows()]
    assert [(room, name) for room, name in named if name.partition(":")[0] != room] == []
    assert len(named) == len(set(named))


def test_the_matrix_has_every_address_and_no_other():
    assert set(matrix()) == {name for name, _pattern, _page in pages()}


def test_the_matrix_tries_each_method_that_a_page_takes_and_no_other():
    for name, _pattern, page in pages():
        cells = matrix()[name]
        for method in ("get", "post"):
            asked = {cells[f"{method} {place}"] != "-" for place in ("own", "beside", "far")}
            assert asked == {method.upper() in (*page.reads, *page.writes)}, (name, method)


def same_from_everywhere(name: str, pattern: URLPattern) -> bool:
    """Whether an address names nothing of a world: asked for at home and far away it is one request and one answer."""
    return not pattern.pattern.converters and name not in ASKED


def test_a_page_that_is_the_same_from_everywhere_lets_in_the_same_people():
    for name, pattern, _page in pages():
        if same_from_everywhere(name, pattern):
            assert matrix()[name]["get own"] == matrix()[name]["get far"], name


def walks(near: World, far: World, role: str) -> Iterator[tuple[str, Any, World]]:
    """Who of a role goes where: at home, beside it in the same class, and from home to what is far away."""
    yield "own", near.actors[role], near
    if role in near.beside:
        yield "beside", near.beside[role], near
    yield "far", near.actors[role], far


# The other server of CI is asked by those four of whose sight each has another query, the embedded one by the rest.
ANOTHER_SIGHT = "ahpn"
WHO = [pytest.param(*each, marks=() if each[0] in ANOTHER_SIGHT else pytest.mark.embedded) for each in LETTERS.items()]


@pytest.mark.parametrize(("letter", "role"), WHO)
def test_every_page_lets_in_whom_the_matrix_names_and_nobody_else(worlds, letter, role, pytestconfig):
    wrong, told, room = [], [], pytestconfig.getoption("room")
    for place, actor, of in walks(*worlds, role):
        client = client_as(actor)
        for name, pattern, _page in pages():
            if room and not name.startswith(f"{room}:"):
                continue
            for method in ("get", "post"):
                cell = matrix()[name][f"{method} {place}"]
                if cell == "-" or (method == "get" and place == "far" and same_from_everywhere(name, pattern)):
                    continue
                answer = tried(client, method, name, pattern, of)
                if opens(answer) != (letter in cell):
                    wrong.append(f"{name} {method} {place}: {answer.status_code}")
                if method == "get" and (names := told_by(answer, role)):
                    told.append(f"{name} {place}: {names[:3]}")
    assert wrong == []
    assert told == []


STRANGERS = re.compile(r"远人\d+号")
ANYBODY = re.compile(r"[近远]人\d+号")
UNNAMED = re.compile(r"\b[A-Z]\w+ object \(\d+\)")  # a thing that a page shows without its words
NUMBER = re.compile(r"(?<!\d)\d{17}[\dX](?!\d)|138000\d{5}")


def told_by(answer: Any, role: str) -> list[str]:
    """What a page, or its export, must not say: strangers' names, to those outside anybody's; numbers of people."""
    if answer.status_code != 200 or role == "administrator":
        return []
    found: list[str] = []
    for body in (answer, *exported(answer)):
        text = b"".join(body.streaming_content) if body.streaming else body.content
        words = text.decode("utf-8", "ignore")
        found += (ANYBODY if role in OUTSIDE else STRANGERS).findall(words)
        found += NUMBER.findall(words) + UNNAMED.findall(words)
    return found


def exported(answer: Any) -> list[Any]:
    if answer.streaming or b"export=csv" not in answer.content:
        return []
    return [answer.client.get(answer.wsgi_request.path, {"export": "csv"})]
