"""Each change of how somebody signs in: kept with its moment and address, mailed, told in the system; the username and
the address that one changes oneself."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import Refused
from jiangtu.notices.actions import telling
from jiangtu.notices.models import Notice
from jiangtu.notices.queries import said
from jiangtu.people import jobs
from jiangtu.people.actions import accounts, people, phones
from jiangtu.people.models import AccessRecord, Account
from jiangtu.people.rules.ways import ADDRESS_LINKS_A_DAY, LINK_MINUTES
from jiangtu.people.states import CHANGES
from tests.factories.institutions import account_of, client_as, member
from tests.factories.pages import sure
from tests.factories.people import PASSWORD, account, person
from tests.people.test_passkeys import adding
from tests.people.test_phone import having_shown_the_password

pytestmark = pytest.mark.django_db
EMAIL, USERNAME, LOGIN = "/people/me/email", "/people/me/username", "/accounts/login/"


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def learner():
    return member("apprentice")


def mailed():
    """What the worker mails now of accounts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, args->>'sealed' FROM procrastinate_jobs WHERE task_name LIKE 'people.mail%' ORDER BY id"
        )
        asked = cursor.fetchall()
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name LIKE 'people.mail%'")
    mail.outbox.clear()
    for task, sealed in asked:
        {"people.mail_change": jobs.mail_change, "people.mail_address_link": jobs.mail_address_link}[task](
            sealed=sealed
        )
    return mail.outbox


def kept(actor):
    return list(AccessRecord.objects.filter(account__person=actor.person).order_by("pk").values_list("kind", flat=True))


def notices(actor):
    telling.tell([*JournalEntry.objects.order_by("pk").values_list("pk", flat=True)])
    return [said(each) for each in Notice.objects.filter(person=actor.person).order_by("pk")]


def changes_password(actor):
    new = "Another-lathe-8"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client_as(actor).post("/accounts/password/change/", sent).status_code == 302


def removes_the_app(actor):
    client = having_shown_the_password(actor)
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302


def makes_codes(actor):
    client = having_shown_the_password(actor)
    assert client.post("/accounts/2fa/recovery-codes/generate/").status_code == 302


DONE = {
    "password": changes_password,
    "username": lambda by: accounts.change_username(account_of(by), "another.name", by=by),
    "number": lambda by: people.change_phone(account_of(by).person, phone="13900001111", by=by),
    "phone": lambda by: phones.set_sign_in_phone(account_of(by), "+8613800001234", by=by),
    "passkey": adding,
    "sessions": lambda by: accounts.end_sessions(account_of(by), by=by),
}


