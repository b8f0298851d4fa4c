"""An invitation: a link that works once, kept only as its hash."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from jiangtu.core import history, journal
from jiangtu.core.actor import VISITOR
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import Refused
from jiangtu.institutions.actions.invitations import accept_invitation, invite, withdraw_invitation
from jiangtu.institutions.models import Institution, Invitation, Membership
from jiangtu.institutions.rules.invitations import DAYS, openable
from jiangtu.people.actions import accounts
from jiangtu.people.models import Account, Person
from tests.factories.institutions import account_of, client_as, institution, member
from tests.factories.people import PASSWORD, account, person

pytestmark = pytest.mark.django_db
FORM = {"username": "wang.shifu", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def sent():
    """`sent()` invites 王师傅 and gives the invitation and the path of its link."""

    def send(by=None, role="enterprise_mentor", **more):
        hr = by or member("enterprise_hr")
        where = Institution.objects.get(pk=hr.institution)
        invitation = invite(where, role, name="王师傅", email="wang@example.org", by=hr, **more)
        return invitation, re.search(r"/institutions/invitations/[\w-]+", mail.outbox[-1].body)[0]

    return send


def test_nobody_is_invited_while_the_mail_server_does_not_answer(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    hr = member("enterprise_hr")
    where = Institution.objects.get(pk=hr.institution)
    with pytest.raises(Refused) as told:
        invite(where, "enterprise_mentor", name="王师傅", email="wang@example.org", by=hr)
    assert told.value.verdict.code == "mail_not_sent"
    assert not Invitation.objects.exists()


def said(response):
    return response.content.decode()


def refused(act, *arguments, **more):
    with pytest.raises(Refused) as caught:
        act(*arguments, **more)
    return caught.value.verdict.code


def test_the_link_stands_in_the_mail_and_nowhere_else(sent):
    invitation, path = sent()
    token = path.rsplit("/", 1)[1]
    assert mail.outbox[-1].to == ["wang@example.org"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM institutions_invitation")
        assert token not in str(cursor.fetchall())
    assert token not in str(list(JournalEntry.objects.values()))
    assert timedelta(days=DAYS - 1) < invitation.expires_at - timezone.now() < timedelta(days=DAYS)


def test_the_same_invitation_sent_again_takes_the_place_of_the_first(sent):
    hr = member("enterprise_hr")
    first, _ = sent(by=hr)
    other, _ = sent(by=hr, role="apprentice")
    second, _ = sent(by=hr)
    for each in (first, other, second):
        each.refresh_from_db()
    assert first.withdrawn_at
    assert (other.withdrawn_at, second.withdrawn_at) == (None, None)


def test_no_role_is_chosen_beforehand(sent):
    hr = member("enterprise_hr")
    page = client_as(hr).get(reverse("institutions:invite", args=[Institution.objects.get(pk=hr.institution).uuid]))
    assert page.context["form"].fields["role"].choices[0][0] == ""


@pytest.mark.parametrize(
    "known, of_notices, words",
    [
        ("", "zh-hans", "邀请您"),
        ("", "en", "invites you"),
        ("en", "zh-hans", "invites you"),
        ("zh-hans", "en", "邀请您"),
    ],
)
def test_the_mail_is_in_the_language_of_who_gets_it_not_of_the_page_it_was_sent_from(
    sent, settings, known, of_notices, words
):
    settings.NOTICES_LANGUAGE = of_notices
    if known:  # they have an account already, and last signed in so
        holder = account(person("王师傅"), username="wang", email="Wang@example.org")
        accounts.note_language(holder, known)
    for page in ("en", "zh-hans"):
        with override(page):
            sent()
        assert words in mail.outbox[-1].body


def test_taking_up_records_the_person_the_account_and_the_role(sent):
    invitation, path = sent()
    assert "王师傅" in said(Client().get(path))
    browser = Client()
    assert browser.post(path, FORM)["Location"] == "/"
    assert "_auth_user_id" in browser.session
    held = Membership.objects.get(role="enterprise_mentor")
    account = Account.objects.get(username="wang.shifu")
    assert (account.person, held.institution) == (held.person, invitation.institution)
    assert account.email == "wang@example.org"
    assert Client().post("/accounts/login/", {"login": "wang.shifu", "password": PASSWORD}).status_code == 302
    entry = JournalEntry.objects.get(verb="invitation accepted")
    assert (entry.actor, entry.role) == (held.person.uuid, "enterprise_mentor")
    (recorded,) = history.acts(journal.history(held.person.uuid).filter(verb="person recorded"))
    assert (recorded["who"], recorded["role"]) == ("The system", "")  # nobody's role is said of it


def test_a_double_click_makes_one_account(sent):
    _invitation, path = sent()
    Client().post(path, FORM)
    again = Client().post(path, FORM)
    assert (again.status_code, "used already" in said(again)) == (410, True)
    assert Account.objects.filter(username="wang.shifu").count() == 1
    assert Membership.objects.filter(role="enterprise_mentor").count() == 1


def test_who_has_an_account_signs_in_and_takes_the_role_up_as_themselves(sent):
    mentor = member("enterprise_mentor")
    Account.objects.filter(pk=account_of(mentor).pk).update(email="wang@example.org")
    _invitation, path = sent(role="enterprise_hr")
    assert Client().get(path)["Location"] == f"/accounts/login/?next={path}"
    token = path.rsplit("/", 1)[1]
    new = {"username": "x.y", "password": PASSWORD}
    assert refused(accept_invitation, token, by=VISITOR, **new) == "invitation_sign_in"
    assert client_as(mentor).post(path)["Location"] == "/"
    assert Membership.objects.filter(person=mentor.person).count() == 2
    assert refused(accept_invitation, token, by=VISITOR, **new) == "invitation_used"


def test_the_invitation_of_a_recorded_person_is_not_anothers(sent):
    _invitation, path = sent()
    Invitation.objects.update(person=person("王师傅"))
    stranger = client_as(member("enterprise_mentor"))
    assert "somebody else" in said(stranger.post(path))
    assert Membership.objects.filter(role="enterprise_mentor").count() == 1


def test_a_link_passed_on_is_not_taken_up_by_another_than_whose_address_it_was_sent_to(sent):
    mentor, colleague = member("enterprise_mentor"), client_as(member("enterprise_mentor"))
    Account.objects.filter(pk=account_of(mentor).pk).update(email="wang@example.org")
    _invitation, path = sent(role="enterprise_hr")
    assert "somebody else" in said(colleague.post(path))
    assert Membership.objects.filter(role="enterprise_hr").count() == 1  # who invited
    assert client_as(mentor).post(path)["Location"] == "/"


def test_a_link_passed_on_is_taken_up_by_nobody_of_another_name(sent):
    """Nobody has an account of that address yet: a colleague who is signed in is not whom it was meant for."""
    colleague, same = member("enterprise_mentor"), member("apprentice")
    Person.objects.filter(pk=same.person).update(name="王 师傅")
    _invitation, path = sent(role="enterprise_hr")
    for answer in (client_as(colleague).get(path), client_as(colleague).post(path)):
        assert (answer.status_code, "somebody else" in said(answer)) == (410, True)
    assert Membership.objects.filter(role="enterprise_hr").count() == 1  # who invited
    assert client_as(same).post(path)["Location"] == "/", "the same person, who has an account by another address"


def test_a_new_account_bears_the_name_that_was_invited(sent):
    _invitation, path = sent()
    assert Client().post(path, {**FORM, "name": "李某"})["Location"] == "/"
    assert Membership.objects.get(role="enterprise_mentor").person.name == "王师傅"


@pytest.mark.parametrize(
    "field, days, words",
    [
        ("accepted_at", 0, ("used already", "已经使用过")),
        ("withdrawn_at", 0, ("was withdrawn", "已被收回")),
        ("expires_at", -1, ("ended on", "到期")),
    ],
)
def test_a_link_no_longer_good_gives_a_clear_page(sent, field, days, words):
    _invitation, path = sent()
    Invitation.objects.update(**{field: timezone.now() + timedelta(days=days)})
    for language, word in zip(("en", "zh-hans"), words, strict=True):
        for method in ("get", "post"):
            response = getattr(Client(headers={"accept-language": language}), method)(path, FORM)
            assert (response.status_code, word in said(response)) == (410, True)
    assert not Account.objects.filter(username="wang.shifu").exists()


def test_a_made_up_link_leads_nowhere():
    response = Client().get(reverse("institutions:accept", args=["made-up"]))
    assert (response.status_code, "Type the code again" in said(response)) == (410, True)


def test_a_withdrawn_invitation_stays_withdrawn_and_a_used_one_used(sent):
    hr = member("enterprise_hr")
    invitation, path = sent(by=hr)
    withdraw_invitation(invitation, by=hr)
    withdraw_invitation(invitation, by=hr)
    assert JournalEntry.objects.filter(verb="invitation withdrawn").count() == 1
    other, path = sent(by=hr)
    Client().post(path, FORM)
    assert refused(withdraw_invitation, other, by=hr) == "invitation_used"
    assert refused(withdraw_invitation, other, by=member("enterprise_hr")) == "no_right"


def test_what_is_wrong_with_the_form_is_said_and_what_was_typed_stays(sent):
    _invitation, path = sent()
    taken = account_of(member("apprentice")).username
    response = Client().post(path, {**FORM, "username": taken})
    assert "is taken" in said(response)
    assert "王师傅" in said(response)
    assert "differ" in said(Client().post(path, {**FORM, "again": "x"}))
    assert Client().post(path, {**FORM, "password": "123", "again": "123"}).status_code == 200
    assert not Account.objects.filter(username="wang.shifu").exists()


def test_nobody_invites_to_a_role_they_cannot_give():
    hr, whom = member("enterprise_hr"), {"name": "x", "email": "x@example.org"}
    assert refused(invite, institution(), "enterprise_hr", by=hr, **whom) == "no_right"


@pytest.mark.parametrize(
    "accepted, withdrawn, late, code",
    [
        (False, False, False, ""),
        (True, False, False, "invitation_used"),
        (True, True, True, "invitation_used"),
        (False, True, False, "invitation_withdrawn"),
        (False, False, True, "invitation_expired"),
    ],
)
def test_an_invitation_is_open_until_used_withdrawn_or_expired(accepted, withdrawn, late, code):
    now = timezone.now()
    end = now if late else now + timedelta(seconds=1)
    assert openable((end, now if accepted else None, now if withdrawn else None), now=now).code == code
    assert openable(None, now=now).code == "invitation_unknown"


def test_the_day_on_which_an_invitation_ended_is_the_readers():
    end = datetime(2025, 6, 15, 17, 30, tzinfo=UTC)  # half past one in the morning of the 16th in Shanghai
    now = datetime(2025, 6, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert openable((end, None, None), now=now).have == date(2025, 6, 16)
