"""What a stranger may send is refused as what cannot be read. More of it: tests/house/fuzz.py."""

import io
from datetime import timedelta
from time import monotonic, sleep

import pytest
from django.contrib.sessions.models import Session
from django.core.signals import request_finished, request_started
from django.db import OperationalError, close_old_connections, connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client, RequestFactory
from django.utils import timezone

from jiangtu.config.wsgi import application
from jiangtu.core import away
from jiangtu.core.tables import Column, Day, Table, Words
from tests.factories.institutions import client_as, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    """Sends a request to the program as gunicorn does, and gives the status and the page."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)

    def send(method="POST", path="/core/language", body=b"", kind="", **more):
        environ = RequestFactory()._base_environ(PATH_INFO=path, REQUEST_METHOD=method, CONTENT_TYPE=kind, **more)
        environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        said = []
        answer = application(environ, lambda line, headers: said.append(line))
        return int(said[0][:3]), b"".join(answer).decode()

    yield send
    for signal in ends:
        signal.connect(close_old_connections)


FORM = "application/x-www-form-urlencoded"
PART = b'--x\r\nContent-Disposition: form-data; name="a"%s\r\n\r\n1\r\n--x--\r\n'


@pytest.mark.parametrize("path", ["/core/language", "/accounts/login/"])
@pytest.mark.parametrize(
    "kind, body",
    [
        (f"{FORM}; charset=utf-16", b"a=1"),
        (f"{FORM}; charset=zip", b"a=1"),
        (f"{FORM}; charset=rot13", b"a=1"),
        (f"{FORM}; charset*=zip''x", b"a=1"),
        ("multipart/form-data; boundary=x; charset=utf-16", PART % b""),
        ("multipart/form-data", PART % b""),
        ("multipart/form-data; boundary=", PART % b""),
        ("multipart/form-data; boundary=\xfc", PART % b""),
        (FORM, b"a=%00"),
        (FORM, b"%00=a"),
    ],
)
def test_a_form_that_cannot_be_read_is_told_so(asked, path, kind, body):
    status, page = asked(path=path, kind=kind, body=body)
    assert (status, "could not be read" in page) == (400, True)
    assert asked(path="/nowhere", kind=kind, body=body)[0] == 404


@pytest.mark.parametrize("host", ["testserver", ".."])
@pytest.mark.parametrize("path, query", [("/accounts/login/", "next=%00"), ("/in/\0", "")])
def test_a_nul_in_an_address_is_told_so(asked, path, query, host):
    assert asked("GET", path, QUERY_STRING=query, HTTP_HOST=host)[0] == 400


def test_a_nul_in_a_cookie_is_no_session(asked):
    assert asked("GET", "/people/me", HTTP_COOKIE='sessionid="\\000abcdefgh"')[0] == 302


def test_a_form_that_breaks_off_is_told_so(asked):
    class Gone(io.BytesIO):
        def read(self, *_):
            raise OSError("gone")

    environ = RequestFactory()._base_environ(PATH_INFO="/core/language", REQUEST_METHOD="POST", CONTENT_TYPE=FORM)
    said = []
    application(environ | {"wsgi.input": Gone(), "CONTENT_LENGTH": "9"}, lambda line, headers: said.append(line))
    assert said[0].startswith("400")


def test_a_refusal_to_who_comes_from_an_odd_address_is_told_as_ever():
    client = client_as(member("enterprise_hr"))
    client.handler.enforce_csrf_checks = False
    refused = client.post("/sheets/", headers={"referer": "https://[::1"})
    assert refused.status_code < 500
    assert client.get("/allowances/measures", headers={"referer": "https://[::1"}).status_code < 500


def test_the_field_above_a_list_finds_moments_as_they_are_shown():
    class Files(Table):
        name, at = Column(), Day()

    long_ago = timezone.now() - timedelta(days=900)
    rows = [{"name": "a", "at": timezone.now()}, {"name": "b", "at": long_ago}]
    table = Files(rows)
    shown = table.rows[1].get_cell("at")
    assert Words({"words": shown}, rows).found_in(table) == [rows[1]]


def test_an_edition_at_a_place_that_no_rulebook_knows_is_not_there(client):
    of = client_as(member("programme_head"))
    assert of.get("/rules/hours/" + "a" * 500 + "/2018-10-01").status_code == 404
    assert of.get("/rules/hours/cn/2018-10-01").status_code == 200


# when the database is away


def gone(*_args, **_more):
    raise OperationalError("nobody listens")


def test_the_sign_of_life_says_that_the_database_answers():
    answer = Client().get("/core/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_the_sign_of_life_says_within_two_seconds_that_the_database_is_away(monkeypatch):
    monkeypatch.setattr(DatabaseWrapper, "get_new_connection", gone)
    began = monotonic()
    answer = Client().get("/core/health")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer.json() == {"status": "database away"}
    assert monotonic() - began < 2


def test_many_who_ask_a_database_that_says_nothing_are_answered_in_time(monkeypatch):
    monkeypatch.setattr(DatabaseWrapper, "get_new_connection", lambda *_: sleep(3) or gone())
    began = monotonic()
    questions = set()
    for _ in range(3):
        assert not away.answers(within=0.2)
        questions.add(away._asked)
    assert monotonic() - began < 2
    assert len(questions) == 1
    questions.pop().join()


def test_a_page_without_a_database_is_calm_in_both_languages(asked, monkeypatch):
    session = client_as(member("apprentice")).cookies["sessionid"].value
    with monkeypatch.context() as patch:
        patch.setattr(DatabaseWrapper, "cursor", gone)
        page = asked("GET", "/people/me", HTTP_COOKIE=f"sessionid={session}", HTTP_ACCEPT="text/html")
        program = asked("GET", "/people/me", HTTP_COOKIE=f"sessionid={session}", HTTP_ACCEPT="application/json")
    assert (page[0], program[0]) == (503, 503)
    assert "The database cannot be reached" in page[1]
    assert "现在连不上数据库" in page[1]
    assert "urn:jiangtu:database_away" in program[1]


def test_a_database_that_goes_when_the_session_is_saved_is_away_and_the_session_is_not_over(
    asked, monkeypatch, settings
):
    settings.SESSION_SAVE_EVERY_REQUEST = True
    session = client_as(member("apprentice")).cookies["sessionid"].value
    monkeypatch.setattr(Session, "save", gone)
    assert asked("GET", "/people/me", HTTP_COOKIE=f"sessionid={session}", HTTP_ACCEPT="text/html")[0] == 503
    monkeypatch.undo()
    Session.objects.all().delete()
    assert asked("GET", "/people/me", HTTP_COOKIE=f"sessionid={session}", HTTP_ACCEPT="text/html")[0] == 302


def test_a_question_that_takes_too_long_is_no_absence():
    with connection.cursor() as cursor, pytest.raises(OperationalError) as wrong:
        cursor.execute("SET LOCAL statement_timeout = '1ms'; SELECT pg_sleep(1)")
    assert not away.is_away(wrong.value)


# what is too large


def test_nobody_sends_more_than_a_form_where_no_file_is_asked_for(asked):
    status, page = asked(path="/accounts/login/", kind=FORM, body=b"login=" + b"a" * 1024**2)
    assert (status, "at most 1 MB" in page) == (413, True)


@pytest.mark.parametrize("role, most", [("apprentice", 41), ("enterprise_hr", 1)])
def test_how_much_a_page_takes_depends_on_who_sends_it(asked, role, most):
    session = client_as(member(role)).cookies["sessionid"].value
    sent = {
        "path": "/classes/log/new",
        "kind": "multipart/form-data; boundary=x",
        "HTTP_COOKIE": f"sessionid={session}",
    }
    status, page = asked(body=b"x" * (most * 1024**2 + 1), **sent)
    assert (status, f"at most {most} MB" in page) == (413, True)
    assert asked(body=b"x" * (most * 1024**2 - 1024), **sent)[0] in (400, 403)
