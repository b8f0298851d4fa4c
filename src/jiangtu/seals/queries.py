"""Reads of seals: what is not sealed yet, what is sealed, and whether it still fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from jiangtu.core.actor import Actor
from jiangtu.core.vault import fingerprint
from jiangtu.core.verdict import YES, No, Verdict

from . import access, rules
from .doors import Table, sealed_tables
from .models import RecordSeal, spans

AT_ONCE = 20  # seals in memory
MOST = 10_000  # rows of a seal: some three hundred kilobytes of prints

# Rows by their keys, each as the JSON of the columns that were sealed, in UTC whatever the session says.
ROWS = """
    SELECT range_agg(int8range(id, id, '[]')), count(*), min(at), string_agg(print, ''::bytea ORDER BY id)
    FROM (
        SELECT id, at, sha256(convert_to(jsonb_build_array({columns})::text, 'UTF8')) AS print
        FROM ({chosen}) AS chosen
        ORDER BY id
    ) AS printed
"""
# By the gaps between what is sealed: a row that was committed late stands in one, whatever its key.
UNSEALED = """
    SELECT r.*
    FROM unnest(
        int8multirange(int8range(0, NULL))
        - coalesce((SELECT range_agg(keys) FROM seals_recordseal WHERE "table" = %(label)s), '{{}}')
    ) AS gap
    CROSS JOIN LATERAL (
        SELECT * FROM "{table}"
        WHERE id >= lower(gap) AND id < coalesce(upper(gap), 9223372036854775807) ORDER BY id LIMIT %(most)s
    ) AS r
    ORDER BY id LIMIT %(most)s
"""
SEALED = """
    SELECT r.*
    FROM (SELECT unnest(keys) AS span FROM seals_recordseal WHERE id = %(seal)s) AS sealed
    JOIN "{table}" AS r ON r.id >= lower(span) AND r.id < upper(span)
"""


@dataclass(frozen=True)
class Rows:
    """Some rows of a table: their keys, how many, the oldest moment of record, and the print of each."""

    keys: rules.Spans
    entries: int
    oldest: datetime | None
    prints: bytes


@dataclass
class Walked:
    """What a walk over all seals found: the first thing that does not fit, or YES; how much was looked at."""

    verdict: Verdict = YES
    last: RecordSeal | None = None
    entries: int = 0
    unsealed: int = 0
    before: dict[str, datetime] = field(
        default_factory=dict
    )  # table → when no committed row of it was unsealed, as far as is known


def seals(*, seen_by: Actor) -> QuerySet[RecordSeal]:
    """The seals, the latest first, without the prints of their rows."""
    return RecordSeal.objects.filter(access.visible_to(seen_by)).defer("prints", "keys").order_by("-number")


def unsealed(table: Table, most: int | None = None) -> Rows:
    """The committed rows that no seal holds; the first `most` of them."""
    chosen = UNSEALED.format(table=table.model._meta.db_table)
    return _rows(table.columns, chosen, {"label": table.label, "most": most})


def under(seal: RecordSeal, table: Table) -> Rows:
    """What stands now under the keys of a seal."""
    return _rows(seal.columns, SEALED.format(table=table.model._meta.db_table), {"seal": seal.pk})


def _rows(names: Sequence[str], chosen: str, given: Mapping[str, Any]) -> Rows:
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL TimeZone = 'UTC'")
        cursor.execute(ROWS.format(columns=quoted, chosen=chosen), given)
        keys, entries, oldest, prints = cursor.fetchone()
    return Rows(spans(keys), entries, oldest, bytes(prints or b""))


def walk(kept: Mapping[int, str]) -> Walked:
    """Hold every row against its seal, and every seal against the one before, from the first on.

    `kept`: digests by number, as somebody keeps them elsewhere. It ends at the first that does not fit.
    """
    walked = Walked()
    tables = sealed_tables()
    for seal in _in_order():
        walked.verdict = _fits(seal, tables, walked, kept)
        if not walked.verdict:
            return walked
        walked.last, walked.entries = seal, walked.entries + seal.entries
        if seal.complete:
            walked.before[seal.table] = seal.at
    if missing := [number for number in sorted(kept) if number > (walked.last.number if walked.last else 0)]:
        walked.verdict = No("record_seal_missing", have=missing[0])
        return walked
    for label, table in tables.items():
        rows = unsealed(table)
        walked.unsealed += rows.entries
        if not rules.in_time(rows.oldest, walked.before.get(label)):
            walked.verdict = _put_in(table, rows, walked.before[label])
            return walked
    return walked


def _in_order() -> Iterator[RecordSeal]:
    number = 0
    while found := list(RecordSeal.objects.filter(number__gt=number).order_by("number")[:AT_ONCE]):
        yield from found
        number = found[-1].number


def _fits(seal: RecordSeal, tables: Mapping[str, Table], walked: Walked, kept: Mapping[int, str]) -> Verdict:
    """Whether one seal fits the one before, itself, the keys of here, and its rows."""
    before = walked.last
    number, previous = (before.number + 1, before.digest) if before else (1, "")
    content = seal.content
    for verdict in (
        rules.follows(content, number, previous),
        rules.unbroken(content, seal.digest, kept.get(seal.number)),
        YES if seal.mark == mark(seal.digest) else No("record_seal_of_other_keys", have=seal.number),
    ):
        if not verdict:
            return verdict
    rows = under(seal, tables[seal.table])
    verdict = rules.same_rows(content, rows.keys, rows.prints)
    if verdict and not rules.in_time(rows.oldest, walked.before.get(seal.table)):
        return _put_in(tables[seal.table], rows, walked.before[seal.table])
    return verdict


def _put_in(table: Table, rows: Rows, sealed_before: datetime) -> Verdict:
    """The first of these rows that claims to be older than it can be."""
    within = {"id__gte": rows.keys[0][0], "id__lt": rows.keys[-1][1]}
    oldest = table.model._default_manager.filter(at__lt=sealed_before - rules.LATE, **within).order_by("at", "id")
    row = next(row for row in oldest.iterator() if any(row.pk in range(*span) for span in rows.keys))
    at, since = map(rules.moment, (row.at, sealed_before))  # type: ignore[attr-defined]
    return No("row_put_in", have=str(row.pk), table=table.label, at=at, since=since)


def mark(digest: str) -> str:
    """What only who has the keys of here can set below a digest."""
    return fingerprint(digest, purpose="seals.seal")
