"""Every page that a role reaches by links, on the pilot data: readable by everybody, on a phone too, and in Chinese."""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path

import pytest
from django.utils.translation.trans_real import DjangoTranslation

from jiangtu.institutions.states import Role
from tests.journeys.house import DESK, PHONE
from tests.journeys.window import Window
from tests.walk import Stop, cookie_of, reachable

pytestmark = pytest.mark.browser
PILOT = True  # read only
AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text()
LARGEST = 300_000  # bytes of a page with all it needs, compressed
SEEN: set[tuple[str, str]] = set()
OWN = {"desks:desk", "desks:class", "apprenticeships:detail"}  # what each role sees in its own way


@pytest.mark.parametrize("role", Role.values)
def test_every_page_of_a_role_is_fit_for_every_eye_and_every_hand(house, role):
    cookie = cookie_of(role)
    stops, faults = reachable(cookie)
    new = [stop for stop in stops if first(role, stop)]
    for language, size in (("zh-hans", PHONE), ("en", DESK)):
        window = house.signed_in(cookie, language, size)
        for stop in new:
            faults += looked_at(window, stop, language, size)
    assert not faults, "\n".join(faults)


def first(role: str, stop: Stop) -> bool:
    """Whether nobody with the same page has been there: what differs by role is looked at on its own desk."""
    mark = (role if stop.kind in OWN else "", stop.kind)
    new = mark not in SEEN
    SEEN.add(mark)
    return new


def looked_at(window: Window, stop: Stop, language: str, size: tuple[int, int]) -> list[str]:
    """What is wrong with a page."""
    answer = window.page.goto(stop.address)
    assert answer is not None
    seen = window.page.evaluate(AXE + LOOKED)
    where = f"{stop.kind} {stop.address} [{language} {size[0]}]"
    found = [f"{where}: {each}" for each in seen["serious"]]
    if seen["wide"] > size[0]:
        found.append(f"{where}: {seen['wide']} px wide")
    if language == "zh-hans":
        found += [f"{where}: in English: {each}" for each in seen["words"] if each in english() - SAID_SO]
        found += [f"{where}: space beside a day: {each}" for each in seen["words"] if BESIDE_A_DAY.search(each)]
    found += [f"{where}: a number written for people in an attribute: {each}" for each in seen["written"]]
    if seen["moved"] > STILL:
        found.append(f"{where}: what one reads moves by {seen['moved']:.3f} while the page loads")
    weight = compressed_size(answer.body()) + sum(WEIGHTS.get(name) or weigh(window, name) for name in seen["asked"])
    if weight > LARGEST:
        found.append(f"{where}: {weight} bytes")
    return found


@cache
def english() -> frozenset[str]:
    """The sentences and labels of the code that have another word in Chinese."""
    catalogue = DjangoTranslation("zh-hans")._catalog
    texts = [(key, catalogue.get(key)) for each in catalogue._catalogs for key in each if isinstance(key, str)]
    return frozenset(key for key, told in texts if len(key) > 3 and told and told != key)


# A language by its own name, and accounts that are named like roles.
SAID_SO = {"English", *Role.values}
STILL = 0.01
BESIDE_A_DAY = re.compile(
    "[\u3400-\u9fff，。；：（] \\d{4}年\\d{1,2}月\\d{1,2}日|月\\d{1,2}日 [\u3400-\u9fff，。；：）]"
)
# What axe finds serious; how wide the page is; its words; how far its pieces moved by themselves since it began to
# load, while axe looked too (cumulative layout shift); and what else the page asked for.
LOOKED = """; (async () => {
  let moved = 0;
  const shifts = new PerformanceObserver(list => list.getEntries().forEach(count));
  const count = each => { if (!each.hadRecentInput) moved += each.value; };
  shifts.observe({type: "layout-shift", buffered: true});
  const found = await axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21aa"]});
  shifts.takeRecords().forEach(count);
  return {
    serious: found.violations.filter(each => ["serious", "critical"].includes(each.impact))
      .map(each => each.id + ": " + each.nodes.slice(0, 2).map(node => node.html.slice(0, 160)).join(" | ")),
    wide: document.documentElement.scrollWidth,
    words: [...document.querySelectorAll("body *:not(script):not(style)")].filter(each => !each.closest("[lang=en]"))
      .flatMap(each => [...each.childNodes].filter(node => node.nodeType === 3).map(node => node.textContent.trim()))
      .filter(text => text.length > 3),
    moved,
    written: [...document.querySelectorAll("*")].flatMap(each => [...each.attributes])
      .filter(each => !/^(aria-|title$|alt$|content$)/.test(each.name))
      .filter(each => /^(.*[?&]\\w+=)?\\d{1,3}(,\\d{3})+$/.test(each.value))
      .map(each => each.name + "=" + each.value),
    asked: performance.getEntriesByType("resource").map(each => each.name),
  };
})()"""


def weigh(window: Window, address: str) -> int:
    WEIGHTS[address] = compressed_size(window.page.request.get(address).body())
    return WEIGHTS[address]


def compressed_size(body: bytes) -> int:
    return len(gzip.compress(body, 6))


WEIGHTS: dict[str, int] = {}
