"""Who signed in, who tried to, and what was refused: kept, shown to the person and the administrator, and forgotten."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiangtu.institutions.models import Institution
from jiangtu.people.actions import access_records
from jiangtu.people.jobs import forget_access
from jiangtu.people.models import AccessRecord, Person
from tests.factories.institutions import account_of, client_as, member
from tests.factories.people import PASSWORD, second_factor

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _fresh_limits():
    from django.core.cache import cache

    cache.clear()


def kept():
    return list(AccessRecord.objects.order_by("pk").values_list("kind", "account__username", "address"))


def test_a_sign_in_and_a_wrong_password_are_kept_with_their_address():
    name = account_of(member("apprentice")).username
    Client().post(LOGIN, {"login": name, "password": "wrong"}, REMOTE_ADDR="203.0.113.7")
    Client().post(LOGIN, {"login": "nobody.here", "password": "wrong"}, REMOTE_ADDR="203.0.113.8")
    Client().post(LOGIN, {"login": name, "password": PASSWORD}, REMOTE_ADDR="2001:db8::7")
    assert kept() == [
        ("wrong_password", name, "203.0.113.7"),
        ("wrong_password", None, "203.0.113.8"),
        ("signed_in", name, "2001:db8::7"),
    ]


def test_a_wrong_second_factor_is_kept():
    hr = member("enterprise_hr")
    second_factor(account_of(hr))
    client = Client()
    client.post(LOGIN, {"login": account_of(hr).username, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert [kind for kind, *_ in kept()] == ["wrong_code"]


def test_what_a_role_has_no_right_to_is_kept_with_the_role_and_the_page():
    client = client_as(member("apprentice"))
    AccessRecord.objects.all().delete()
    assert client.get(reverse("people:accounts")).status_code == 409
    (found,) = AccessRecord.objects.all()
    assert (found.kind, found.hat, found.page) == ("refused", "apprentice", "people:accounts")


def test_a_thing_that_is_there_for_others_is_kept_as_refused_and_a_slip_in_an_address_is_not():
    client = client_as(hr := member("enterprise_hr"))
    AccessRecord.objects.all().delete()
    elsewhere = Institution.objects.get(pk=member("enterprise_hr").institution)
    assert client.get(reverse("institutions:members", args=[elsewhere.uuid])).status_code == 404
    assert client.get("/no-such-page").status_code == 404
    (found,) = AccessRecord.objects.all()
    assert (found.kind, found.hat, found.page) == ("refused", "enterprise_hr", "institutions:members")
    assert found.account == account_of(hr)


def test_who_gives_or_ends_a_role_is_kept_with_the_address_they_did_it_from():
    hr = member("enterprise_hr")
    client, house = client_as(hr), Institution.objects.get(pk=hr.institution)
    AccessRecord.objects.all().delete()
    given = {"role": "enterprise_mentor", "name": "王师傅", "email": "wang@example.org"}
    url = reverse("institutions:invite", args=[house.uuid])
    assert client.post(url, given, REMOTE_ADDR="203.0.113.9").status_code == 302
    (found,) = AccessRecord.objects.all()
    assert (found.kind, found.address, found.page) == ("roles", "203.0.113.9", "institutions:invite")
    page = client_as(member("administrator")).get(reverse("people:sign-ins")).content.decode()
    assert "changed roles" in page
    assert "203.0.113.9" in page


def test_nobody_fills_the_table_with_failures(monkeypatch):
    monkeypatch.setattr(access_records, "MOST", 3)
    for _ in range(5):
        Client().post(LOGIN, {"login": "nobody.here", "password": "wrong"})
    assert len(kept()) == 3


def test_everybody_sees_their_own_and_administrators_all():
    one, other = member("apprentice"), member("apprentice")
    mine, theirs = Client(), Client()
    for client, actor, address in ((mine, one, "203.0.113.7"), (theirs, other, "203.0.113.8")):
        client.post(LOGIN, {"login": account_of(actor).username, "password": PASSWORD}, REMOTE_ADDR=address)
    own = mine.get(reverse("people:my-sign-ins")).content.decode()
    assert ("203.0.113.7" in own, "203.0.113.8" in own) == (True, False)
    assert theirs.get(reverse("people:sign-ins")).status_code == 409
    page = client_as(member("administrator")).get(reverse("people:sign-ins")).content.decode()
    assert "203.0.113.7" in page
    assert "203.0.113.8" in page


def test_an_account_leads_to_its_own_sign_ins_and_to_no_namesake_and_no_name_stands_in_the_address():
    one, other = member("apprentice"), member("apprentice")
    Person.objects.filter(pk__in=[one.person, other.person]).update(name="李明")
    for actor, address in ((one, "203.0.113.7"), (other, "203.0.113.8")):
        Client().post(LOGIN, {"login": account_of(actor).username, "password": PASSWORD}, REMOTE_ADDR=address)
    administrator = client_as(member("administrator"))
    page = administrator.get(reverse("people:account", args=[account_of(one).uuid])).content.decode()
    url = reverse("people:account-sign-ins", args=[account_of(one).uuid])
    assert f'href="{url}"' in page
    shown = administrator.get(url).content.decode()
    assert ("203.0.113.7" in shown, "203.0.113.8" in shown) == (True, False)


def test_the_page_of_a_refusal_is_told_in_words():
    hr = member("enterprise_hr")
    url = reverse("institutions:invite", args=[Institution.objects.get(pk=hr.institution).uuid])
    client_as(member("apprentice")).get(url)
    page = client_as(member("administrator")).get(reverse("people:sign-ins")).content.decode()
    assert "refused: no right" in page
    assert "institutions:invite" not in page
    assert "Institutions</td>" in page.replace("</span>", "").replace("\n", "").replace("  ", "")


def test_records_go_when_the_law_no_longer_asks_for_them():
    for days in (10, 180, 190):
        made = AccessRecord.objects.create(kind="signed_in", address="203.0.113.7")
        AccessRecord.objects.filter(pk=made.pk).update(at=timezone.now() - timedelta(days=days))
    forget_access(0)
    assert AccessRecord.objects.count() == 2  # six months of at most 31 days


@pytest.mark.parametrize("minutes, idle, stays", [(120, 119, True), (120, 121, False), (0, 600, True)])
def test_a_session_that_nobody_uses_ends(settings, clock, minutes, idle, stays):
    settings.IDLE_MINUTES = minutes
    client = client_as(member("apprentice"))
    assert client.get("/people/me").status_code == 200
    clock.shift(timedelta(minutes=idle))
    answer = client.get("/people/me", follow=True)
    assert ("You were signed out because nothing was done" in answer.content.decode()) is not stays


def test_a_session_that_is_used_goes_on(settings, clock):
    settings.IDLE_MINUTES = 30
    client = client_as(member("apprentice"))
    for _ in range(5):
        assert client.get("/people/me").status_code == 200
        clock.shift(timedelta(minutes=20))
