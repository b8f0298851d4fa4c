"""A database as large as asked for, made of the pilot data by copying them whole: COPY, constraints and triggers on.

Each copy has its own people, houses, classes, sessions, log, pairs and journal, beside the one set of programmes and
frameworks. A key is that of the first copy and so many millions more, a uuid is made of the first one's and the copy's
number. The databases are kept on their server and brought up to date by migrations, so that what a change costs or
saves is measured on the same rows.
"""
# ruff: noqa: S608 - the names in the statements are those of our own tables

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter

from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections, transaction

APART = 10_000_000  # between the keys of two copies
AT_ONCE = 10  # copies in one transaction
SHARED = {"competences", "programmes"}  # rooms that all copies have in common
DERIVED = (  # by a job, from all that is recorded
    "apprenticeships_figurerow",
    "apprenticeships_figuresum",
    "apprenticeships_publishedrow",
    "allowances_publishedamount",
    "allowances_publishedentry",
)
NOT_COPIED = {"core_rulerow", "core_job", "core_outboxmessage", "people_limit", *DERIVED}
# A trigger refuses these once their entry is countersigned; the keys are looked at when the transaction ends.
BEFORE_THEIR_ENTRY = {"training_logentry_competences", "training_logphoto"}
TEXTS = ("varchar", "text")


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    length: int | None


def open_on(name: str) -> None:
    """Let Django use that database of the server from now on."""
    connections.close_all()
    connection.settings_dict["NAME"] = name


def make(name: str, first: str, number: int) -> None:
    """The database, as a copy of `first` (which holds the pilot data) with so many copies in all."""
    draft = f"{name}_draft"  # under another name first: one that broke off in the middle is none
    open_on("postgres")
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{draft}"')
        cursor.execute(f'CREATE DATABASE "{draft}" TEMPLATE "{first}"')
    open_on(draft)
    tables = _in_order()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute(f"TRUNCATE {', '.join(DERIVED)}")  # those of the first copy alone
    for start in range(1, number, AT_ONCE):
        with transaction.atomic():
            for table in tables:
                _copy(table, start, min(start + AT_ONCE, number) - 1)
        print(f"  {name}: {min(start + AT_ONCE, number)} of {number} copies", flush=True)
    _tidy(tables)
    open_on("postgres")
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')


def bring_up_to_date(name: str) -> None:
    """Apply the migrations that came since it was made."""
    open_on(name)
    call_command("migrate", verbosity=0, interactive=False)
    connections.close_all()


def _tidy(tables: list[str]) -> None:
    """The sequences behind the highest key; statistics and the map of what everybody sees, as after a night."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 1) FROM {table}))"
            )
        cursor.execute("VACUUM (ANALYZE)")


@cache
def _in_order() -> list[str]:
    """The tables that are copied, what others point to first."""
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("jiangtu.")
        and model._meta.app_label not in SHARED
        and model._meta.db_table not in NOT_COPIED
        and model._meta.managed
    ]
    known = {model._meta.db_table for model in models}
    order: TopologicalSorter[str] = TopologicalSorter()
    for model in models:
        table = model._meta.db_table
        order.add(table)
        for field in model._meta.concrete_fields:
            target = field.related_model._meta.db_table if field.related_model else ""
            if target in known and target != table and table not in BEFORE_THEIR_ENTRY:
                order.add(table, target)
    found = list(order.static_order())
    return sorted(found, key=lambda table: table not in BEFORE_THEIR_ENTRY)


def _copy(table: str, first: int, last: int) -> None:
    columns = _columns(table)
    keys, unique = _keys(table), _unique(table)
    names = ", ".join(f'"{column.name}"' for column in columns)
    values = ", ".join(f"({_value(column, keys, unique)})::{column.kind}" for column in columns)
    rows = f"SELECT {values} FROM {table} CROSS JOIN generate_series({first}, {last}) AS copies(n) WHERE id < {APART}"
    if table == "search_indexentry":  # programmes and frameworks are there once
        rows += " AND kind NOT IN ('programme', 'competence', 'occupation', 'framework')"
    source = connection.copy()
    try:
        with (
            source.cursor() as reading,
            connection.cursor() as writing,
            reading.copy(f"COPY ({rows} ORDER BY n, id) TO STDOUT (FORMAT binary)") as out,
            writing.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT binary)") as into,
        ):
            for block in out:
                into.write(block)
    finally:
        source.close()


def _value(column: Column, keys: dict[str, str], unique: set[str]) -> str:
    name = f'"{column.name}"'
    if column.name == "id":
        return f"id + n * {APART}::bigint"
    if column.name in keys:
        return f"{name} + n * {APART}::bigint" if keys[column.name] in _in_order() else name
    if column.kind == "uuid":
        return f"md5({name}::text || n)::uuid"
    if column.kind == "_uuid":
        return f"(SELECT array_agg(md5(each::text || n)::uuid) FROM unnest({name}) AS each)"
    if column.name in unique and column.kind in TEXTS:
        return f"CASE WHEN {name} = '' THEN {name} ELSE left(md5({name} || '-' || n), {column.length or 32}) END"
    return name


def _columns(table: str) -> list[Column]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, udt_name, character_maximum_length FROM information_schema.columns"
            " WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
        return [Column(*row) for row in cursor.fetchall()]


def _keys(table: str) -> dict[str, str]:
    """Column → the table that it points to."""
    with connection.cursor() as cursor:
        return {
            found["columns"][0]: found["foreign_key"][0]
            for found in connection.introspection.get_constraints(cursor, table).values()
            if found["foreign_key"]
        }


def _unique(table: str) -> set[str]:
    """Columns of which no value stands twice by itself."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table).values()
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [table])
        lowered = [line for (line,) in cursor.fetchall() if "UNIQUE" in line and "lower(" in line]
    alone = {each["columns"][0] for each in found if each["unique"] and len(each["columns"] or ()) == 1}
    return alone | {name for name in ("username", "email") if any(name in line for line in lowered)}


def give_accounts() -> None:
    """An account for every second person with a role: the pilot data have one for each role alone."""
    with connection.cursor() as cursor:
        cursor.execute("""
            INSERT INTO people_account (uuid, password, username, email, phone, is_active, language, last_language,
                                        created_at, sign_in_key, sessions_ended, hints_put_away, person_id)
            SELECT md5('account' || p.id)::uuid, '!', 'p' || p.id, '', '', true, '', '', now(),
                   md5('key' || p.id), 0, '{}', p.id
            FROM people_person p
            WHERE p.id % 2 = 0 AND EXISTS (SELECT 1 FROM institutions_membership m WHERE m.person_id = p.id)
              AND NOT EXISTS (SELECT 1 FROM people_account a WHERE a.person_id = p.id)""")
