"""The tests' database: migrated once, kept as a template on its server, copied for each process of each run.

A template is named by a digest of all migrations and of the locked packages, so that a changed migration makes a new
one. The rest of what a migration brings (packs, permissions) is brought up to date in each copy, as at a release.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from django.db import connection
from psycopg import sql

from jiangtu.console.clients import conninfo

CLONE = Path(__file__).resolve().parents[1]
KEPT = 3  # templates on a server: going back and forth between branches makes none anew
LOCK = 20250616  # any number: that of the lock which one process holds while it looks for a template or makes it
PREFIX = "test_jiangtu_template_"


def template() -> str:
    """The name of a database with all migrations applied, made now if the server has none."""
    name = PREFIX + digest()
    with server() as link:
        link.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if name not in templates(link):
            _make(name, link)
        link.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), datetime.now(UTC).isoformat())
        )
        for old in templates(link)[:-KEPT]:
            link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(old)))
    return name


def digest() -> str:
    """Of everything that decides what migrating an empty database gives."""
    said = hashlib.sha256((CLONE / "requirements.lock").read_bytes())
    for path in sorted(CLONE.glob("src/jiangtu/*/migrations/*.py")):
        said.update(str(path.relative_to(CLONE)).encode() + b"\0" + path.read_bytes())
    return said.hexdigest()[:16]


@contextmanager
def server() -> Iterator[psycopg.Connection]:
    """A connection to the server that does not hold any of the tests' databases open."""
    with psycopg.connect(conninfo(), dbname="postgres", autocommit=True) as link:
        yield link


def templates(link: psycopg.Connection) -> list[str]:
    """The names of the templates there, the last used last."""
    told = link.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        " ORDER BY coalesce(shobj_description(oid, 'pg_database'), '')",
        [PREFIX],
    )
    return [name for (name,) in told]


def _make(name: str, link: psycopg.Connection) -> None:
    """Under another name first: one that broke off in the middle is no template."""
    draft, settings = f"test_jiangtu_draft_{digest()}", connection.settings_dict
    before, told = settings["NAME"], settings["TEST"]["NAME"]
    settings["TEST"]["NAME"] = draft
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    settings["NAME"], settings["TEST"]["NAME"] = before, told
    link.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name)))
