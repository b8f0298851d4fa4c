"""Many rows at once: PostgreSQL's COPY, several times as fast as INSERT."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, models


def copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Append rows to a model's table; values as psycopg writes them, ranges as text."""
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as stream:
        for row in rows:
            stream.write_row(row)
