"""What many rows at once need beside `core.copying`: keys, and ranges as text."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, models


def next_keys(model: type[models.Model], count: int) -> range:
    """Primary keys nobody else gets: taken from the table's sequence."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        sequence = cursor.fetchone()[0]
        cursor.execute("SELECT nextval(%s::regclass)", [sequence])
        first = cursor.fetchone()[0]
        cursor.execute("SELECT setval(%s::regclass, %s)", [sequence, first + count])
    return range(first, first + count)


def span(start: date | datetime, end: date | datetime) -> str:
    """A time range as PostgreSQL reads it, its end not in it."""
    return f"[{start.isoformat()},{end.isoformat()})"
