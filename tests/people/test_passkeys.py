"""Passkeys: made on one's own page or in the place of a password, shown to sign in, removed."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiangtu.core.actor import SYSTEM
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import Refused
from jiangtu.institutions.actions.cards import give_cards
from jiangtu.people import queries
from jiangtu.people.actions import accounts, passkeys, phones
from jiangtu.people.models import Account, Person
from jiangtu.people.rules.ways import a_way_stays
from tests.factories.institutions import account_of, client_as, hat, institution, member
from tests.factories.passkeys import Device, asked_on, sign_in_by
from tests.factories.people import PASSWORD, person
from tests.people.test_phone import having_shown_the_password, last_code, signed_in
from tests.people.test_sign_in import english

pytestmark = pytest.mark.django_db
PAGE, LOGIN = "/people/me/passkeys", "/accounts/login/"
NUMBER = "+8613800001234"


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def learner():
    return member("apprentice")


def adding(actor, device=None):
    """A browser that has just added the device's passkey, and the device."""
    client, device = having_shown_the_password(actor), device or Device()
    answer = client.post(PAGE, {"credential": device.makes(asked_on(client, PAGE))})
    assert answer.status_code == 302
    return client, device


def sign_in(client, login):
    return client.post(LOGIN, {"login": login, "password": PASSWORD})


def test_a_passkey_added_on_ones_own_page_signs_in_alone(learner):
    client, device = adding(learner)
    assert signed_in(client)
    answer = sign_in_by(device, other := Client(), next="/people/me")
    assert (answer["Location"], other.session["_auth_user_id"]) == ("/people/me", str(account_of(learner).pk))
    shown = client.get(PAGE).content.decode()
    assert ("Passkey 1" in shown, "last used on" in shown) == (True, True)
    assert JournalEntry.objects.filter(verb="passkey added", subject=account_of(learner).uuid).count() == 1


def test_whoever_adds_the_first_one_sees_recovery_codes_and_the_other_sessions_end(learner):
    other = client_as(learner)
    Authenticator.objects.all().delete()
    client, device = having_shown_the_password(learner), Device()
    Authenticator.objects.all().delete()
    answer = client.post(PAGE, {"credential": device.makes(asked_on(client, PAGE))})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get("/people/me").status_code == 200
    assert other.get("/people/me")["Location"].startswith(LOGIN)
    third = client_as(learner, second=False)
    second = client.post(PAGE, {"credential": Device().makes(asked_on(client, PAGE))})
    assert second["Location"] == PAGE
    assert third.get("/people/me").status_code == 200
    assert [each.name for each in queries.passkeys(account_of(learner))] == ["Passkey 1", "Passkey 2"]


def test_after_the_password_the_passkey_or_a_recovery_code_is_asked_for(learner):
    Authenticator.objects.all().delete()
    _client, device = adding(learner)
    Authenticator.objects.filter(type="totp").delete()
    other = Client()
    authenticate = reverse("mfa_authenticate")
    assert sign_in(other, account_of(learner).username)["Location"] == authenticate
    assert not signed_in(other)
    stranger = Device()
    stranger.handle = device.handle
    other.post(authenticate, {"credential": stranger.shows(asked_on(other, authenticate))})
    assert not signed_in(other)
    other.post(authenticate, {"credential": device.shows(asked_on(other, authenticate))})
    assert signed_in(other)


@pytest.mark.parametrize("role", ["enterprise_hr", "administrator"])
def test_a_passkey_satisfies_the_demand_for_a_second_factor(role):
    actor = member(role)
    client = client_as(actor, second=False)
    session = client.session
    session.update(having_shown_the_password(actor).session)
    session.save()
    Authenticator.objects.all().delete()
    assert client.get("/people/me")["Location"] == reverse("mfa_activate_totp")
    device = Device()
    client.post(PAGE, {"credential": device.makes(asked_on(client, PAGE))})
    assert client.get("/people/me").status_code == 200
    sign_in_by(device, other := Client())
    assert other.get("/people/me").status_code == 200


@pytest.mark.parametrize(
    "device", [Device(checks=False), Device(origin="https://elsewhere.example"), Device(origin="http://testserver")]
)
def test_one_that_does_not_check_its_hand_or_is_of_another_house_is_not_taken(learner, device):
    client = having_shown_the_password(learner)
    answer = client.post(PAGE, {"credential": device.makes(asked_on(client, PAGE))})
    assert (answer.status_code, "That did not work" in answer.content.decode()) == (200, True)
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_an_answer_is_good_once_and_for_its_own_question(learner):
    client, device = having_shown_the_password(learner), Device()
    old = device.makes(asked_on(client, PAGE))
    asked_on(client, PAGE)
    assert client.post(PAGE, {"credential": old}).status_code == 200
    good = device.makes(asked_on(client, PAGE))
    assert client.post(PAGE, {"credential": good}).status_code == 302
    assert client.post(PAGE, {"credential": good}).status_code == 200
    assert Authenticator.objects.filter(type="webauthn").count() == 1