@pytest.mark.parametrize("kind", DONE)
def test_each_change_is_kept_told_in_the_system_and_mailed_to_who_has_an_address(learner, kind):
    DONE[kind](learner)
    assert kept(learner)[-1] == kind
    assert mailed() == []
    assert any("If it was not you, change your password" in each for each in notices(learner))
    Account.objects.update(email="chen@example.org")
    other = member("enterprise_mentor")
    Account.objects.filter(pk=account_of(other).pk).update(email="wang@example.org", language="zh-hans")
    if kind == "phone":
        phones.remove_sign_in_phone(account_of(learner), by=learner)
    if kind in ("username", "phone"):
        return
    DONE[kind](other)
    assert [(each.to, each.subject) for each in mailed()] == [(["wang@example.org"], "您的登录方式已更改")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("does, kind", [(removes_the_app, "factor_removed"), (makes_codes, "recovery_codes")])
def test_what_allauth_changes_is_kept_as_well(does, kind):
    mentor = member("enterprise_mentor")
    does(mentor)
    assert kept(mentor)[-1] == kind


def test_a_change_says_from_where_and_what_an_administrator_did_does_not_say_where_they_sit(learner):
    client_as(learner).post("/accounts/password/change/", {
        "oldpassword": PASSWORD, "password1": "Another-lathe-8", "password2": "Another-lathe-8",
    }, REMOTE_ADDR="203.0.113.7")  # fmt: skip
    admin = client_as(member("administrator"))
    admin.post(
        reverse("people:account", args=[account_of(learner).uuid]), {"act": "sessions"}, REMOTE_ADDR="203.0.113.8"
    )
    found = AccessRecord.objects.filter(account__person=learner.person, kind__in=CHANGES.values()).order_by("pk")
    assert list(found.values_list("kind", "address", "hat")) == [
        ("password", "203.0.113.7", ""), ("sessions", "", "administrator"),
    ]  # fmt: skip
    page = client_as(learner).get("/people/me/sign-ins").content.decode()
    assert "Password changed" in page or "password changed" in page


def test_a_password_set_through_the_link_or_for_the_first_time_is_kept(learner):
    own = account_of(learner)
    own.set_unusable_password()
    own.save()
    client, _ = adding(learner)
    sent = {"password1": "Another-lathe-8", "password2": "Another-lathe-8"}
    assert client.post("/accounts/password/set/", sent).status_code == 302
    assert kept(learner)[-1] == "password"


def test_another_username_signs_in_and_the_old_one_no_more(learner):
    account(person(), username="taken")
    old = account_of(learner).username
    assert client_as(learner).get(USERNAME)["Location"].startswith("/accounts/reauthenticate/")
    client = having_shown_the_password(learner)
    assert "This username is taken" in sure(client, USERNAME, {"username": "Taken"}).content.decode()
    assert "only letters, digits" in sure(client, USERNAME, {"username": "a b c"}).content.decode()
    assert sure(client, USERNAME, {"username": "chen.li"})["Location"] == "/people/me"
    assert Client().post(LOGIN, {"login": old, "password": PASSWORD}).status_code == 200
    assert Client().post(LOGIN, {"login": "Chen.Li", "password": PASSWORD}).status_code == 302
    facts = JournalEntry.objects.filter(verb="username changed")
    assert facts.count() == 1
    assert sure(client, USERNAME, {"username": "chen.li"}).status_code == 302
    assert facts.count() == 1


def link():
    [letter] = [each for each in mailed() if "/people/me/email/" in each.body]
    return re.search(r"/people/me/email/\w+", letter.body)[0], letter.to


def test_an_address_is_added_by_the_link_that_is_mailed_to_it(learner):
    client = having_shown_the_password(learner)
    assert "Add an e-mail address" in client.get("/people/me").content.decode()
    assert client.post(EMAIL, {"email": "Chen@example.org"})["Location"] == "/people/me"
    path, to = link()
    assert to == ["Chen@example.org"]
    assert "example.org" not in path
    assert account_of(learner).email == ""
    assert "chen@example.org" in client.get(path).content.decode()
    assert account_of(learner).email == ""
    assert client.post(path)["Location"] == "/people/me"
    assert account_of(learner).email == "chen@example.org"
    assert kept(learner)[-1] == "email"
    assert [each.to for each in mailed()] == [["chen@example.org"]]
    assert Client().post(LOGIN, {"login": "Chen@example.org", "password": PASSWORD}).status_code == 302
    assert "no longer good" in client.get(path, follow=True).content.decode()
    assert client.post(path).status_code == 409


def test_a_changed_address_is_told_at_the_old_one_which_signs_in_no_more(learner):
    own = account_of(learner)
    Account.objects.filter(pk=own.pk).update(email="old@example.org")
    EmailAddress.objects.create(
        user=own, email="old@example.org", primary=True
    )  # as a new password asked for leaves it
    client = having_shown_the_password(learner)
    client.post(EMAIL, {"email": "new@example.org"})
    client.post(link()[0])
    assert sorted(each.to[0] for each in mailed()) == ["new@example.org", "old@example.org"]
    assert Client().post(LOGIN, {"login": "old@example.org", "password": PASSWORD}).status_code == 200
    assert "example.org" not in str(list(JournalEntry.objects.values("before", "after", "remark")))


def test_the_link_opens_for_its_own_person_alone_and_for_an_hour(learner, time_machine):
    client, other = having_shown_the_password(learner), having_shown_the_password(member("enterprise_mentor"))
    client.post(EMAIL, {"email": "chen@example.org"})
    path, _ = link()
    assert Client().get(path)["Location"].startswith("/accounts/login/")
    assert other.post(path).status_code == 409
    assert client.post(path + "00").status_code == 409
    time_machine.move_to(timezone.now() + timedelta(minutes=LINK_MINUTES, seconds=1))
    assert client.post(path).status_code == 409
    assert account_of(learner).email == ""


def test_an_address_of_another_account_is_said_to_whoever_has_proved_it(learner):
    account(person(), username="wang", email="wang@example.org")
    client = having_shown_the_password(learner)
    assert client.post(EMAIL, {"email": "Wang@example.org"})["Location"] == "/people/me"
    answer = client.post(link()[0])
    assert (answer.status_code, "Another account uses this e-mail" in answer.content.decode()) == (409, True)
    assert account_of(learner).email == ""


def test_only_so_many_links_a_day(learner):
    client = having_shown_the_password(learner)
    for _ in range(ADDRESS_LINKS_A_DAY):
        assert client.post(EMAIL, {"email": "chen@example.org"}).status_code == 302
    assert "links a day" in client.post(EMAIL, {"email": "chen@example.org"}).content.decode()


def test_whoever_was_invited_by_an_address_with_capitals_signs_in_by_it():
    account(person(), username="chen.li", email="Chen.Li@Example.org")
    assert Client().post(LOGIN, {"login": "Chen.Li@Example.org", "password": PASSWORD}).status_code == 302


def test_nobody_changes_anothers_username(learner):
    with pytest.raises(Refused):
        accounts.change_username(account_of(learner), "x.y", by=member("administrator"))
    assert journal.history(account_of(learner).uuid).filter(verb="username changed").count() == 0
