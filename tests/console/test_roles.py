"""Two roles of the database: the application does its work, and cannot change what only grows; the owner migrates."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from psycopg import sql
from psycopg.conninfo import make_conninfo

from jiangtu.console import roles
from jiangtu.console.clients import conninfo
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import Refused
from jiangtu.seals import actions as seals
from jiangtu.seals import queries
from tests import databases

pytestmark = pytest.mark.both
CLONE = Path(__file__).resolve().parents[2]
GROWING = ("core_journalentry", "seals_recordseal", "allowances_payentry")
FORBIDDEN = [
    statement.format(table=table)
    for table in GROWING
    for statement in (
        "UPDATE {table} SET id = id",
        "DELETE FROM {table}",
        "TRUNCATE {table} CASCADE",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "DROP TRIGGER append_only_rows ON {table}",
        "ALTER TABLE {table} ADD COLUMN x int",
        "DROP TABLE {table} CASCADE",
    )
] + [
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION jiangtu_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('core', 'x', now())",
]


@pytest.fixture
def application(db):
    """From now on the test works as the application's role; its own rights come back with the end of the test."""
    role = f"{connection.settings_dict['NAME']}_app"
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
        roles.grant(role)
        cursor.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
    return role


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_application_cannot_change_what_only_grows(application, statement):
    with pytest.raises(ProgrammingError, match="permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


def test_the_application_records_seals_and_verifies(application):
    from tests.factories.institutions import institution

    before = JournalEntry.objects.count()
    institution("enterprise")
    assert JournalEntry.objects.count() > before
    assert seals.seal()
    assert queries.walk({}).verdict


@pytest.mark.parametrize("kind, code", [("SUPERUSER", "owns"), ("IN ROLE {owner}", "owns"), (None, "missing")])
def test_a_role_that_is_the_owner_by_another_name_or_not_there_gets_nothing(db, kind, code):
    with connection.cursor() as cursor:
        if kind:
            owner = connection.ops.quote_name(connection.get_connection_params()["user"])
            cursor.execute(f"CREATE ROLE jiangtu_of_a_test {kind.format(owner=owner)}")
    with pytest.raises(Refused) as refused:
        roles.grant("jiangtu_of_a_test")
    assert refused.value.verdict.code == f"application_role_{code}"


@pytest.fixture
def two_urls(db):
    """A database of its owner, migrated, and a role that has no right in it: the URLs of both."""
    name = f"{connection.settings_dict['NAME']}_of_two"
    owner, app, word = f"{name}_owner", f"{name}_app", connection.settings_dict["PASSWORD"] or "trusted here"
    base = sql.Identifier(name)
    with psycopg.connect(conninfo(), dbname="postgres", autocommit=True) as server:
        for role in (owner, app):
            server.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(word)))
        template = sql.Identifier(databases.migrated())
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(base, template, sql.Identifier(owner)))
        with psycopg.connect(conninfo(), dbname=name, autocommit=True) as inside:
            inside.execute(GIVE.replace("{owner}", owner))
        yield [make_conninfo(conninfo(), dbname=name, user=role, password=word) for role in (owner, app)]
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(base))
        for role in (owner, app):
            server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


# Everything that a migration has made, to its owner.
GIVE = """
    DO $$ DECLARE each record; BEGIN
        FOR each IN SELECT c.oid::regclass AS name, relkind FROM pg_class c
            WHERE relnamespace = 'public'::regnamespace AND (relkind = 'r' OR relkind = 'S' AND NOT EXISTS (
                SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i'))) LOOP
            EXECUTE format('ALTER %s %s OWNER TO {owner}',
                CASE each.relkind WHEN 'r' THEN 'TABLE' ELSE 'SEQUENCE' END, each.name);
        END LOOP;
    END $$
"""


def test_migrate_works_as_the_owner_and_lets_the_application_in(two_urls):
    owner, app = two_urls
    with psycopg.connect(app) as link, pytest.raises(psycopg.errors.InsufficientPrivilege):
        link.execute("SELECT * FROM core_journalentry")
    done = subprocess.run(
        [sys.executable, "-m", "jiangtu.console", "--lang", "en", "migrate"], capture_output=True, text=True,
        env={**os.environ, "DATABASE_URL": app, "MIGRATION_DATABASE_URL": owner, "PYTHONPATH": str(CLONE / "src"),
             "DJANGO_SETTINGS_MODULE": "jiangtu.config.settings"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with psycopg.connect(app, autocommit=True) as link:
        link.execute("SELECT * FROM core_journalentry")
        link.execute("UPDATE people_person SET name = name")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            link.execute("UPDATE core_journalentry SET verb = verb")
