"""The first administrator of an installation."""

import psycopg
import pytest
from django.db.utils import OperationalError, ProgrammingError

from jiangtu.console.program import main
from jiangtu.institutions.models import Institution, Invitation

WORDS = [
    *("administrator", "--institution", "人力资源和社会保障部"),
    *("--name", "周敏", "--email", "zhou@example.org", "--region"),
]


@pytest.fixture
def say(monkeypatch, db):
    monkeypatch.setattr("jiangtu.console.program.prepare", lambda **_: None)
    return lambda region: main([*WORDS, region])


@pytest.mark.django_db(transaction=True)
def test_the_first_administrator_is_invited_by_mail_and_the_ministry_recorded_once(say, mailoutbox, capsys):
    assert (say("110000"), say("110000")) == (0, 0)
    assert Institution.objects.filter(kind="ministry").count() == 1
    assert [mail.to for mail in mailoutbox] == [["zhou@example.org"]] * 2
    assert Invitation.objects.filter(role="administrator").count() == 2
    assert "The invitation went to zhou@example.org. Its link is good until " in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_a_ministry_in_no_region_is_refused_and_nobody_invited(say, mailoutbox, capsys):
    assert say("999999") == 2
    assert "999999" in capsys.readouterr().err
    assert not mailoutbox
    assert not Invitation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_does_not_answer_is_named_and_nobody_invited(say, settings, capsys):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    assert say("110000") == 2
    assert "could not be sent" in capsys.readouterr().err
    assert not Institution.objects.filter(kind="ministry").exists()


@pytest.mark.django_db(transaction=True)
def test_nobody_is_invited_at_what_is_no_mail_address(say, mailoutbox, capsys):
    assert main([*WORDS, "110000", "--email", "zhou"]) == 2
    assert "“zhou” is no e-mail address" in capsys.readouterr().err
    assert not mailoutbox
    assert not Institution.objects.filter(kind="ministry").exists()


@pytest.mark.parametrize("name", ["DATABASE_URL", "MIGRATION_DATABASE_URL"])
def test_an_address_of_a_database_that_cannot_be_read_is_named_and_not_repeated(name, monkeypatch, capsys):
    monkeypatch.setenv(name, "secret word")
    assert main([*WORDS, "110000"]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"{name} is no address of a database.")
    assert "secret" not in told


@pytest.mark.parametrize(
    ("fault", "cause", "said"),
    [
        (OperationalError, psycopg.OperationalError, "The database that DATABASE_URL names does not answer."),
        (ProgrammingError, psycopg.errors.UndefinedTable, "Run: jiangtu migrate"),
    ],
)
def test_no_database_and_one_without_tables_are_told_in_a_sentence(fault, cause, said, monkeypatch, capsys):
    def broken(**_):
        raise fault from cause()

    monkeypatch.setattr("jiangtu.console.program.prepare", broken)
    for command in (["journal", "verify"], ["figures", "rebuild"]):
        assert main(command) == 2
        assert said in capsys.readouterr().err
