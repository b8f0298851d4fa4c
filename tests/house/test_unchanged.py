"""A form that is sent as it was opened changes nothing: it records no fact, so nobody is told, and its page says so.

A one-time act that is asked for again, from a page that somebody left open, says that it is done, by whom and when.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from jiangtu.allowances.actions import objections
from jiangtu.core.actor import Actor
from jiangtu.core.models import JournalEntry
from jiangtu.core.once import FIELD
from jiangtu.core.verdict import Refused
from jiangtu.mentoring.actions import pairing
from jiangtu.people.models import Person
from jiangtu.training.models import TrainingClass
from tests.factories import allowances as of_allowances
from tests.factories import mentoring as of_mentors
from tests.factories import training as factory
from tests.factories.institutions import client_as
from tests.factories.pages import sure
from tests.house.source import furniture
from tests.house.test_rights import LETTERS, POSTED, address, matrix, pages
from tests.house.world import World, two_worlds

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
UNCHANGED = "Nothing was changed: it stands so already."
NOT_SAVED = "Not saved yet: this was changed after you opened the page."
# Nothing of it can be sent with one field changed; each in the tests of its room.
ELSEWHERE = {
    "apprenticeships:assess",
    "institutions:contribution",
    "mentoring:apprentices",
    "people:me",
    "people:renew",
    "training:roll",
}
WRITTEN_ANEW = {
    "apprenticeships:assess",
    "mentoring:apprentices",
    "people:me",
    "people:renew",
}  # they do not hold what stands
# Forms whose fields are filled in when the page opens, although they change nothing that stands: the page, what stands
# in the form, and why that is no fact of a record.
PROPOSED = {
    "allowances:measures since": "the day on which one follows them begins today",
    "allowances:new-run period_from": "the last half year",
    "apprenticeships:assess on": "an assessment of its own, today",
    "apprenticeships:certificate level": "the level that the class leads to",
    "apprenticeships:join since": "the class's own first day",
    "institutions:begin-partnership since": "today",
    "mentoring:accident on": "today",
    "people:first-time language": "the browser's own",
    "programmes:new place": "the college's own place",
    "search:search q": "what is looked for",
    "training:correct-entry work": "a new entry in the place of the one that is shown",
    "training:session copy-day": "a week later",
    "training:week day": "the day of the week that is open",
    "training:week weeks": "one week",
}
LETTERS_FIRST = "hpsamtceobn"  # of a page that only shows, by whom it is opened


class Forms(HTMLParser):
    """The forms of a page as a browser would send them: by which button, where, and with which values."""

    def __init__(self, page: str):
        super().__init__()
        self.found: list[dict[str, list[str]]] = []
        self.filled: list[list[str]] = []  # of each, the fields that people see and that hold something
        self.goes: list[str] = []
        self.offered: list[dict[str, list[str]]] = []  # of each, what its choices offer
        self._inside, self._select, self._area = False, "", ""
        self.feed(page.partition("<main")[2].partition("</main>")[0])

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        its = {name: value if value is not None else "" for name, value in attributes}
        name = its.get("name", "")
        if tag == "form":
            self._inside = its.get("method") == "post"
            if self._inside:
                self.found.append({})
                self.filled.append([])
                self.goes.append(its.get("action", ""))
                self.offered.append({})
        elif not self._inside or not name and tag != "option":
            return
        elif tag == "input" and its.get("type") not in ("file", "submit"):
            if its.get("type") == "radio":
                self.offered[-1].setdefault(name, []).append(its.get("value", ""))
            if its.get("type") not in ("checkbox", "radio") or "checked" in its:
                self._add(name, its.get("value", "on" if its.get("type") == "checkbox" else ""))
                if its.get("type") != "hidden" and its.get("value") and "disabled" not in its:
                    self.filled[-1].append(name)
        elif tag == "button" and its.get("type", "submit") == "submit":
            self.found[-1].setdefault("button " + name, []).append(its.get("value", ""))
        elif tag == "select":
            self._select = name if "disabled" not in its else ""
        elif tag == "option" and self._select:
            self.offered[-1].setdefault(self._select, []).append(its.get("value", ""))
            if "selected" not in its:
                return
            self._add(self._select, its.get("value", ""))
            if its.get("value"):
                self.filled[-1].append(self._select)
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
                if self.found[-1][self._area][-1]:
                    self.filled[-1].append(self._area)
            self._area = ""

    def _add(self, name: str, value: str) -> None:
        self.found[-1].setdefault(name, []).append(value)


@pytest.fixture(scope="module")
def near(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    for one, _other in two_worlds(django_db_blocker):
        yield one


@dataclass(frozen=True)
class Open:
    """A form as somebody opened it. `address`: of its page, `goes`: where it is sent."""

    page: str
    client: Client
    address: str
    goes: str
    values: dict[str, list[str]]
    filled: list[str]
    offered: dict[str, list[str]]
    buttons: dict[str, list[str]]

    @property
    def sent_to(self) -> str:
        return urljoin(self.address, self.goes)

    @property
    def shown(self) -> str:
        """The field by which the form tells what it showed; none where it does not edit."""
        return next((name for name in self.values if name.rpartition("-")[2] == "shown"), "")

    @property
    def asks(self) -> bool:
        """Whether it asks once more before an act that nothing takes back."""
        return any(name.rpartition("-")[2] == "follows" for name in self.values)

    def other(self, name: str) -> str:
        """Another value than the one that stands in a field."""
        value = self.values[name][0]
        if name in self.offered:
            return next((each for each in self.offered[name] if each not in ("", value)), "")
        if value.isdigit() and len(value) < 4:
            return str(int(value) + 1)
        try:
            return str(date.fromisoformat(value) + timedelta(1))
        except ValueError:
            return value + "改"

    def again(self) -> Open | None:
        """The same form, opened anew."""
        found = forms(self.page, self.client, self.address)
        return next(each for each in found if (each.goes, each.shown) == (self.goes, self.shown))


def forms(page: str, client: Client, url: str) -> Iterator[Open]:
    """The forms of a page, a reason written where one is asked for."""
    with transaction.atomic():
        answer = client.get(url)
        transaction.set_rollback(True)
    written = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    read = Forms(answer.content.decode() if written else "")
    for form, filled, goes, offered in zip(read.found, read.filled, read.goes, read.offered, strict=True):
        values = {name: value for name, value in form.items() if not name.startswith("button ")}
        values |= {n: ["理由"] for n, value in values.items() if n.endswith(("reason", "remark")) and not value[0]}
        buttons = {name.removeprefix("button "): each for name, each in form.items() if name.startswith("button ")}
        yield Open(page, client, url, goes or url, values, filled, offered, {n: e for n, e in buttons.items() if n})


@pytest.fixture(scope="module")
def opened(near: World) -> list[Open]:
    return every_form(near)


def every_form(near: World) -> list[Open]:
    """Every form of every page, opened by one who may send it, or by one who may look."""
    found = []
    for name, pattern, _page in pages():
        asking, looking = (matrix()[name][f"{method} own"] for method in ("post", "get"))
        letters = [each for each in LETTERS_FIRST if each in asking] or [e for e in LETTERS_FIRST if e in looking]
        if "-" not in looking and letters:
            client = client_as(near.actors[LETTERS[letters[0]]])
            found += forms(name, client, address(name, pattern, near))
    return found


@pytest.fixture
def editing(opened: list[Open]) -> list[Open]:
    """Those that change what stands."""
    found = [each for each in opened if each.shown]
    assert {each.page for each in found} > {"training:edit-class", "people:me", "notices:settings", "training:roll"}
    return found


def test_every_form_that_holds_what_stands_carries_what_it_showed(opened):
    proposed = {key.rpartition(" ")[0::2] for key in PROPOSED}
    bare = [each for each in opened if each.filled and not each.shown and not each.asks]
    assert [(each.page, each.filled) for each in bare if not {(each.page, n) for n in each.filled} & proposed] == []


def test_a_form_sent_as_it_was_opened_changes_nothing_and_says_so(editing):
    wrong = []
    for form in [each for each in editing if each.page not in WRITTEN_ANEW]:
        with transaction.atomic():
            form.client.post(form.goes, form.values)  # so that what is only proposed when it is opened first is kept
            before, again = JournalEntry.objects.count(), form.again() or form
            answer = form.client.post(again.goes, again.values, follow=True)
            said = UNCHANGED in answer.content.decode()
            if not answer.redirect_chain or JournalEntry.objects.count() != before or not said:
                wrong.append((form.page, answer.redirect_chain, again.values))
            transaction.set_rollback(True)
    assert not wrong, wrong


def test_a_form_that_does_not_say_what_it_showed_saves_over_nothing(editing):
    """As a page does that was opened before somebody else saved: whatever field is changed on it."""
    wrong, tried = [], set()
    for form in editing:
        for name in form.filled:
            changed = form.values | {name: [form.other(name)], form.shown: [""]}
            with transaction.atomic():
                before = JournalEntry.objects.count()
                answer = form.client.post(form.goes, changed)
                tried |= {form.page} if NOT_SAVED in answer.content.decode() else set()
                if answer.status_code == 302 or JournalEntry.objects.count() != before:
                    wrong.append((form.page, name))
                transaction.set_rollback(True)
    assert not wrong, wrong
    assert {form.page for form in editing} - tried == ELSEWHERE


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


# Where it is not a page of its own that asks once more.
ASKED_ON = {
    "Pairing published": lambda it: reverse("mentoring:proposal", args=[it.training_class.uuid, it.enterprise.uuid]),
}


@pytest.mark.parametrize("said", ONCE)
def test_a_one_time_act_from_a_page_left_open_says_by_whom_and_when_it_was_done(clock, said):
    it, url, values = ONCE[said]()
    other: Actor = factory.hr_of(it.enterprise)
    later = client_as(other)
    first = sure(client_as(it.hr), url, values, page=ASKED_ON.get(said, lambda _it: "")(it), follow=True)
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


# Forms that carry neither what stands, nor what follows, nor a key, and why sending them twice is the same.
TWICE_IS_ONCE = {
    "apprenticeships:answer-inquiry": "its state moves once",
    "apprenticeships:document": "a number is shown, each time with its reason",
    "apprenticeships:remind": "once a day for each person",
    "apprenticeships:waiting": "who is confirmed or sent back waits no more",
    "desks:put-hint-away": "put away",
    "institutions:enter": "it leads on",
    "institutions:wear": "the hat is on",
    "institutions:withdraw": "withdrawn",
    "mentoring:countersign": "countersigned once, kept by triggers",
    "mentoring:remind": "once a day for each person",
    "mentoring:return-entry": "its state moves once",
    "notices:notice": "read",
    "people:account": "open or closed",
    "people:document": "a number is shown, each time with its reason",
    "people:end-sessions": "they are ended",
    "people:first-time": "the settings are set",
    "people:merge": "it looks for the other record",
    "people:my-document": "a number is shown",
    "people:my-phone": "the number is set",
    "search:search": "it reads",
}


def test_a_form_that_begins_something_carries_a_key_so_that_it_is_done_once(opened: list[Open]) -> None:
    bare = {
        resolve(urlsplit(each.goes).path or urlsplit(each.address).path).view_name for each in opened
        if not each.shown and not each.asks and not any(name.rpartition("-")[2] == FIELD for name in each.values)
    }  # fmt: skip
    assert ", ".join(sorted(bare - TWICE_IS_ONCE.keys())) == ""
    assert ", ".join(sorted(TWICE_IS_ONCE.keys() - bare)) == ""


@pytest.fixture
def refusals(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The codes of what was refused, by an act or by a page, since somebody emptied the list."""
    codes: list[str] = []
    made = Refused.__init__

    def noted(self: Refused, verdict: Any, *more: Any) -> None:
        codes.extend(each.code for each in verdict.reasons() or [verdict])
        made(self, verdict, *more)

    monkeypatch.setattr(Refused, "__init__", noted)
    return codes


