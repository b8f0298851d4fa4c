"""Somebody looks for a name by the keyboard alone, and on the phone by a tap."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from jiangtu.core.actor import SYSTEM
from jiangtu.people.actions import people
from jiangtu.search import actions
from tests.factories.mentoring import paired
from tests.journeys.house import PHONE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def hr(db: None) -> Any:
    it = paired(apprentices=3, mentors=1)
    for each, name in zip(it.apprentices, ("单小满", "单小寒", "仇大雪"), strict=True):
        people.correct_person(each.enrolment.person, name=name, reason="登记", by=SYSTEM)
    actions.rebuild()
    return it.hr


def picture(window: Any, name: str) -> None:
    if folder := os.environ.get("JIANGTU_PICTURES"):
        window.page.screenshot(path=str(Path(folder, f"{name}.png")))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_by_the_keyboard_alone(house, hr, language):
    window = house.seat(hr, language)
    page = window.visit("/").page
    page.keyboard.press("/")
    page.keyboard.type("sx")
    expect(page.locator("dialog mark").first).to_have_text("单小")
    picture(window, f"dialog-{language}")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.locator("dialog input[type=search]")).to_have_value("")
    page.keyboard.type("shanxiao")
    expect(page.locator("dialog .search-found a")).not_to_have_count(0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("dialog .search-found a").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("dialog input[type=search]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("单小")
    assert "单" not in page.url


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_on_the_phone_it_is_a_page(house, hr, language):
    window = house.seat(hr, language, PHONE)
    page = window.visit("/").page
    page.locator("[data-search-open]").click()
    page.wait_for_url("**/search/")
    field = page.locator("main input[type=search]")
    expect(field).to_be_focused()
    field.fill("qdx")
    expect(page.locator("main mark").first).to_have_text("仇大雪")
    picture(window, f"phone-{language}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.locator("main .search-found a").first.click()
    expect(page.locator("h1")).to_contain_text("仇大雪")


def test_a_slash_in_a_field_is_a_slash(house, hr):
    page = house.seat(hr).visit("/search/").page
    page.locator("main input[type=search]").type("a/b")
    expect(page.locator("main input[type=search]")).to_have_value("a/b")
