"""Strict for every test: no network but this machine's own, no order that nobody asked for, a clock one can set."""

from __future__ import annotations

import gc
import ipaddress
import os
import shutil
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from django.db import connection
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler
from django.test import TransactionTestCase
from django.test.client import ClientHandler
from django.utils import translation

from tests import databases
from tests.databases import NOW
from tests.plans import Reading

# A busy machine is no counterexample: how long an example takes says nothing about the rule.
SLOW = [hypothesis.HealthCheck.too_slow]
hypothesis.settings.register_profile("jiangtu", deadline=None, suppress_health_check=SLOW)
hypothesis.settings.load_profile("jiangtu")
gc.set_threshold(100_000, 50, 50)


# Tests that a database serves, by what they ask for.
DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}
# What takes longest begins first; the short rest then keeps all cores busy to the end.
LONG_FIRST = ["tests/journeys/", "tests/console/", "tests/demo/", "tests/house/"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--room reading`: of the matrix of rights only the pages of one room, while one works on it. `--requests 20000
    --seed 7`: how many requests the fuzz makes, and which. `--kills 1000`: how often the house of real processes is
    killed; with the same seed."""
    parser.addoption("--room", default="", help="of the matrix of rights only the pages of this room")
    parser.addoption("--requests", type=int, default=400, help="how many requests the fuzz makes")
    parser.addoption("--kills", type=int, default=20, help="how often the processes of test_kills are killed")
    parser.addoption("--seed", type=int, default=1, help="which requests the fuzz makes; what is killed, and when")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that use the database (`-m database`), and put the long ones first. Those that ask for the pilot
    data are `embedded`: CI loads these data on one server alone."""
    for item in items:
        if "pilot" in getattr(item, "fixturenames", ()):
            item.add_marker("embedded")
        if item.get_closest_marker("django_db") or DATABASE & {*getattr(item, "fixturenames", ())}:
            item.add_marker("database")
    places = {start: place for place, start in enumerate(LONG_FIRST)}
    items.sort(
        key=lambda item: next((at for start, at in places.items() if item.nodeid.startswith(start)), len(places))
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """With `--durations`: the seconds of each folder of tests too, since a room has an allowance (docs/tests.md)."""
    if config.getoption("durations") is None:
        return
    spent: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                spent[str(Path(report.nodeid).parent)] += report.duration
    terminalreporter.section("seconds by folder")
    for folder, seconds in spent.most_common():
        terminalreporter.write_line(f"{seconds:7.1f}  {folder}")


def pytest_unconfigure(config: pytest.Config) -> None:
    if os.environ.get("JIANGTU_TESTS") == str(os.getpid()):
        shutil.rmtree(os.environ["JIANGTU_HOME"], ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any) -> None:
    """Each process's database is a copy of one that was migrated before."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = databases.migrated()


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """A connection to another machine fails the test."""
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = address[0]
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                raise RuntimeError(f"a test asked the network for {host}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", only_here)
        yield


@pytest.fixture(autouse=True, scope="session")
def middleware_made_once() -> Iterator[None]:
    """All test clients share one chain of middleware: to make it anew, WhiteNoise looks at every static file."""
    make, made = ClientHandler.load_middleware, dict[str, Any]()

    def shared(self: ClientHandler, is_async: bool = False) -> None:
        if not made:
            make(self, is_async)
            made.update(vars(self))
        vars(self).update(made | vars(self))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", shared)
        yield


@pytest.fixture(autouse=True)
def english_unless_said() -> Iterator[None]:
    """Each test begins in English, whatever language a reader of the one before chose."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True, scope="session")
def unordered_means_any_order() -> Iterator[None]:
    """Rows come in a random order unless the query names one, so that a test cannot rest on luck."""
    ordered = SQLCompiler.get_order_by

    def shuffled(self: SQLCompiler) -> Any:
        given, query = ordered(self), self.query
        free = not (query.distinct or query.combinator or query.is_sliced or query.group_by is not None)
        if not given and free and query.default_ordering and self.select and not query.subquery:
            given.append((OrderBy(Random()), ("RANDOM()", (), False)))
        return given

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLCompiler, "get_order_by", shuffled)
        yield


@pytest.fixture(autouse=True, scope="session")
def every_history_reads() -> Iterator[None]:
    """Whatever act a test does: what the journal keeps of it must read as a sentence in both languages. (Verbs that a
    test makes up have none.)"""
    from jiangtu.core import journal, phrases
    from tests.histories import faults

    keep, seen = journal.record_all, set[Any]()

    def read(entries: Any) -> None:
        rows = list(entries)
        keep(rows)
        for entry in rows:
            kind = (entry.verb, entry.kind, *sorted(entry.before or ()), "→", *sorted(entry.after or ()))
            if kind not in seen and entry.verb in phrases.known():
                seen.add(kind)
                assert (found := faults(entry)) == [], found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal, "record_all", read)
        yield


@pytest.fixture(autouse=True, scope="session")
def flush_past_the_triggers() -> Iterator[None]:
    """A test with its own transactions empties the tables afterwards, append-only ones and the jobs' among them."""
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def unguarded(self: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        try:
            flush(self)
            with connection.cursor() as cursor:  # the queue's tables are none of Django's, so its flush leaves them
                cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = DEFAULT")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", unguarded)
        yield


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Time stands still at NOW; `clock.move_to(…)` and `clock.shift(…)` move it."""
    with time_machine.travel(NOW, tick=False) as still:
        yield still


@pytest.fixture
def queries_of() -> Callable[[Callable[[], object]], int]:
    """How many queries something makes: `queries_of(lambda: client.get(url))`."""
    from django.test.utils import CaptureQueriesContext

    def count(act: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    return count


@pytest.fixture
def reading_of() -> Callable[[Callable[[], object]], Reading]:
    """What something reads of the tables: `reading_of(lambda: client.get(url)).read` rows, however few it shows."""
    from tests import plans

    return plans.reading_of


@pytest.fixture(scope="module")
def pilot(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The pilot data of the run, most often loaded by another process."""
    with django_db_blocker.unblock(), databases.holding(databases.pilot()):
        yield
