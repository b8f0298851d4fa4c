"""What the database did for something: its statements asked again with EXPLAIN (ANALYZE), and the rows they read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

LEAVES = ("Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan", "Tid Scan")
REMOVED = ("Rows Removed by Filter", "Rows Removed by Index Recheck", "Rows Removed by Join Filter")


@dataclass
class Reading:
    """Rows that were read from tables, and rows that statements gave back; `worst`: the statement that read most."""

    read: int = 0
    shown: int = 0
    statements: int = 0
    worst: str = ""
    _most: int = field(default=-1, repr=False)

    def add(self, sql: str, plan: dict[str, Any]) -> None:
        rows = _read(plan)
        self.read += rows
        self.shown += int(plan["Actual Rows"] * plan["Actual Loops"])
        self.statements += 1
        if rows > self._most:
            self.worst, self._most = f"{rows} rows: {sql}", rows


def _read(plan: dict[str, Any]) -> int:
    """Rows that a plan takes from tables and indexes, the ones it throws away among them."""
    own = 0
    if plan["Node Type"] in LEAVES:
        own = int((plan["Actual Rows"] + sum(plan.get(each, 0) for each in REMOVED)) * plan["Actual Loops"])
    return own + sum(_read(each) for each in plan.get("Plans", ()))


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """The statements that are made meanwhile, with their parameters."""
    found: list[tuple[str, Any]] = []

    def keep(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not many:
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield found


def reading_of(act: Callable[[], object]) -> Reading:
    """What the SELECTs of something read and gave back."""
    with statements() as made:
        act()
    told = Reading()
    for sql, params in made:
        if sql.lstrip().upper().startswith(("SELECT", "WITH", "(SELECT")):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}", params)
                told.add(sql, cursor.fetchone()[0][0]["Plan"])
    return told
