"""The tests' databases: made once, kept as templates on their server, and copied for each process of each run.

The migrated one is named by a digest of all migrations and of the locked packages, so that a changed migration makes a
new one. The rest of what a migration brings (packs, permissions) is brought up to date in each copy, as at a release.
The one with the pilot data serves one run: what is sealed in it opens with that run's keys alone.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import time_machine
from django.db import connection, connections
from psycopg import sql

from jiangtu.console.clients import conninfo

# A Monday in the middle of the example data.
NOW = "2025-06-16T02:00:00+00:00"
CLONE = Path(__file__).resolve().parents[1]
KEPT = 3  # templates of a kind on a server: going back and forth between branches makes none anew


def migrated() -> str:
    """The name of a database with all migrations applied."""
    return _template("test_jiangtu_migrated_", digest(), _migrate)


def pilot() -> str:
    """The name of a database that holds the pilot data as well, as of NOW."""
    run = hashlib.sha256(os.environ["JIANGTU_HOME"].encode()).hexdigest()[:16]
    empty = migrated()

    def fill(draft: str) -> None:
        from jiangtu.demo import data

        with server() as link:
            link.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(draft), sql.Identifier(empty)))
        connection.settings_dict["NAME"] = draft
        with time_machine.travel(NOW, tick=False):
            data.load()

    return _template("test_jiangtu_pilot_", run, fill)


@contextmanager
def holding(template: str) -> Iterator[None]:
    """This process's test database is a copy of the template meanwhile, and a migrated empty one afterwards."""
    _renew(template)
    try:
        yield
    finally:
        _renew(migrated())


def digest() -> str:
    """Of everything that decides what migrating an empty database gives."""
    said = hashlib.sha256((CLONE / "requirements.lock").read_bytes())
    for path in sorted(CLONE.glob("src/jiangtu/*/migrations/*.py")):
        said.update(str(path.relative_to(CLONE)).encode() + b"\0" + path.read_bytes())
    return said.hexdigest()[:16]


@contextmanager
def server() -> Iterator[psycopg.Connection]:
    """A connection to the server that holds none of the tests' databases open."""
    with psycopg.connect(conninfo(), dbname="postgres", autocommit=True) as link:
        yield link


def _renew(template: str) -> None:
    name = sql.Identifier(connection.settings_dict["NAME"])
    connections.close_all()
    with server() as link:
        link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        link.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, sql.Identifier(template)))


def _template(kind: str, mark: str, make: Callable[[str], None]) -> str:
    """The database of that kind and mark, made when the server has none; the longest unused of its kind go."""
    name, draft = kind + mark, f"test_jiangtu_draft_{mark}"
    with server() as link:
        link.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])  # one looks and makes it, the others wait
        if name not in _known(kind, link):
            # Under another name first: one that broke off in the middle is no template.
            link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(draft)))
            before = connection.settings_dict["NAME"]
            connections.close_all()
            try:
                make(draft)
            finally:
                connections.close_all()
                connection.settings_dict["NAME"] = before
            link.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name)))
        # By the server's clock: a test may have turned this process's.
        [(used,)] = link.execute("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')").fetchall()
        link.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(used)))
        for old in _known(kind, link)[:-KEPT]:
            link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(old)))
    return name


def _migrate(draft: str) -> None:
    named = connection.settings_dict["TEST"]
    before, named["NAME"] = named["NAME"], draft
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        named["NAME"] = before


def _known(kind: str, link: psycopg.Connection) -> list[str]:
    """The templates of a kind, the last used last."""
    told = link.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        " ORDER BY coalesce(shobj_description(oid, 'pg_database'), '')",
        [kind],
    )
    return [name for (name,) in told]
