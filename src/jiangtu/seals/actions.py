"""Sealing what was recorded since the last seal."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone

from . import queries, rules
from .doors import Table, sealed_tables
from .models import RecordSeal
from .rules import Content

ALONE = 0x5EA1  # the advisory lock of whoever seals: one chain, and no writer waits


def seal() -> int:
    """Seal every committed row that no seal holds yet; how many rows. Each seal stands by itself."""
    sealed = 0
    for table in sealed_tables().values():
        while entries := _seal_next(table):
            sealed += entries
    return sealed


@transaction.atomic
def _seal_next(table: Table) -> int:
    """Make the next seal of a table's rows; 0 when there are none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ALONE])
    rows = queries.unsealed(table, queries.MOST)
    if not rows.entries:
        return 0
    last = RecordSeal.objects.order_by("-number").only("number", "digest").first()
    number, previous = (last.number + 1, last.digest) if last else (1, "")
    content = Content(
        number=number, at=timezone.now(), table=table.label, columns=table.columns,
        keys=rows.keys, prints=rows.prints, complete=rows.entries < queries.MOST, previous=previous,
    )  # fmt: skip
    digest = rules.digest(content)
    RecordSeal.objects.create(**vars(content), entries=rows.entries, digest=digest, mark=queries.mark(digest))
    return rows.entries
