"""A form that is sent as it was opened changes nothing: it records no fact, so nobody is told, and its page says so.

A one-time act that is asked for again, from a page that somebody left open, says that it is done, by whom and when.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiangtu.allowances.actions import objections
from jiangtu.core.actor import Actor
from jiangtu.core.models import JournalEntry
from jiangtu.mentoring.actions import pairing
from jiangtu.people.models import Person
from tests.factories import allowances as of_allowances
from tests.factories import mentoring as of_mentors
from tests.factories import training as factory
from tests.factories.institutions import client_as
from tests.house.test_rights import address, pages
from tests.house.world import World, two_worlds

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
UNCHANGED = "Nothing was changed: it stands so already."
# Pages with a form that holds what stands there now, who may send it, and the prefix of its fields.
EDITING = {
    "training:edit-class": "programme_head",
    "training:session": "programme_head",
    "training:roll": "college_trainer",
    "training:edit-entry": "apprentice",
    "mentoring:edit-mentor": "enterprise_hr",
    "mentoring:contract": "enterprise_hr",
    "institutions:change-partnership": "programme_head",
    "institutions:contribution": "enterprise_hr",
    "institutions:change": "township_coordinator",
    "programmes:edit": "programme_head",
    "people:correct": "enterprise_hr",
    "apprenticeships:correct": "enterprise_hr",
}


class Forms(HTMLParser):
    """The forms of a page as a browser would send them: by which button, where, and with which values."""

    def __init__(self, page: str):
        super().__init__()
        self.found: list[dict[str, list[str]]] = []
        self._inside, self._select, self._area = False, "", ""
        self.feed(page.partition("<main")[2].partition("</main>")[0])

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        its = {name: value if value is not None else "" for name, value in attributes}
        name = its.get("name", "")
        if tag == "form":
            self._inside = its.get("method") == "post"
            if self._inside:
                self.found.append({})
        elif not self._inside or not name and tag != "option":
            return
        elif tag == "input" and its.get("type") not in ("file", "submit"):
            if its.get("type") not in ("checkbox", "radio") or "checked" in its:
                self._add(name, its.get("value", "on" if its.get("type") == "checkbox" else ""))
        elif tag == "button" and its.get("type", "submit") == "submit":
            self.found[-1].setdefault("button " + name, []).append(its.get("value", ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in its:
            self._add(self._select, its.get("value", ""))
        elif tag == "textarea":
            self._area = name
            self._add(name, "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[-1][self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            if self._area:  # the line break after the tag is no part of it
                self.found[-1][self._area][-1] = self.found[-1][self._area][-1].removeprefix("\n")
            self._area = ""

    def _add(self, name: str, value: str) -> None:
        self.found[-1].setdefault(name, []).append(value)


@pytest.fixture(scope="module")
def near(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    for one, _other in two_worlds(django_db_blocker):
        yield one


def filled(client: Client, url: str) -> dict[str, list[str]]:
    """The largest form of a page, with what stands in it, and a reason where it asks for one."""
    answer = client.get(url)
    assert answer.status_code == 200
    form = max(Forms(answer.content.decode()).found, key=len)
    values = {name: value for name, value in form.items() if not name.startswith("button ")}
    values |= {name: ["理由"] for name, value in values.items() if name.endswith(("reason", "remark")) and not value[0]}
    return values


@pytest.mark.parametrize("name", EDITING)
def test_a_form_sent_as_it_was_opened_changes_nothing_and_says_so(near, name):
    pattern = next(pattern for each, pattern, _page in pages() if each == name)
    client, url = client_as(near.actors[EDITING[name]]), address(name, pattern, near)
    with transaction.atomic():
        values = filled(client, url)
        client.post(url, values)  # so that what is only proposed when it is opened first is kept
        values, before = filled(client, url), JournalEntry.objects.count()
        answer = client.post(url, values, follow=True)
        assert answer.redirect_chain, values
        assert JournalEntry.objects.count() == before
        assert UNCHANGED in answer.content.decode()
        transaction.set_rollback(True)


def publishing() -> tuple[Any, str, dict[str, Any]]:
    it = of_mentors.situation()
    run = pairing.run_pairing(it.training_class, it.enterprise, by=it.head)
    page = reverse("mentoring:publish-pairing", args=[it.training_class.uuid, it.enterprise.uuid])
    return it, page, {"run": run.uuid, "on": timezone.localdate(), "term_to": it.training_class.ends_on}


def of_a_run(act: str) -> tuple[Any, str, dict[str, Any]]:
    it = of_allowances.following(of_mentors.paired(apprentices=2, mentors=1))
    run = of_allowances.shown(it)
    return it, reverse(f"allowances:{act}-run", args=[run.uuid]), {"reason": "重算"}


def answering() -> tuple[Any, str, dict[str, Any]]:
    it = of_allowances.following(of_mentors.paired(apprentices=2, mentors=1))
    word = {"word": "少一个月", "by": it.mentor()}
    objection = objections.object_to_statement(of_allowances.shown(it), it.mentors[0], **word)
    return it, reverse("allowances:answer-objection", args=[objection.uuid]), {"word": "已核对"}


ONCE = {
    "Pairing published": publishing, "released": lambda: of_a_run("release"), "dropped": lambda: of_a_run("drop"),
    "Objection answered": answering,
}  # fmt: skip


@pytest.mark.parametrize("said", ONCE)
def test_a_one_time_act_from_a_page_left_open_says_by_whom_and_when_it_was_done(clock, said):
    it, url, values = ONCE[said]()
    other: Actor = factory.hr_of(it.enterprise)
    later = client_as(other)
    first = client_as(it.hr).post(url, values, follow=True)
    assert UNCHANGED not in first.content.decode()
    facts = JournalEntry.objects.count()
    clock.shift(3600)
    page = later.post(url, values, follow=True).content.decode()
    assert JournalEntry.objects.count() == facts
    assert f"{UNCHANGED[:-1]}. Done last: " in page
    told = page.partition("Done last: ")[2].partition("</")[0]
    assert said.lower() in told.lower()
    assert Person.objects.get(pk=it.hr.person).name in told
    assert "2025" in told
