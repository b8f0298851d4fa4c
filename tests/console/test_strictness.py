"""What every test can rely on."""

import socket

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.template import engines

from jiangtu.core.models import JournalEntry
from tests.settings import UndefinedVariable


@pytest.fixture
def entry():
    return JournalEntry.objects.create(
        on="2025-01-01", verb="class opened", kind="training.Class", subject="0" * 32, threads=[], role="system"
    )


def test_no_test_reaches_another_machine():
    with socket.socket() as plug, pytest.raises(RuntimeError, match="asked the network"):
        plug.connect(("192.0.2.1", 80))


def test_a_misspelt_variable_in_our_template_is_found():
    from jiangtu.config.settings import PACKAGE

    template = engines["django"].from_string("{{ misspelt }}")
    template.template.origin.name = str(PACKAGE / "desks" / "templates" / "x.html")
    with pytest.raises(UndefinedVariable):
        template.render({})


@pytest.mark.django_db(transaction=True)
def test_the_journal_is_emptied_between_tests_although_it_refuses_to_lose_a_line(entry):
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    assert JournalEntry.objects.filter(verb=entry.verb).count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_line_of_another_test_is_left():
    assert set(JournalEntry.objects.values_list("verb", flat=True)) <= {"pack loaded"}  # told after each migration


@pytest.mark.django_db
def test_rows_without_an_order_come_in_any(entry):
    assert "RANDOM()" in str(JournalEntry.objects.all().query)
    assert "RANDOM()" not in str(JournalEntry.objects.order_by("id").query)
    assert connection.vendor == "postgresql"
