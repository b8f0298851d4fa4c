"""Personal data are sealed at rest and appear in no log, address or error page."""

import json
import logging

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import get_resolver, reverse

from jiangtu.core import vault
from jiangtu.core.logs import Discreet, discreet
from jiangtu.people import queries
from jiangtu.people.models import Person
from tests.factories.institutions import account_of, client_as, member
from tests.factories.pages import sure
from tests.factories.people import person, resident_id, second_factor

unseal = vault.unseal
pytestmark = [pytest.mark.django_db, pytest.mark.both]


def raw(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return "\n".join(str(bytes(v) if isinstance(v, memoryview) else v) for row in cursor.fetchall() for v in row)


def test_numbers_and_phones_stand_sealed_in_the_table():
    number = resident_id()
    person("陈丽", document=number, phone="13812345678")
    stored = raw("SELECT * FROM people_person")
    for plain in (number, number[6:14], "13812345678", number.encode().hex(), b"13812345678".hex()):
        assert plain not in stored


def test_the_same_number_is_sealed_differently_each_time_and_does_not_open_elsewhere():
    number = resident_id()
    once, twice = (vault.seal(number.encode(), purpose="people.person.document") for _ in range(2))
    assert once != twice
    with pytest.raises(Exception):  # noqa: B017 - cryptography's InvalidTag
        vault.unseal(once, purpose="people.person.phone")


def test_a_sealed_value_opens_by_reveal_and_by_nothing_else(monkeypatch):
    """Whoever forgets that a column is sealed meets an error, not a decrypted number in a list or a log."""
    number = resident_id()
    key = person("陈丽", document=number, phone="").pk
    asked = []
    monkeypatch.setattr(vault, "unseal", lambda *a, **k: asked.append(k) or unseal(*a, **k))
    found = Person.objects.get(pk=key)
    for read in (found.document, Person.objects.values_list("document", flat=True).get(pk=key)):
        assert (bool(read), repr(read)) == (True, "<sealed>")
        for use in (str, "{}".format, json.dumps, lambda value: value == number, lambda value: value + "0"):
            with pytest.raises(TypeError):
                use(read)
    assert (bool(found.phone), found.phone.reveal()) == (False, "")
    assert asked == []
    assert found.document.reveal() == number
    assert asked == [{"purpose": "people.person.document"}]


def test_saving_a_person_leaves_what_was_sealed_as_it_stands():
    """A new name is no reason to open the number and to seal it anew."""
    found = Person.objects.get(pk=person("陈丽").pk)
    before = raw("SELECT document FROM people_person")
    found.name = "陈莉"
    found.save()
    assert raw("SELECT document FROM people_person") == before
    found.document = resident_id()
    found.save()
    assert raw("SELECT document FROM people_person") != before


def test_the_hash_that_finds_a_document_needs_the_key(monkeypatch):
    import hashlib

    number = resident_id()
    print_ = queries.document_print("resident_id", number)
    for guess in (number, f"resident_id:{number}", f"people.document:resident_id:{number}"):
        assert hashlib.sha256(guess.encode()).hexdigest() != print_
    monkeypatch.setattr(vault, "key", lambda name: b"the key of another house" + b"." * 8)
    assert queries.document_print("resident_id", number) != print_


def test_the_key_of_the_authenticator_app_stands_sealed():
    secret = second_factor(account_of(member("enterprise_hr")))
    assert secret not in raw("SELECT data FROM mfa_authenticator")


def test_no_address_has_room_for_more_than_a_uuid_a_token_or_a_verb():
    """An address that took a name, a number or an inner key would carry it into logs and histories. A verb is one of
    its machine's; another is not there."""
    for name in ("people", "institutions"):
        for pattern in get_resolver(f"jiangtu.{name}.urls").url_patterns:
            converters = pattern.pattern.converters
            for argument, converter in converters.items():
                allowed = type(converter).__name__ == "UUIDConverter" or argument in ("token", "verb")
                assert allowed, f"{pattern.pattern} takes {argument}"


def test_a_refused_form_a_fault_and_a_log_line_tell_no_number(caplog, monkeypatch, settings):
    settings.DEBUG_PROPAGATE_EXCEPTIONS = False
    number = resident_id()
    known = person(document=number, phone="13812345678")
    client = client_as(member("administrator"))
    client.raise_request_exception = False

    def broken(*_args, **_more):
        raise RuntimeError("a fault in the middle of an act")

    with caplog.at_level(logging.DEBUG):
        client.post(reverse("people:document", args=[known.uuid]), {"reason": ""})
        client.post(reverse("people:correct", args=[known.uuid]), {"name": "x", "document": number[:-1], "reason": "r"})
        monkeypatch.setattr("jiangtu.people.actions.people.correct_person", broken)
        fault = sure(
            client, reverse("people:correct", args=[known.uuid]), {"name": "x", "document": number, "reason": "r"}
        )
    assert fault.status_code == 500
    lines = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("django.db"))
    assert "a fault in the middle of an act" in caplog.text
    for told in (fault.content.decode(), lines):
        assert number not in told
        assert "13812345678" not in told


def test_a_line_of_the_log_quotes_no_row_no_address_no_number_and_no_link():
    link = "/institutions/invitations/s3cret-t0ken"
    log = logging.LogRecord("x", logging.ERROR, "x.py", 1, "Gone: %s", (link,), None)
    given = {"name": "王小明", "document_type": "resident_id", "phone": "13812345678"}  # no line of the traceback
    try:
        with transaction.atomic():
            Person.objects.create(**given)
    except IntegrityError as fault:
        log.exc_info = (type(fault), fault, fault.__traceback__)
    line = Discreet().format(log)
    assert "a_document_has_a_type_and_a_print" in line
    assert "IntegrityError" in line
    assert "王小明" not in line
    assert "s3cret" not in line
    told = discreet("refused <wang@example.org>: 13812345678, 33052219990504123X")
    assert told == "refused <…>: …, …"


def test_lists_of_accounts_open_no_sealed_value(queries_of, monkeypatch):
    client = client_as(member("administrator"))
    monkeypatch.setattr(vault, "unseal", lambda *_a, **_k: pytest.fail("a list opened a sealed value"))
    assert client.get(reverse("people:accounts")).status_code == 200
    assert Person.objects.count() == 1
