"""What pages cost when the land grows: every page of every role that a walk from its desk finds, among 2,000, 20,000
and 200,000 apprentices with their classes, sessions, log, pairs and journal.

    PYTHONPATH=src:. .venv/bin/python bench/growth.py [--sizes 2000,20000,200000] [--roles apprentice,…] [--only text]

Goal: a page takes at most 1.5 × its time at the smallest size; the figures of ministry and bureau at most 3 × and a
second; an export grows as its rows do. A page over its goal stands in `EXCUSED` with its reason, or the bench exits 1.
Times are the processor's, of this process and of its database connection: what else runs beside does not count.
The databases (bench/copies.py) are kept; `--fresh` makes them anew.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(CLONE / "src"), str(CLONE), str(CLONE / "bench")]

from jiangtu.console import embedded  # noqa: E402

os.environ["JIANGTU_HOME"] = str(embedded.clone_folder("growth"))  # what is sealed opens with the keys it was made with

from jiangtu.console.program import prepare  # noqa: E402

TIMES, TIMES_FIGURES, SECONDS_FIGURES = 1.5, 3.0, 1.0
NOISE = 0.010  # seconds: what two rounds of one page differ by
PILOT = 2_000  # apprentices in the pilot data, which are the smallest size
ROUNDS, LONG = 5, 2.0  # rounds of a page, and the seconds after which one is enough
FIGURES = ("desks:analysis",)
FIGURED = ("ministry_analyst", "bureau_officer", "expert", "project_officer")  # whose desk is made of figures
# Page (kind, or role and kind) → why it costs more than its goal.
EXCUSED: dict[str, str] = {
    "administrator desks:desk": "8,500 institutions are asked whether anybody is in a role there, in 0.05 s",
    "bureau_officer allowances:runs": "25 runs stand there where there was one",
    "bureau_officer allowances:runs last page": "25 runs stand there where there was one",
    "bureau_officer institutions:list last page": "25 houses stand there where there were 14",
}


@dataclass
class Cost:
    """What a page took: the processor's seconds, its statements, the rows they read and gave back, its bytes."""

    seconds: float
    queries: int
    read: int
    shown: int
    size: int
    worst: str


def set_up() -> None:
    """Django on the server that DATABASE_URL names, else on the embedded one, as who may make databases there."""
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = embedded.start(embedded.clone_folder("demo") / "postgres").url()
    prepare(database=True, language="en", keys=False)


def spent(backend: int) -> float:
    """The processor's seconds until now, of this process and of the one that serves its connection."""
    with open(f"/proc/{backend}/schedstat") as told:
        return time.process_time() + int(told.read().split()[0]) / 1e9


def cheapest(act: Callable[[], object], backend: int) -> float:
    found = []
    for _ in range(ROUNDS):
        start = spent(backend)
        act()
        found.append(spent(backend) - start)
        if sum(found) > LONG:
            break
    return min(found)


