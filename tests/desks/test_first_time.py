"""The first time: two questions asked once, then the desk with three hints that can be put away."""

import pytest
from django.test import Client

from jiangtu.core import desk
from jiangtu.core.verdict import Refused
from jiangtu.desks.queries import desks
from jiangtu.institutions.states import Role
from jiangtu.notices import queries as notices
from jiangtu.notices.rules import unasked
from jiangtu.people.actions import accounts
from jiangtu.people.doors import first_steps
from jiangtu.people.models import Account
from tests.factories.institutions import account_of, client_as, everybody, member
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db
ASKED = "/people/welcome"


@pytest.fixture
def newcomer():
    """An actor who has never been here, with a mail address, and their browser."""
    mentor = member("enterprise_mentor")
    account = account_of(mentor)
    account.email, account.welcomed_at = "wang@example.org", None
    account.save()
    return mentor, client_as(mentor)


def page(client, url="/"):
    return client.get(url).content.decode()


def test_after_the_first_sign_in_one_page_is_asked_once(newcomer):
    mentor, client = newcomer
    assert client.get("/")["Location"] == ASKED
    asked = page(client, ASKED)
    assert (
        "Language" in asked,
        "Mail about what concerns you" in asked,
        "Text messages about what concerns you" in asked,
    ) == (True,) * 3
    answered = client.post(ASKED, {"language": "zh-hans", "mail": "digest", "sms": "on"})
    assert answered["Location"] == "/"
    assert '<html lang="zh-Hans">' in page(client)
    wishes = notices.chosen_by(mentor.person)
    assert set(wishes) == {kind.code for kind in notices.kinds_for(mentor)}
    assert {(wish.mail, wish.sms) for wish in wishes.values()} == {("digest", True)}
    kinds = notices.kinds_for(mentor)
    assert {kind.code: wishes[kind.code].push for kind in kinds} == {k.code: unasked(k.urgency).push for k in kinds}


def test_it_can_be_passed_over_and_changes_nothing(newcomer):
    mentor, client = newcomer
    assert client.post(ASKED, {"skip": "yes", "language": "zh-hans", "mail": "never"})["Location"] == "/"
    assert client.get("/").status_code == 200
    assert (notices.chosen_by(mentor.person), account_of(mentor).language) == ({}, "")


def test_who_chooses_nothing_is_told_as_each_kind_is_urgent(newcomer):
    mentor, client = newcomer
    assert client.post(ASKED, {"language": "", "mail": ""}).status_code == 302
    assert notices.chosen_by(mentor.person) == {}
    assert client.get("/").status_code == 200


def test_nobody_is_asked_about_mail_that_cannot_reach_them(newcomer):
    mentor, client = newcomer
    Account.objects.filter(person=mentor.person).update(email="")
    assert "Mail about what concerns you" not in page(client, ASKED)
    with first_steps.alone():
        assert "Text messages about what concerns you" not in page(client, ASKED)


@pytest.mark.parametrize("wrong", [{"language": "xx"}, {"language": "en", "mail": "hourly"}])
def test_an_answer_that_is_none_is_asked_for_again(newcomer, wrong):
    mentor, client = newcomer
    assert client.post(ASKED, wrong).status_code == 200
    assert account_of(mentor).welcomed_at is None


def test_a_page_that_was_asked_for_opens_without_it(newcomer):
    _mentor, client = newcomer
    assert client.get("/people/me").status_code == 200


def test_asked_once_whatever_role_is_worn(newcomer):
    mentor, client = newcomer
    client.post(ASKED, {"skip": "yes"})
    first = account_of(mentor).welcomed_at
    client.post(ASKED, {"skip": "yes"})
    assert account_of(mentor).welcomed_at == first
    browser = Client()
    browser.post("/accounts/login/", {"login": account_of(mentor).username, "password": PASSWORD})
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("role", Role.values)
def test_every_role_has_three_hints_that_lead_somewhere(role):
    found = desks.hints(role)
    assert len({each.name for each in found}) == 3
    client = client_as(member(role))
    shown = page(client)
    assert [str(each.hint) in shown for each in found] == [True, True, True]
    assert [client.get(desk.address(each.name)).status_code for each in found] == [200, 200, 200]


@pytest.mark.parametrize("role", ["apprentice", "bureau_officer"])
def test_a_hint_that_is_put_away_stays_away(role):
    actor = member(role)
    client, (first, *others) = client_as(actor), desks.hints(role)
    assert client.post("/hints", {"hint": first.name})["Location"] == "/"
    client.post("/hints", {"hint": first.name})
    assert account_of(actor).hints_put_away == [first.name]
    again = page(client_as(actor))
    assert str(first.hint) not in again
    assert all(str(each.hint) in again for each in others)
    for each in others:
        client.post("/hints", {"hint": each.name})
    assert "To begin with" not in page(client)
    assert "To begin with" in page(client_as(member(role)))


def test_only_ones_own_hints_are_put_away():
    actor, other = member("apprentice"), member("apprentice")
    client_as(actor).post("/hints", {"hint": "people:accounts"})
    assert account_of(actor).hints_put_away == []
    for act in (accounts.put_hint_away, accounts.welcome):
        more = {"hint": "people:me"} if act is accounts.put_hint_away else {}
        with pytest.raises(Refused, match="no_right"):
            act(account_of(actor), **more, by=other)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_hints_stand_in_both_languages(language):
    from django.utils.translation import override

    with override(language):
        said = [str(each.hint) for role in everybody() for each in desks.hints(role)]
    assert all(any("一" <= sign <= "鿿" for sign in each) == (language == "zh-hans") for each in said)
