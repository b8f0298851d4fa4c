"""The second factor: who needs one, how it is set up, asked for, used once and removed."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from jiangtu.core.actor import SYSTEM
from jiangtu.core.models import JournalEntry
from jiangtu.people.actions import accounts
from jiangtu.people.models import Account
from tests.factories.institutions import account_of, client_as, member
from tests.factories.pages import sure
from tests.factories.people import full_width, mailed, second_factor
from tests.people.test_sign_in import LOGIN, _fresh_limits, apprentice_account, sign_in, signed_in  # noqa: F401

pytestmark = pytest.mark.django_db


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.parametrize("role", ["enterprise_hr", "bureau_officer", "enterprise_mentor", "administrator"])
def test_a_role_that_sees_others_sets_up_its_second_factor_before_anything_else(role):
    client = client_as(member(role), second=False)
    for url in ("/people/me", "/institutions/", "/accounts/email/"):
        assert client.get(url)["Location"] == reverse("mfa_activate_totp")
    assert client.post(reverse("people:my-phone"), {"phone": "13900001111"})["Location"] == reverse("mfa_activate_totp")
    assert not JournalEntry.objects.filter(verb="phone changed").exists()


@pytest.mark.parametrize("role", ["apprentice", "ministry_analyst"])
def test_a_role_that_sees_only_itself_or_figures_needs_none(role):
    assert client_as(member(role), second=False).get("/people/me").status_code == 200


@pytest.mark.django_db(transaction=True)  # allauth tells of a new factor after commit, still within the request
def test_setting_up_the_second_factor_gives_codes_and_ends_the_other_sessions():
    hr = member("enterprise_hr")
    known = account_of(hr)
    client, other = Client(), client_as(hr, second=False)
    sign_in(client, known.username)
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = re.search(r'class="secret">(\w+)<', page.content.decode())[1]
    done = client.post(reverse("mfa_activate_totp"), {"code": full_width(code_of(secret))})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    codes = re.findall(r"<li><code>(\w+)</code></li>", client.get(done["Location"]).content.decode())
    assert len(codes) == 10
    assert client.get("/people/me").status_code == 200
    assert other.get("/people/me")["Location"].startswith(LOGIN)
    again = Client()
    assert sign_in(again, known.username)["Location"] == reverse("mfa_authenticate")
    assert not signed_in(again)
    assert again.post(reverse("mfa_authenticate"), {"code": full_width(codes[0])}).status_code == 302
    assert signed_in(again)


@pytest.mark.django_db(transaction=True)
def test_who_once_asked_for_a_new_password_can_still_set_up_an_app():
    """For its link allauth notes the address as unproved, also when a stranger asks; nobody here proves it again."""
    hr = member("enterprise_hr")
    known = account_of(hr)
    Account.objects.filter(pk=known.pk).update(email="ding@example.org")
    Client().post(reverse("account_reset_password"), {"email": "ding@example.org"})
    mailed()
    client = Client()
    sign_in(client, known.username)
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r'class="secret">(\w+)<', page.content.decode())[1]
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert done["Location"] == reverse("mfa_view_recovery_codes")


def test_what_protects_the_account_is_changed_only_after_showing_the_password_again():
    hr = member("enterprise_hr")
    client = client_as(hr)  # signed in by other means than a password just now
    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes"):
        response = client.get(reverse(name))
        assert "reauthenticate" in response["Location"]
    asked = client.get(response["Location"])
    assert asked.status_code == 200


def test_a_wrong_code_does_not_sign_in():
    hr = member("enterprise_hr")
    second_factor(account_of(hr))
    client = Client()
    sign_in(client, account_of(hr).username)
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert not signed_in(client)


@pytest.mark.parametrize("later", [0, 40, 60])
def test_a_code_of_an_app_opens_once_as_long_as_it_is_good(clock, later):
    hr = member("enterprise_hr")
    secret = second_factor(account_of(hr))
    clock.move_to("2025-06-16T15:59:45Z")  # so that a new day of the limits may begin in between
    code = code_of(secret)
    answers = []
    for typed in (code, code, f"{code[:3]} {code[3:]}"):
        client = Client()
        sign_in(client, account_of(hr).username)
        answers.append(client.post(reverse("mfa_authenticate"), {"code": typed}).status_code)
        clock.shift(later / 2)
    assert answers == [302, 200, 200]


@pytest.mark.django_db(transaction=True)  # allauth tells of a new factor after commit
def test_the_code_that_set_an_app_up_signs_nobody_in():
    hr = member("enterprise_hr")
    client = Client()
    sign_in(client, account_of(hr).username)
    secret = re.search(r'class="secret">(\w+)<', client.get(reverse("mfa_activate_totp")).content.decode())[1]
    code = code_of(secret)
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    again = Client()
    sign_in(again, account_of(hr).username)
    assert again.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


def test_a_reset_second_factor_is_set_up_anew():
    hr = member("enterprise_hr")
    client = client_as(hr)
    accounts.reset_second_factor(account_of(hr), by=SYSTEM, reason="手机遗失")
    assert not Authenticator.objects.exists()
    assert client.get("/people/me")["Location"].startswith(LOGIN)


def test_who_removes_a_second_factor_reads_first_what_follows():
    hr, client = member("enterprise_hr"), client_as(member("administrator"))
    client_as(hr)
    known = account_of(hr)
    page = reverse("people:remove-second-factor", args=[known.uuid])
    assert page in client.get(reverse("people:account", args=[known.uuid])).content.decode()
    client.post(page, {"reason": "手机遗失"})
    assert Authenticator.objects.filter(user=known).exists()
    assert sure(client, page, {"reason": "手机遗失"}).status_code == 302
    assert not Authenticator.objects.filter(user=known).exists()
    assert client.get(page).status_code == 302  # there is none any more


def test_after_ten_wrong_second_factors_the_page_speaks_of_those():
    known = apprentice_account(username="chen.li")
    second_factor(known)
    client = Client()
    sign_in(client, "chen.li")
    for _ in range(11):
        answer = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "Your second factor was wrong too often. Wait 5 minutes, then try again." in answer.content.decode()
