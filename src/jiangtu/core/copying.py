"""Many rows at once: PostgreSQL's COPY, several times as fast as INSERT."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import connection, connections, models

M = TypeVar("M", bound=models.Model)

FEW = 50  # rows for which one INSERT is as fast


def copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Append rows to a model's table; values as psycopg writes them, ranges as text."""
    names = ", ".join(f'"{column}"' for column in columns)
    statement = f'COPY "{model._meta.db_table}" ({names}) FROM STDIN'
    with connection.cursor() as cursor:
        context = {"connection": connection, "cursor": cursor}
        for guard in connection.execute_wrappers:  # whoever watches statements sees this one too
            guard(lambda *_: None, statement, None, False, context)
        with connection.wrap_database_errors, cursor.copy(statement) as stream:
            for row in rows:
                stream.write_row(row)


def create(made: Iterable[M]) -> list[M]:
    """As `bulk_create`, and as quick for many rows as the table takes them: each gets its key beforehand."""
    rows = list(made)
    if len(rows) < FEW:
        return type(rows[0])._default_manager.bulk_create(rows) if rows else []
    model = type(rows[0])
    fields: list[models.Field[Any, Any]] = [field for field in model._meta.concrete_fields if not field.generated]
    with connection.cursor() as cursor:
        table = model._meta.db_table
        of_table = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        cursor.execute(of_table, [table, len(rows)])
        keys = [key for (key,) in cursor.fetchall()]
    for row, key in zip(rows, keys, strict=True):
        row.pk = key
    here = connections[connection.alias]  # asked for each value: itself, not what leads to it in this thread
    copy(
        model,
        [str(field.column) for field in fields],
        ([field.get_db_prep_save(field.pre_save(row, True), here) for field in fields] for row in rows),
    )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows
