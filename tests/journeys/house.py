"""The house of a story: the server, the job worker, and the windows that people look through."""

from __future__ import annotations

import asyncio
import threading
import traceback
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.signals import got_request_exception
from django.db import connection, connections
from playwright.sync_api import Browser, BrowserContext
from procrastinate.contrib.django import procrastinate_app
from pytest_django.live_server_helper import LiveServer

from jiangtu.core.actor import Actor
from tests.console.conftest import until
from tests.factories.institutions import client_as
from tests.journeys.window import Window

PHONE, DESK = (390, 844), (1280, 900)
LOCALES = {"en": "en-GB", "zh-hans": "zh-CN"}
CHINA = ZoneInfo("Asia/Shanghai")


class House:
    """Server and worker in threads of their own, and a browser."""

    def __init__(self, browser: Browser, calendar: Any):
        self.browser, self.calendar = browser, calendar
        self.faults: list[str] = []
        self.windows: list[Window] = []
        got_request_exception.connect(self._note, weak=False)
        self._before = connected()
        self.server = LiveServer("localhost")
        self.worker = Worker()

    @property
    def url(self) -> str:
        return str(self.server.url)

    def on(self, day: str, at: str = "09:00") -> None:
        """Turn the calendar to a day and hour in China."""
        hour, minute = map(int, at.split(":"))
        moment = datetime.combine(datetime.fromisoformat(day), time(hour, minute), CHINA)
        self.calendar.move_to(moment.timestamp())

    def window(self, language: str = "en", size: tuple[int, int] = DESK, **context: Any) -> Window:
        """A browser in which nobody is signed in."""
        return self._open(self._context(language, size, **context), language)

    def seat(self, actor: Actor, language: str = "en", size: tuple[int, int] = DESK, **context: Any) -> Window:
        """A browser in which somebody is signed in under that hat (how one signs in is a story of its own)."""
        cookie = client_as(actor, language=language, second=actor.role != "apprentice").cookies["sessionid"].value
        return self.signed_in(cookie, language, size, **context)

    def signed_in(self, cookie: str, language: str, size: tuple[int, int], **context: Any) -> Window:
        """A browser that brings a session's cookie."""
        opened = self._context(language, size, **context)
        opened.add_cookies([{"name": "sessionid", "value": cookie, "url": self.url}])
        return self._open(opened, language)

    def close_windows(self) -> list[str]:
        """Close them all and say what went wrong since the last time."""
        for window in self.windows:
            self.faults += window.faults
            window.page.context.close()
        found, self.faults, self.windows = self.faults, [], []
        return found

    def close(self) -> None:
        self.close_windows()
        self.worker.stop()
        self.server.stop()
        for thread in threading.enumerate():  # the server waits for none of its requests
            if "process_request" in thread.name:
                thread.join(60)
        left_open = not until(lambda: not connected() - self._before)
        connections.close_all()  # those of this thread while Playwright's loop ran in it: afterwards nobody finds them
        got_request_exception.disconnect(self._note)
        assert not left_open, "somebody still has the database open"

    def _context(self, language: str, size: tuple[int, int], **more: Any) -> BrowserContext:
        wide, high = size
        phone = size == PHONE
        return self.browser.new_context(
            base_url=self.url, viewport={"width": wide, "height": high}, locale=LOCALES[language],
            timezone_id="Asia/Shanghai", has_touch=phone, is_mobile=phone, **more,
        )  # fmt: skip

    def _open(self, context: BrowserContext, language: str) -> Window:
        context.set_default_timeout(45000)
        window = Window(context.new_page(), language)
        self.windows.append(window)
        return window

    def _note(self, request: Any = None, **_more: Any) -> None:
        self.faults.append(f"{request and request.path}\n{traceback.format_exc()}")


def connected() -> set[int]:
    """The database's processes that serve others than this thread."""
    with connection.cursor() as cursor:
        others = "datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        cursor.execute(f"SELECT pid FROM pg_stat_activity WHERE {others}")  # noqa: S608
        return {pid for (pid,) in cursor.fetchall()}


def closing(call_next: Any, *_: Any) -> Any:
    """A job's thread closes what it opened: it serves no request, at whose end Django would look after it."""
    try:
        return call_next()
    finally:
        connections.close_all()


class Worker:
    """The job worker, as `jiangtu worker` runs it, in a thread."""

    def __init__(self) -> None:
        self._begun = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._work()), daemon=True)
        self._thread.start()
        assert self._begun.wait(60)

    async def _work(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        told: Any = procrastinate_app.current_app
        own = type(told)(connector=told.connector.get_worker_connector())
        own.tasks = told.tasks  # the web server's threads go on with theirs
        async with own.open_async():
            work = asyncio.create_task(
                own.run_worker_async(
                    concurrency=2,
                    install_signal_handlers=False,
                    fetch_job_polling_interval=0.5,
                    task_middleware=[closing],
                )
            )
            self._begun.set()
            await self._over.wait()
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(120)
        assert not self._thread.is_alive(), "a job does not end"
