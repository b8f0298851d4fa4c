"""Every page that a role reaches by links, on the pilot data: readable by everybody, on a phone too, and in Chinese."""

from __future__ import annotations

import gzip
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from jiangtu.demo import data
from jiangtu.institutions.models import Membership
from jiangtu.institutions.states import Role
from jiangtu.people.models import Account
from tests.factories.people import second_factor
from tests.journeys.house import DESK, PHONE, House
from tests.journeys.window import Window

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text()
LARGEST = 300_000  # bytes of a page with all it needs, compressed
LINK = re.compile(r'href="([^"#]+)')
# English that stands on Chinese pages by right: product names, units, codes and file endings.
LATIN = re.compile(r"[A-Za-z][A-Za-z' -]{14,}[A-Za-z]")


@dataclass(frozen=True)
class Stop:
    """One page that stands for all of its kind."""

    kind: str
    address: str


@pytest.fixture(scope="module")
def pilot(empty_house: House) -> House:
    """The house with the pilot data in it, read only from here on."""
    data.load()
    return empty_house


@pytest.fixture(scope="module", autouse=True)
def _only_once() -> Iterator[None]:
    SEEN.clear()
    yield


SEEN: set[tuple[str, str]] = set()


def cookie_of(role: str) -> str:
    """Signed in as the pilot data's account of a role, which is named like it."""
    account = Account.objects.get(username=role)
    second_factor(account)
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    hat = Membership.objects.filter(person=account.person, role=role).order_by("pk").last()
    session = client.session
    session["hat"] = str(hat.uuid)
    session.save()
    return str(client.cookies["sessionid"].value)


def reachable(cookie: str, start: str = "/") -> list[Stop]:
    """From the desk along all links, breadth first, one page for each kind of address."""
    client = Client()
    client.cookies["sessionid"] = cookie
    kinds: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        address = waiting.popleft()
        kind = kind_of(address)
        if kind is None or kind in kinds:
            continue
        answer = client.get(address)
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        if answer.status_code in (301, 302):
            waiting.append(answer["Location"])
            continue
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        kinds[kind] = address
        waiting.extend(found.replace("&amp;", "&") for found in LINK.findall(answer.content.decode()))
    return [Stop(kind, address) for kind, address in kinds.items()]


def kind_of(address: str) -> str | None:
    """The url pattern; None for what is no page of ours."""
    path = address.split("?")[0]
    if not path.startswith("/") or path.startswith("/static/"):
        return None
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


@pytest.mark.parametrize("role", Role.values)
def test_every_page_of_a_role_is_fit_for_every_eye_and_every_hand(pilot, house, role):
    cookie = cookie_of(role)
    faults: list[str] = []
    for stop in reachable(cookie):
        for language, size in (("zh-hans", PHONE), ("en", DESK)) if first(role, stop) else ():
            window = pilot.signed_in(cookie, language, size)
            faults += looked_at(window, stop, language, size)
            window.page.context.close()
    assert faults == []


def first(role: str, stop: Stop) -> bool:
    """Whether nobody with the same page has been there: what differs by role is looked at on its own desk."""
    mark = (role if stop.kind.startswith("desks:") else "", stop.kind)
    new = mark not in SEEN
    SEEN.add(mark)
    return new


def looked_at(window: Window, stop: Stop, language: str, size: tuple[int, int]) -> list[str]:
    """What is wrong with a page."""
    sizes: list[int] = []
    window.page.on("response", lambda answer: sizes.append(compressed(answer)))
    window.visit(stop.address)
    where = f"{stop.kind} {stop.address} [{language} {size[0]}]"
    found = [f"{where}: {each}" for each in window.page.evaluate(AXE + SERIOUS)]
    if (wide := window.page.evaluate("document.documentElement.scrollWidth")) > size[0]:
        found.append(f"{where}: {wide} px wide")
    if (weight := sum(sizes)) > LARGEST:
        found.append(f"{where}: {weight} bytes")
    return found


SERIOUS = """; (async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.filter(each => ["serious", "critical"].includes(each.impact))
    .map(each => each.id + ": " + each.nodes.slice(0, 2).map(node => node.html.slice(0, 160)).join(" | "));
})()"""


def compressed(answer: Any) -> int:
    body = answer.body() if answer.status == 200 else b""
    return len(gzip.compress(body, 6)) if not answer.url.endswith((".woff2", ".png", ".jpg")) else len(body)