def database(size: int, called: str, *, fresh: bool) -> None:
    """Open the database with about so many apprentices, made where the server has none. `called`: what the names of
    these databases begin with."""
    import copies
    import time_machine
    from django.db import connection
    from django.utils import timezone

    from jiangtu.apprenticeships.actions import figures
    from jiangtu.apprenticeships.models import FigureSum, PublishedRow
    from jiangtu.demo import data
    from tests.databases import NOW

    names = {number: f"{called}_{number}" for number in (PILOT, size)}
    copies.open_on("postgres")
    with connection.cursor() as cursor:
        for name in set(names.values()) if fresh else ():
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute("SELECT datname FROM pg_database")
        known = {name for (name,) in cursor.fetchall()}
        if names[PILOT] not in known:
            cursor.execute(f'CREATE DATABASE "{names[PILOT]}"')
    copies.bring_up_to_date(names[PILOT])
    copies.open_on(names[PILOT])
    if names[PILOT] not in known:
        with time_machine.travel(NOW, tick=False):
            data.load()
        copies.give_accounts()
    if names[size] not in known and size != PILOT:
        start = time.perf_counter()
        copies.make(names[size], names[PILOT], size // PILOT)
        print(f"{size:,} apprentices in {time.perf_counter() - start:.0f} s", flush=True)
    copies.bring_up_to_date(names[size])
    copies.open_on(names[size])
    if not (FigureSum.objects.exists() and PublishedRow.objects.exists()):  # what the worker does each night
        start = time.perf_counter()
        with time_machine.travel(NOW, tick=False):
            figures.rebuild(timezone.localdate())
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")  # as the server does after some minutes
        print(f"{size:,}: the figures' rows in {time.perf_counter() - start:.0f} s", flush=True)


def measured(cookie: str, address: str) -> Cost:
    """One page for whom that cookie signs in."""
    from django.db import connection
    from django.test import Client

    from tests.plans import reading_of

    client = Client()
    client.cookies["sessionid"] = cookie
    sizes: list[int] = []

    def open_page() -> None:
        answer = client.get(address)
        body = answer.getvalue()
        sizes.append(len(body))

    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    open_page()
    gc.collect()
    seconds = cheapest(open_page, backend)
    told = reading_of(open_page)
    return Cost(seconds, told.statements, told.read, told.shown, sizes[-1], told.worst)


def stops_of(role: str, *, fresh: bool) -> list[tuple[str, str]]:
    """(name, address) of the role's pages; of each list its last page and its export too. The walk is kept as well."""
    from tests.walk import cookie_of, reachable

    kept = Path(os.environ["JIANGTU_HOME"], f"walk-{role}.json")
    if fresh or not kept.exists():
        found, _dead = reachable(cookie_of(role))
        kept.write_text(json.dumps([[stop.kind, stop.address, stop.lists] for stop in found]))
    stops = []
    for kind, address, lists in json.loads(kept.read_text()):
        stops.append((kind, address))
        if lists:
            asked = "&" if "?" in address else "?"
            stops.append((f"{kind} last page", f"{address}{asked}page=-1"))
            stops.append((f"{kind} .xlsx", f"{address}{asked}export=xlsx"))
    return stops


def goal(role: str, kind: str, first: Cost, size: int) -> tuple[float, float]:
    """How many times its first cost a page may take, and how many seconds at the most."""
    if kind.endswith(".xlsx"):
        return TIMES * size / PILOT, float("inf")
    if kind.removesuffix(" last page") in FIGURES or (kind == "desks:desk" and role in FIGURED):
        return TIMES_FIGURES, SECONDS_FIGURES
    return TIMES, float("inf")


def over(role: str, kind: str, first: Cost, cost: Cost, size: int) -> bool:
    times, seconds = goal(role, kind, first, size)
    return cost.seconds > max(first.seconds * times, first.seconds + NOISE) or cost.seconds > seconds


def main(options: argparse.Namespace) -> int:
    import time_machine
    from django.conf import settings
    from django.db import connection

    from jiangtu.institutions.states import Role
    from tests.databases import NOW
    from tests.walk import cookie_of

    connection.settings_dict["OPTIONS"].pop("pool", None)
    settings.ALLOWED_HOSTS.append("testserver")
    roles = options.roles.split(",") if options.roles else list(Role.values)
    costs: dict[tuple[str, str], dict[int, Cost]] = {}
    with time_machine.travel(NOW, tick=False):
        database(PILOT, options.name, fresh=options.fresh)
        stops = {
            role: [each for each in stops_of(role, fresh=options.fresh) if options.only in each[0]] for role in roles
        }
        for size in options.sizes:
            database(size, options.name, fresh=False)
            for role in roles:
                cookie = cookie_of(role)
                for kind, address in stops[role]:
                    costs.setdefault((role, kind), {})[size] = measured(cookie, address)
                    if options.verbose:
                        print(size, role, kind, costs[role, kind][size], flush=True)
    return told(costs, options.sizes)


def told(costs: dict[tuple[str, str], dict[int, Cost]], sizes: list[int]) -> int:
    """Print the table, the dearest first; 1 when a page is over its goal and nobody has said why."""
    first, last = sizes[0], sizes[-1]
    heads = " ".join(f"{size:>9,}" for size in sizes)
    print(f"\n{'ms of the processor at':52} {heads} {'times':>6} {'queries':>7} {'read':>9} {'shown':>6} {'kB':>6}")
    missed = 0
    for (role, kind), of in sorted(costs.items(), key=lambda each: -each[1][last].seconds):
        times, cost = of[last].seconds / of[first].seconds, of[last]
        words = " ".join(f"{of[size].seconds * 1e3:9.0f}" for size in sizes)
        mark = ""
        if over(role, kind, of[first], cost, last):
            reason = EXCUSED.get(f"{role} {kind}") or EXCUSED.get(kind)
            mark = f" over: {reason}" if reason else " OVER"
            missed += not reason
        name, kilobytes = f"{role} {kind}"[:52], cost.size // 1000
        rest = f"{times:6.1f} {cost.queries:7} {cost.read:9,} {cost.shown:6,} {kilobytes:6}{mark}"
        print(f"{name:52} {words} {rest}")
    print(f"{len(costs)} pages, {missed} over their goal without a reason")
    return int(missed > 0)


def numbers(text: str) -> list[int]:
    return [int(each.replace("_", "")) for each in text.split(",")]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=numbers, default=[2_000, 20_000, 200_000])
    parser.add_argument("--roles", default="")
    parser.add_argument("--name", default="growth", help="what the names of its databases begin with")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument(
        "--verbose", action="store_true", help="each page as it is measured, with its dearest statement"
    )
    asked = parser.parse_args()
    set_up()
    raise SystemExit(main(asked))
