"""A house in which stories happen: server, job worker and a real browser, on a calendar that the story turns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import freezegun
import pytest
from django.core.management import call_command
from django.db import connection, connections
from playwright.sync_api import Browser, sync_playwright

from jiangtu.console.browser import INSTALL, chromium
from tests.conftest import NOW
from tests.journeys.house import House

# What keeps its own time: a story may last half a year and still be told in a minute.
REAL_TIME = [
    *("psycopg", "psycopg_pool", "asyncio", "procrastinate", "playwright", "selectors", "socketserver", "tomllib"),
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not chromium():
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=f"no Chromium here; {INSTALL}"))


@pytest.fixture(scope="module")
def calendar() -> Iterator[Any]:
    """Begins at NOW and goes on by itself; `calendar.move_to(…)` turns it, for the server too."""
    with freezegun.freeze_time(NOW, tick=True, ignore=REAL_TIME) as frozen:
        yield frozen


@pytest.fixture(scope="module")
def window_maker() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        # Playwright keeps a loop in this thread, which is all that Django sees.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The tables of a whole module: what is written there stays, seen by the server's threads, until it is over."""
    with django_db_blocker.unblock():
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")  # past the append-only triggers
        call_command("flush", verbosity=0, interactive=False)
        connections.close_all()


@pytest.fixture(scope="module")
def empty_house(db: None, window_maker: Browser, calendar: Any) -> Iterator[House]:
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
