"""What stands on a tab, a button or a line of the desk leads, typed into the field, to the page where it is done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from jiangtu.core import desk
from jiangtu.core.actor import Actor
from jiangtu.core.desk import Look
from jiangtu.search import actions, queries, rules
from jiangtu.training import doors as training_doors
from jiangtu.training import search
from jiangtu.training.queries import classes
from tests.factories.institutions import client_as
from tests.house.test_rights import LETTERS
from tests.house.world import TODAY, World, two_worlds

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
BUTTON = re.compile(r"<button\b[^>]*>(.*?)</button>", re.DOTALL)
LINK = re.compile(r'<a [^>]*class="[^"]*\bbutton\b[^>]*>(.*?)</a>', re.DOTALL)
UNSAID = re.compile(r'<span class="unseen">.*?</span>|<svg.*?</svg>', re.DOTALL)
OF_EVERY_LIST = {
    "Filter",
    "Show",
    "Show these columns",
    "Search",
    "Got it",
    "Look",
    "View",
    "Go",
    "Continue",
    "Cancel",
    "",
}


@pytest.fixture(scope="module")
def near(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    for one, _other in two_worlds(django_db_blocker):
        actions.rebuild()
        yield one


def found(typed: str, by: Actor) -> set[str]:
    """The addresses of the pages of classes and of the role that it finds."""
    groups = [group for group in queries.find(typed, by=by) if str(group.label).startswith("Pages")]
    return {each.url for group in groups for each in group.items}


def of_class(actor: Actor, it: Any) -> list[desk.Tab]:
    return training_doors.pages(actor, it) if classes.classes(seen_by=actor).filter(pk=it.pk).exists() else []


def main_of(client: Client, url: str) -> str:
    answer = client.get(url, follow=True)
    assert answer.status_code == 200, url
    return UNSAID.sub("", answer.content.decode().partition("<main")[2].partition("</main>")[0])


def words(of: re.Pattern[str], main: str) -> set[str]:
    """What stands on its buttons, or on its links that look so, but for those that name somebody or a number."""
    said = {" ".join(strip_tags(each).split()) for each in of.findall(main)}
    return {each for each in said - OF_EVERY_LIST if not re.search(r"\d|号", each)}


@pytest.mark.parametrize("role", LETTERS.values())
def test_the_words_of_a_tab_and_of_its_buttons_lead_to_it(near, role):
    actor, it = near.actors[role], near.things["class"]
    client = client_as(actor)
    for tab in of_class(actor, it):
        url = reverse(tab.name, args=[it.uuid])
        main = main_of(client, url)
        for text in {str(tab.label), *words(BUTTON, main)}:
            assert url in found(text, actor), (text, tab.name)
        assert [text for text in words(LINK, main) if not found(text, actor)] == [], tab.name


@pytest.mark.parametrize("role", LETTERS.values())
def test_what_a_line_of_the_desk_asks_for_is_found(near, role):
    actor = near.actors[role]
    for due in desk.waiting(Look(actor, TODAY)):
        act = re.sub(r"\d+", "", str(due.act))
        assert act in OF_EVERY_LIST or found(act, actor), (act, due.url)


@pytest.mark.parametrize("role", LETTERS.values())
def test_a_page_of_the_navigation_is_found_by_what_is_done_there(near, role):
    actor = near.actors[role]
    for place in desk.of_role(role):
        for text in re.split(", | and ", str(place.acts)) if place.acts else []:
            assert reverse(place.name) in found(text, actor), text


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("timetable", "training:week"), ("课表", "training:week"), ("kebiao", "training:week"),
        ("close stage", "apprenticeships:class-stages"), ("结束阶段", "apprenticeships:class-stages"),
        ("publish pairing", "mentoring:class-pairs"), ("点名", "training:week"), ("名册", "apprenticeships:rosters"),
    ],
)  # fmt: skip
def test_a_programme_head_finds_the_page_of_the_class_where_it_is_done(near, typed, page):
    head, it = near.actors["programme_head"], near.things["class"]
    assert reverse(page, args=[it.uuid]) in found(typed, head)
    assert reverse(page, args=[it.uuid]) in found(f"{typed} {it.number}", head)
    assert found(f"{typed} nosuchclass", head) == set()


def test_the_pages_of_a_class_are_asked_for_in_the_same_number_of_queries_for_many(near):
    head = near.actors["programme_head"]
    counted = []
    for typed in ("timetable", "class"):
        with CaptureQueriesContext(connection) as asked:
            list(search.pages(head, rules.read(typed)))
        counted.append(len(asked))
    assert counted == [1, 1]
