"""What long work costs beside reading by COPY the rows that it wrote: a roster taken over, an allowance run computed,
the pairs of a class published.

Run it with `PYTHONPATH=src:. .venv/bin/python bench/jobs.py` (on a database of its own, which it makes and drops);
exits 1 when a goal is missed. Times are the processor's, of this process and of its database connection.
"""
# ruff: noqa: S608 - the names in the statements are those of our own tables

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(CLONE / "src"), str(CLONE)]
os.environ["JIANGTU_HOME"] = tempfile.mkdtemp(prefix="jiangtu-bench-")

from jiangtu.console.program import prepare  # noqa: E402

TIMES_ROSTER, TIMES_ALLOWANCES, TIMES_PUBLISHING = 40.0, 10.0, 40.0
ROSTER = ("people_person", "training_enrolment", "apprenticeships_apprenticeship", "apprenticeships_stageprogress",
          "training_attendance", "institutions_membership", "core_journalentry")  # fmt: skip
ALLOWANCES = ("allowances_allowanceline", "allowances_allowancerun", "mentoring_pair", "training_logentry")
PUBLISHING = ("mentoring_pair", "core_journalentry")
SINCE = date(2025, 1, 1)


def spent(backend: int) -> float:
    with open(f"/proc/{backend}/schedstat") as told:
        return time.process_time() + int(told.read().split()[0]) / 1e9


def seconds(act: Callable[[], object]) -> float:
    from django.db import connection

    backend = connection.connection.info.backend_pid
    start = spent(backend)
    act()
    return spent(backend) - start


def keys() -> dict[str, int]:
    """The highest key of each table."""
    from django.db import connection

    with connection.cursor() as cursor:
        found = {}
        for table in {*ROSTER, *ALLOWANCES, *PUBLISHING}:
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


def read(tables: tuple[str, ...], after: dict[str, int]) -> None:
    """All that was written since, by COPY."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in tables:
            with cursor.copy(f"COPY (SELECT * FROM {table} WHERE id > {after[table]}) TO STDOUT") as rows:
                for row in rows.rows():
                    len(row)


def compared(name: str, rows: int, act: Callable[[], object], tables: tuple[str, ...], most: float, all_: bool) -> bool:
    """Whether the act keeps its goal. `all_`: what it reads counts too, not only what it wrote."""
    before = keys()
    working = seconds(act)
    after = dict.fromkeys(before, 0) if all_ else before
    reading = min(seconds(lambda: read(tables, after)) for _ in range(3))
    times = working / reading
    print(f"{name}: {rows:,} rows, {rows / working:,.0f} a second; {times:.1f} × COPY (at most {most:.0f})")
    return times <= most


def roster(number: int) -> bool:
    from django.db import connection

    from jiangtu.sheets import actions as sheets
    from tests.factories import apprenticeships as field
    from tests.factories.training import running_class

    connection.ensure_connection()
    of = running_class(apprentices=0)
    hr = field.hr_of(of.enterprises.get())
    content = field.roster_csv(*(field.roster_row() for _ in range(number)))
    given = field.roster_checked(of, content, by=hr)
    assert given.good == number, given.good
    take = lambda: sheets.take(given, only_good=False, asked={"since": of.starts_on}, by=hr)  # noqa: E731
    return compared("roster taken over", number, take, ROSTER, TIMES_ROSTER, all_=False)


def pairs_and_allowances(number: int) -> bool:
    from jiangtu.allowances.actions.runs import compute_run
    from jiangtu.mentoring.actions import pairing
    from jiangtu.mentoring.models import Pair
    from jiangtu.training.models import LogEntry
    from tests.factories import allowances
    from tests.factories import mentoring as make

    it = make.situation(apprentices=number, mentors=number // 2)
    run = pairing.run_pairing(it.training_class, it.enterprise, by=it.hr, on=date(2025, 6, 16))
    publish = lambda: pairing.publish_pairing(run, by=it.hr, on=SINCE)  # noqa: E731
    good = compared("pairs published", number, publish, PUBLISHING, TIMES_PUBLISHING, all_=False)
    filled = Pair.objects.count()
    LogEntry.objects.bulk_create(
        LogEntry(enrolment=each.enrolment, on=date(2025, month, 10), minutes=480, work="turned shafts",
                 independence="supervised", state="countersigned")
        for each in it.apprentices for month in range(1, 7)
    )  # fmt: skip
    allowances.following(it)
    until = date(2025, 5, 31)
    compute = lambda: compute_run(it.enterprise, period_from=SINCE, period_to=until, by=it.hr)  # noqa: E731
    return compared("allowances computed", filled, compute, ALLOWANCES, TIMES_ALLOWANCES, all_=True) and good


def main(options: argparse.Namespace) -> int:
    import time_machine

    from tests.databases import NOW

    with time_machine.travel(NOW, tick=False):
        good = [roster(options.rows), pairs_and_allowances(options.pairs)]
    return int(not all(good))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=5_000, help="of the roster")
    parser.add_argument("--pairs", type=int, default=1_000)
    asked = parser.parse_args()
    prepare(database=True, language="en", keys=False)
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    connection.settings_dict["OPTIONS"].pop("pool", None)
    made = setup_databases(verbosity=0, interactive=False)
    try:
        code = main(asked)
    finally:
        teardown_databases(made, verbosity=0)
    raise SystemExit(code)