@pytest.mark.parametrize(
    "broken", ["", "null", "[]", "{}", "nonsense", '"text"', '{"id": 1}', '{"response": {"userHandle": 7}}',
               '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
               '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA"}}']
)  # fmt: skip
def test_what_is_no_passkey_opens_nothing_and_breaks_nothing(learner, broken):
    client = having_shown_the_password(learner)
    asked_on(client, PAGE)
    assert client.post(PAGE, {"credential": broken}).status_code == 200
    visitor = Client()
    visitor.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    answer = visitor.post("/accounts/2fa/webauthn/login/", {"credential": broken}, follow=True)
    assert (answer.status_code, signed_in(visitor)) == (200, False)


def test_a_passkey_that_nobody_has_is_told_in_one_sentence():
    device = Device()
    device.handle = "MQ"
    answer = sign_in_by(device, client := Client())
    assert answer["Location"] == LOGIN
    assert "opens no account here" in client.get(LOGIN).content.decode()


def test_a_passkey_of_a_closed_account_opens_nothing(learner):
    _client, device = adding(learner)
    accounts.close_account(account_of(learner), by=SYSTEM, reason="离岗")
    sign_in_by(device, other := Client())
    assert not signed_in(other)


def test_wrong_passwords_do_not_lock_the_passkey(learner, settings):
    _client, device = adding(learner)
    settings.AXES_ENABLED = True
    visitor = Client()
    for _ in range(5):
        locked = visitor.post(LOGIN, {"login": account_of(learner).username, "password": "wrong"})
    assert locked.status_code == 429
    sign_in_by(device, visitor)
    assert signed_in(visitor)


def test_a_removed_passkey_signs_nobody_in(learner):
    client, device = adding(learner)
    (held,) = queries.passkeys(account_of(learner))
    client.post(PAGE, {"remove": held.key})
    sign_in_by(device, other := Client())
    assert not signed_in(other)
    assert JournalEntry.objects.filter(verb="passkey removed").count() == 1
    assert client.post(PAGE, {"remove": held.key}).status_code == 302  # gone already


def test_nobody_removes_the_passkey_of_another(learner):
    adding(learner)
    (held,) = queries.passkeys(account_of(learner))
    having_shown_the_password(member("enterprise_hr")).post(PAGE, {"remove": held.key})
    assert Authenticator.objects.filter(pk=held.key).exists()
    with pytest.raises(Refused, match="no_right"):
        passkeys.remove_passkey(account_of(learner), held.key, by=member("enterprise_hr"))


def test_the_last_way_in_cannot_be_removed(learner):
    client, _device = adding(learner)
    known = account_of(learner)
    known.set_unusable_password()
    known.save()
    (held,) = queries.passkeys(known)
    with pytest.raises(Refused, match="last_way"):
        passkeys.remove_passkey(known, held.key, by=learner)
    phones.set_sign_in_phone(known, NUMBER, by=learner)
    passkeys.remove_passkey(known, held.key, by=learner)
    with pytest.raises(Refused, match="last_way"):
        phones.remove_sign_in_phone(known, by=learner)
    phones.remove_sign_in_phone(known, by=SYSTEM)  # a lost number may get another owner
    assert not Account.objects.get(pk=known.pk).phone_print


def test_one_way_is_enough():
    assert all(a_way_stays(**({"password": False, "phone": False, "passkeys": 0} | one))
               for one in ({"password": True}, {"phone": True}, {"passkeys": 1}))  # fmt: skip
    assert a_way_stays(password=False, phone=False, passkeys=0).code == "last_way"


def test_an_administrator_takes_lost_ones_away(learner):
    _client, device = adding(learner)
    assert queries.accounts(seen_by=SYSTEM).filter(second_factor=True).exists()
    accounts.reset_second_factor(account_of(learner), by=SYSTEM, reason="手机遗失")
    sign_in_by(device, other := Client())
    assert not signed_in(other)
    assert not queries.accounts(seen_by=SYSTEM).filter(second_factor=True).exists()


