"""A house in which stories happen: server, job worker and a real browser, on a calendar that the story turns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, sync_playwright

from jiangtu.console.browser import INSTALL, chromium
from tests import databases
from tests.databases import NOW
from tests.journeys.house import House


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not chromium():
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=f"no Chromium here; {INSTALL}"))


@pytest.fixture(scope="module")
def calendar() -> Iterator[time_machine.Traveller]:
    """Begins at NOW and goes on by itself; `calendar.move_to(…)` turns it, for the server too; waits take real time."""
    with time_machine.travel(NOW, tick=True) as turned:
        yield turned


@pytest.fixture(scope="module")
def window_maker() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        # Playwright keeps a loop in this thread, which is all that Django sees.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def db(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The tables of a whole module, with the pilot data in them where it says `PILOT = True`.

    What is written there stays, seen by the server's threads, until the module is over.
    """
    with django_db_blocker.unblock():
        begun = databases.pilot() if getattr(request.module, "PILOT", False) else databases.migrated()
        with databases.holding(begun):
            yield


@pytest.fixture(scope="module")
def empty_house(db: None, window_maker: Browser, calendar: time_machine.Traveller) -> Iterator[House]:
    """A module's house."""
    house = House(window_maker, calendar)
    yield house
    house.close()


@pytest.fixture
def house(empty_house: House) -> Iterator[House]:
    """The module's house for one story, which has gone well only when no window and no request met a fault."""
    yield empty_house
    faults = empty_house.close_windows()
    assert faults == []
