"""What was sealed is held against what stands there now; whatever the owner of the tables changed is named."""

import argparse
import threading
import uuid
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from jiangtu.console import journal
from jiangtu.console.clients import conninfo
from jiangtu.core.models import JournalEntry
from jiangtu.seals import actions, queries
from jiangtu.seals.doors import sealed_tables
from jiangtu.seals.models import RecordSeal
from tests.factories.institutions import client_as, member

INSERT = """
    INSERT INTO core_journalentry (id, at, "on", verb, kind, subject, threads, role, rulebook, remark)
    VALUES (coalesce(%(id)s, nextval('core_journalentry_id_seq')), coalesce(%(at)s, now()), '2025-01-01', %(verb)s,
            'training.Class', gen_random_uuid(), '{}', 'system', '', '')
    RETURNING id
"""


def entry(verb="class opened"):
    return JournalEntry.objects.create(
        on="2025-01-01", verb=verb, kind="training.Class", subject=uuid.uuid4(), threads=[], role="system",
        after={"name": "车工一班", "hours": 1},
    ).pk  # fmt: skip


@contextmanager
def as_owner():
    """A connection of whoever owns the tables, with the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def found(kept=None):
    """What the walk says first: its code, and the row or seal that it names."""
    verdict = queries.walk(kept or {}).verdict
    return (verdict.code, verdict.have)


@pytest.fixture(autouse=True)
def empty_journal(request):
    """Without what the migrations have recorded."""
    request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
    with transaction.atomic(), as_owner() as owner:
        owner.execute("DELETE FROM core_journalentry; DELETE FROM seals_recordseal")


@pytest.fixture
def sealed():
    """Three entries under seal 1, two under seal 2."""
    keys = [entry() for _ in range(3)]
    assert actions.seal() == 3
    keys += [entry() for _ in range(2)]
    assert actions.seal() == 2
    return keys


CHANGES = {
    "a word is changed": ("UPDATE core_journalentry SET verb = 'class closed' WHERE id = %(second)s", "changed"),
    "a value inside is changed": (
        "UPDATE core_journalentry SET after = jsonb_set(after, '{hours}', '2') WHERE id = %(second)s", "changed",
    ),
    "a moment is changed": (
        "UPDATE core_journalentry SET at = at + interval '1 microsecond' WHERE id = %(second)s", "changed",
    ),
    "one is deleted": ("DELETE FROM core_journalentry WHERE id = %(second)s", "gone"),
    "two change places": (
        "UPDATE core_journalentry SET id = -id WHERE id IN (%(second)s, %(last)s);"
        "UPDATE core_journalentry SET id = %(second)s WHERE id = -%(last)s;"
        "UPDATE core_journalentry SET id = %(last)s WHERE id = -%(second)s", "changed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("statement, how", CHANGES.values(), ids=CHANGES)
def test_the_first_entry_that_the_owner_changed_is_named(sealed, statement, how):
    assert found() == ("", None)
    with as_owner() as owner:
        owner.execute(statement, {"second": sealed[1], "last": sealed[-1]})
    assert found() == (f"sealed_row_{how}", str(sealed[1]))


def test_an_entry_put_in_afterwards_is_named_before_and_after_the_next_seal(sealed):
    with as_owner() as owner:
        owner.execute(INSERT, {"id": None, "at": timezone.now() - timedelta(days=2), "verb": "class closed"})
        (key,) = owner.fetchone()
    assert found() == ("row_put_in", str(key))
    actions.seal()
    assert found() == ("row_put_in", str(key))


def test_old_entries_that_were_never_sealed_are_no_fault_however_many_seals_they_need(monkeypatch):
    monkeypatch.setattr(queries, "MOST", 2)
    with connection.cursor() as cursor:
        for days in (900, 500, 400, 30, 0):
            cursor.execute(INSERT, {"id": None, "at": timezone.now() - timedelta(days=days), "verb": "class opened"})
    assert actions.seal() == 5
    assert list(RecordSeal.objects.order_by("number").values_list("entries", "complete")) == [
        (2, False), (2, False), (1, True),
    ]  # fmt: skip
    assert found() == ("", None)


SEALS = {
    "its rows are printed anew": (
        "UPDATE seals_recordseal SET prints = sha256('x'), keys = '{[1,2)}' WHERE number = 1", "record_seal_changed", 1,
    ),
    "the first is taken away": ("DELETE FROM seals_recordseal WHERE number = 1", "record_seal_missing", 1),
    "the second holds another": (
        "UPDATE seals_recordseal SET previous = repeat('0', 64) WHERE number = 2", "record_seal_breaks", 2,
    ),
    "it was made without the keys": (
        "UPDATE seals_recordseal SET mark = repeat('0', 64) WHERE number = 2", "record_seal_of_other_keys", 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("statement, code, number", SEALS.values(), ids=SEALS)
def test_a_seal_that_was_changed_is_named(sealed, statement, code, number):
    with as_owner() as owner:
        owner.execute(statement)
    assert found() == (code, number)


def test_whoever_has_keys_and_tables_too_is_found_by_the_seal_that_was_kept_elsewhere(sealed):
    kept = {seal.number: seal.digest for seal in RecordSeal.objects.all()}
    with as_owner() as owner:
        owner.execute("UPDATE core_journalentry SET verb = 'class closed' WHERE id = %s", [sealed[1]])
        owner.execute("DELETE FROM seals_recordseal")
    actions.seal()
    assert found() == ("", None), "all is made anew"
    assert found({2: kept[2]}) == ("record_seal_missing", 2)
    assert found({1: kept[1]}) == ("record_seal_not_as_kept", 1)


def test_a_row_that_is_committed_late_is_sealed_with_the_next_batch(transactional_db):
    with psycopg.connect(conninfo()) as late:
        (key,) = late.execute(INSERT, {"id": None, "at": None, "verb": "class closed"}).fetchone()
        after = entry()
        assert actions.seal() == 1
        late.commit()
        assert key < after
        assert actions.seal() == 1
    keys = [seal.keys for seal in RecordSeal.objects.order_by("number")]
    assert keys == [((after, after + 1),), ((key, key + 1),)]
    assert found() == ("", None)
    assert actions.seal() == 0, "where nothing new is there, no seal is made"


def test_two_who_seal_at_once_make_one_chain_and_wait_for_no_writer(transactional_db, monkeypatch):
    monkeypatch.setattr(queries, "MOST", 3)
    for _ in range(10):
        entry()
    begin = threading.Barrier(2)
    sealed = []

    def seal():
        begin.wait()
        sealed.append(actions.seal())
        connections.close_all()

    with psycopg.connect(conninfo()) as writing:
        writing.execute(INSERT, {"id": None, "at": None, "verb": "class closed"})
        both = [threading.Thread(target=seal) for _ in range(2)]
        for each in both:
            each.start()
        for each in both:
            each.join(30)
    assert sum(sealed) == 10
    assert list(RecordSeal.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]
    assert found() == ("", None)


def test_a_seal_that_breaks_off_leaves_whole_ones_and_nothing_half(monkeypatch):
    monkeypatch.setattr(queries, "MOST", 2)
    for _ in range(5):
        entry()
    made = queries.mark

    def breaks(digest):
        if RecordSeal.objects.count() == 1:
            raise RuntimeError("the power went")
        return made(digest)

    monkeypatch.setattr(queries, "mark", breaks)
    with pytest.raises(RuntimeError):
        actions.seal()
    monkeypatch.setattr(queries, "mark", made)
    assert found() == ("", None)
    assert queries.walk({}).unsealed == 3
    assert actions.seal() == 3


def test_seals_stay_what_they_are_when_a_release_adds_a_column(sealed, monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_journalentry ADD COLUMN place text DEFAULT 'here'")
    assert found() == ("", None)


@pytest.mark.parametrize("statement", ["UPDATE seals_recordseal SET entries = 9", "DELETE FROM seals_recordseal"])
def test_the_database_refuses_to_change_a_seal(sealed, statement):
    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_pay_entries_are_sealed_as_the_journal_is():
    assert list(sealed_tables()) == ["core.JournalEntry", "allowances.PayEntry"]


def command(*words):
    """The command in this process, and on this connection."""
    parser = argparse.ArgumentParser()
    journal.arguments(parser)
    return journal.run(parser.parse_args(words))


def test_the_command_tells_how_much_fits_and_names_what_does_not(sealed, capsys):
    last = RecordSeal.objects.order_by("-number").first()
    assert command("verify", "--seal", f"2:{last.digest}") == 0
    assert f"Everything fits: entries 5, seals 2. The last seal is 2:{last.digest}" in capsys.readouterr().out
    with as_owner() as owner:
        owner.execute("DELETE FROM core_journalentry WHERE id = %s", [sealed[0]])
    assert command("verify") == 1
    told = capsys.readouterr().out
    assert told.startswith(f"core.JournalEntry {sealed[0]} was taken away after seal 1 was made, 20")


def test_administrators_see_the_latest_seal_first_with_its_digest(sealed):
    page = client_as(member("administrator")).get(reverse("seals:seals"))
    first, second = RecordSeal.objects.order_by("number")
    text = page.content.decode()
    assert 0 < text.index(second.digest) < text.index(first.digest)


def test_sealing_reads_what_is_new_and_not_what_is_sealed(sealed, reading_of):
    for _ in range(200):
        entry()
    actions.seal()
    entry()
    assert reading_of(actions.seal).read < 60


def test_what_was_recorded_is_sealed_each_minute_unless_the_installation_says_otherwise(settings):
    assert settings.SEAL_MINUTES == 1
    assert app.periodic_registry.periodic_tasks["seals.seal", ""].cron == "*/1 * * * *"
