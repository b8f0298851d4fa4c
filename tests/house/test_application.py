"""The application's role of the database does every act, and no two of them wait for each other crosswise."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import connection
from psycopg import sql

from jiangtu.console import roles
from tests.house.locks import CHANGED, GONE, NAMED, Locks, crosswise
from tests.house.source import python_files
from tests.house.test_rights_of_acts import WHERE, WITHIN, attempted
from tests.house.world import two_worlds

pytestmark = pytest.mark.django_db
DENIED = "ProgrammingError"


@pytest.fixture
def near(django_db_setup: None, django_db_blocker: object):
    """A world whose people work by a role that was granted what `jiangtu migrate` grants."""
    role = f"{connection.settings_dict['NAME']}_acts"
    for of, _far in two_worlds(django_db_blocker):
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
            roles.grant(role)
            cursor.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
        yield of


def foreign():
    """Table → column → the table that it names."""
    return {
        model._meta.db_table: {
            field.column: field.related_model._meta.db_table
            for field in model._meta.concrete_fields
            if field.is_relation
        }
        for model in apps.get_models(include_auto_created=True)
    }


def test_every_act_is_done_by_the_role_that_cannot_change_the_journal_and_none_locks_crosswise(near):
    """By whoever may do it at home; what that role may not change is asked in tests/console/test_roles.py."""
    found, locks = {}, Locks(foreign())
    with connection.execute_wrapper(locks):
        for where in WHERE:
            if where not in WITHIN:
                found[where] = {attempted(where, near, actor) for actor in near.actors.values()}
    assert [where for where, codes in found.items() if DENIED in codes] == []
    assert sum("" in codes for codes in found.values()) > 70, "too few acts were done for this to say much"
    assert crosswise(locks.taken) == set()


def test_acts_that_wait_crosswise_are_found():
    a_then_b, b_then_a = (("a", CHANGED), ("b", CHANGED)), (("b", CHANGED), ("a", CHANGED))
    assert crosswise({a_then_b, b_then_a}) == {frozenset("ab")}
    assert crosswise({a_then_b, (("b", CHANGED), ("a", NAMED))}) == set()
    assert crosswise({a_then_b, (("b", CHANGED), ("a", GONE))}) == {frozenset("ab")}
    assert crosswise({(("c", CHANGED), *a_then_b), (("c", CHANGED), *b_then_a)}) == set()


def test_a_row_that_is_held_may_be_named_by_others_meanwhile():
    """docs/decisions/row-locks.md: FOR UPDATE waits for each row that was just written with a foreign key to it."""
    asked = re.compile(r"select_for_update\((?!no_key=True)")
    assert [path.name for path in python_files() if asked.search(path.read_text())] == []