def plain(form: Open, of: World) -> dict[str, Any]:
    """The form filled in with what is plainly right: what stands there, what its choices offer, what the rooms' tests
    send."""
    known = POSTED | furniture("POSTED", form.page.partition(":")[0])
    values: dict[str, Any] = form.values | {name: each[:1] for name, each in form.buttons.items()}
    for name, offers in form.offered.items():
        values[name] = values.get(name) or [next((each for each in offers if each), "")]
    for name, value in form.values.items():
        if value == [""] and name not in form.offered and name in known:
            values[name] = of.said(known[name])
    return values


def refused(form: Open, of: World, refusals: list[str]) -> set[str]:
    """For what a form that is filled in well is refused, undone again."""
    refusals.clear()
    with transaction.atomic():
        answer = form.client.post(form.sent_to, plain(form, of))
        transaction.set_rollback(True)
    name = resolve(urlsplit(form.sent_to).path).view_name
    codes = refusals or ([str(answer.status_code)] if answer.status_code >= 400 else [])
    return set() if answer.status_code == 302 else {f"{name} {code}" for code in codes}


def test_a_form_that_opens_is_not_refused_for_what_was_known_when_it_opened(near, opened, refusals):
    """Whatever the class has come to: it runs, has not begun, or is over."""
    wrong = {each for form in opened for each in refused(form, near, refusals)}
    for state in ("open", "closed"):
        with transaction.atomic():
            TrainingClass.objects.filter(pk=near.things["class"].pk).update(state=state)
            wrong |= {f"{state}: {each}" for form in every_form(near) for each in refused(form, near, refusals)}
            transaction.set_rollback(True)
    assert sorted(wrong) == []
