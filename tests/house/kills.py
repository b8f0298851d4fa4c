"""A house of real processes in which people write while somebody kills. What they were told is done is written down."""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from jiangtu.console.clients import conninfo
from jiangtu.console.embedded import Server
from tests.console.conftest import until
from tests.factories.pages import carried

CLONE = Path(__file__).resolve().parents[2]
# What is killed, as often as it stands here, in any order: the process that answers pages, the one that does jobs, or
# either with the one that watches it; a process of the database, whereupon its first one throws all others out; or that
# first one. What ends is begun anew, as a supervisor does it.
VICTIMS = ("page", "page", "page", "job", "job", "server", "worker", "backend", "postmaster")
TOKEN = "k" * 32  # of forms, in the cookie as in the field


class House:
    """The web server and the job worker on a database server of their own, killed by `kill`, up again at once."""

    def __init__(self, seed: int, log: Path, database: Server):
        self.log, self.database = log, database
        self.random, self.killed = random.Random(seed), Counter[str]()
        self.next = list[str]()
        with socket.socket() as plug:
            plug.bind(("127.0.0.1", 0))
            self.port = plug.getsockname()[1]
        self.commands = {
            "server": ["serve", "--bind", f"127.0.0.1:{self.port}", "--workers", "1", "--threads", "4"],
            "worker": ["worker", "--patience", "2"],
        }
        self.running = {name: self._start(name) for name in self.commands}

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        surroundings = {**os.environ, "DATABASE_URL": conninfo(), "PYTHONPATH": str(CLONE / "src")}
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "jiangtu.console", *self.commands[name]], stderr=log,
                env=surroundings | {"DJANGO_SETTINGS_MODULE": "jiangtu.config.settings"},
            )  # fmt: skip

    def kill(self) -> None:
        """SIGKILL to one of the processes: each kind is met before one is met again as often."""
        if not self.next:
            self.next = self.random.sample(VICTIMS, len(VICTIMS))
        victim = self.next.pop()
        self.killed[victim] += 1
        if victim in ("backend", "postmaster"):
            self._kill_database(victim)
        else:
            self._kill_ours(victim)

    def _kill_ours(self, victim: str) -> None:
        """The worker that is gone is known as such at once."""
        name = {"page": "server", "job": "worker"}.get(victim, victim)
        watching = self.running[name]
        if victim == name:
            children = _children(watching.pid)
            watching.kill()
            watching.wait()
            for child in children:  # gunicorn's looks for its parent only now and then
                _kill(child)
        else:
            for child in _children(watching.pid):
                _kill(child)
        self.up()
        if name == "worker":
            assert until(_workers_are_gone), "the database does not come back"

    def _kill_database(self, victim: str) -> None:
        """Its keeper begins it anew."""
        first = int((self.database.folder / "data" / "postmaster.pid").read_text().split()[0])
        _kill(first if victim == "postmaster" else self.random.choice(_children(first)))

    def up(self) -> bool:
        """Begin anew what has ended, as a supervisor does."""
        for name, process in self.running.items():
            if process.poll() is not None:
                self.running[name] = self._start(name)
        return True

    def stop(self) -> None:
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        for process in self.running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
            process.kill()
            process.wait()


def _workers_are_gone() -> bool:
    """Let no worker count as alive; whether the database was there to be told."""
    with suppress(psycopg.OperationalError), psycopg.connect(conninfo()) as link:
        link.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
        return True
    return False


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


class Away(OSError):
    """The house said calmly that its database is away."""


class Writer(threading.Thread):
    """Somebody who writes one thing after the other. `told`: those that the house said are done; `tried`: all; `away`:
    how often it said calmly that its database is not there.

    What is written for a number, and where, is said by the one who makes it: `sends(number, writer)` posts it and gives
    the status of the answer.
    """

    def __init__(self, house: House, client: Client, sends: Any, pause: float = 0.0):
        super().__init__(daemon=True)
        self.house, self.cookie, self.sends, self.pause = house, client.cookies["sessionid"].value, sends, pause
        self.tried, self.told, self.away, self.faults = 0, list[int](), 0, Counter[str]()
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(self.pause):
            self.tried += 1
            try:
                status = self.sends(self.tried, self)
            except (OSError, http.client.HTTPException):  # killed, or not up again
                time.sleep(0.05)
                continue
            if status == 302:
                self.told.append(self.tried)
            else:
                self.faults[str(status)] += 1

    def post(self, path: str, given: dict[str, Any], *, files: bool = False) -> int:
        """Send a form, with what its page hides in it; the answer's status."""
        given = {**given, "csrfmiddlewaretoken": TOKEN}
        body = encode_multipart(BOUNDARY, given) if files else urlencode(given).encode()
        kind = MULTIPART_CONTENT if files else "application/x-www-form-urlencoded"
        return self._ask("POST", path, body, {"Content-Type": kind})[0]

    def carried(self, path: str) -> dict[str, str]:
        """What the form of a page carries, so that its save can tell what was changed since."""
        status, page = self._ask("GET", path)
        if status != 200:
            self.faults[f"page {status}"] += 1
            raise http.client.HTTPException(status)
        return carried(page)

    def _ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> tuple[int, str]:
        link = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=60)
        try:
            cookies = {"Cookie": f"sessionid={self.cookie}; csrftoken={TOKEN}"}
            link.request(method, path, body, {**cookies, **(headers or {})})
            answer = link.getresponse()
            said = answer.read().decode()
            if answer.status == 503 and answer.getheader("Retry-After") and "现在连不上数据库" in said:
                self.away += 1
                raise Away
            # Whoever is sent to sign in was told nothing.
            return 401 if "/accounts/" in answer.getheader("Location", "") else answer.status, said
        finally:
            link.close()


def kill_while_they_write(house: House, writers: list[Writer], kills: int) -> None:
    """Kill so many times, each at a random moment after somebody was told that something is done."""
    for writer in writers:
        writer.start()
    done = lambda: sum(len(writer.told) for writer in writers)  # noqa: E731
    before = -1
    for _ in range(kills):
        assert until(lambda before=before: house.up() and done() > before, seconds=120), "nothing is done any more"
        time.sleep(house.random.uniform(0, 0.6))
        before = done()
        house.kill()
    assert until(lambda: house.up() and done() > before, seconds=120), "nothing is done any more"
    for writer in writers:
        writer.over.set()
    for writer in writers:
        writer.join(90)