def test_without_a_password_one_confirms_by_the_passkey(learner, time_machine):
    client, device = adding(learner)
    Authenticator.objects.exclude(type="webauthn").delete()
    known = account_of(learner)
    known.set_unusable_password()
    known.save()
    client = Client()
    sign_in_by(device, client)
    time_machine.move_to(timezone.now() + timedelta(minutes=10))
    confirm = reverse("mfa_reauthenticate_webauthn")
    asked = client.get(PAGE, follow=True)
    assert asked.redirect_chain[-1][0].startswith(confirm)
    shown = device.shows(asked_on(client, f"{confirm}?next={PAGE}"))
    assert client.post(confirm, {"credential": shown, "next": PAGE})["Location"] == PAGE
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("language, said", [("en", "Sign in with a passkey"), ("zh-hans", "用通行密钥登录")])
def test_the_pages_say_it_in_both_languages(learner, language, said):
    client = having_shown_the_password(learner)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    client.post(PAGE, {"credential": Device().makes(asked_on(client, PAGE))})
    bodies = [client.get(PAGE).content.decode(), client.get(reverse("mfa_reauthenticate_webauthn")).content.decode()]
    login = Client(headers={"accept-language": language}).get(LOGIN).content.decode()
    assert said in login
    if language == "zh-hans":
        without = [body.split('<script id="asked"')[0] + body.split("</script>")[-1] for body in bodies]
        assert [english(body) for body in without] == [[], []]


def test_allauths_own_pages_of_passkeys_lead_to_ours(learner):
    client = client_as(learner)
    for old in ("", "add/", "keys/1/remove/", "keys/1/edit/"):
        assert client.get(f"/accounts/2fa/webauthn/{old}")["Location"] == PAGE
        assert client.post(f"/accounts/2fa/webauthn/{old}")["Location"] == PAGE


# In the place of a password, with a card.


@pytest.fixture
def card():
    enterprise = institution()
    waiting = hat("apprentice", enterprise, of=person("陈小丽"))
    (given,) = give_cards([waiting], sheet=uuid4(), by=member("enterprise_hr", enterprise))
    return given


def makes_a_passkey(card, client, device, **more):
    """With a card, a username and no password: to the page that asks the device, and its answer."""
    accept = reverse("institutions:accept", args=[card.code])
    asks = client.post(accept, {"username": "chen.li", "by": "passkey", **more})
    assert asks.status_code == 302, asks.content.decode()
    assert not Account.objects.filter(username="chen.li").exists()
    return client.post(asks["Location"], {"credential": device.makes(asked_on(client, asks["Location"]))})


def test_a_card_is_taken_up_with_a_passkey_and_no_password(card):
    people, client, device = Person.objects.count(), Client(), Device()
    assert makes_a_passkey(card, client, device)["Location"] == "/"
    known = Account.objects.get(username="chen.li")
    assert (known.person.name, known.has_usable_password()) == ("陈小丽", False)
    assert (signed_in(client), Person.objects.count()) == (True, people)
    sign_in_by(device, other := Client())
    assert other.session["_auth_user_id"] == str(known.pk)
    assert client.get(reverse("account_change_password"))["Location"] == reverse("account_set_password")


def test_the_card_stays_good_until_the_device_has_made_it(card):
    accept = reverse("institutions:accept", args=[card.code])
    client = Client()
    asks = client.post(accept, {"username": "chen.li", "by": "passkey"})["Location"]
    assert "That did not work" in client.post(asks, {"credential": "{}"}).content.decode()
    assert client.get(accept).status_code == 200
    done = client.post(accept, {"username": "chen.li", "password": PASSWORD, "again": PASSWORD})
    assert (done["Location"], Account.objects.get(username="chen.li").has_usable_password()) == ("/", True)
    assert Client().get(asks)["Location"] == accept


def test_a_number_written_beside_it_is_proved_next_and_signs_in_after_the_passkey_is_gone(card):
    client, device = Client(), Device()
    assert makes_a_passkey(card, client, device, phone="13800001234")["Location"] == reverse("people:prove-phone")
    assert NUMBER[3:] not in json.dumps([each.get_decoded() for each in Session.objects.all()])
    client.post(reverse("people:prove-phone"), {"code": last_code()})
    assert Account.objects.get(username="chen.li").phone_print


def test_a_taken_username_is_told_before_the_device_makes_anything(card):
    other = account_of(member("apprentice"))
    accept = reverse("institutions:accept", args=[card.code])
    answer = Client().post(accept, {"username": other.username.upper(), "by": "passkey"})
    assert (answer.status_code, "This username is taken" in answer.content.decode()) == (200, True)


def test_two_who_choose_one_name_at_once_do_not_share_an_account(card):
    accept = reverse("institutions:accept", args=[card.code])
    client, device = Client(), Device()
    asks = client.post(accept, {"username": "chen.li", "by": "passkey"})["Location"]
    accounts.create_account(person(), username="chen.li", password=PASSWORD, by=SYSTEM)
    answer = client.post(asks, {"credential": device.makes(asked_on(client, asks))})
    assert (answer["Location"], signed_in(client)) == (accept, False)
    assert "This username is taken" in client.get(accept).content.decode()
    assert not Authenticator.objects.exists()
