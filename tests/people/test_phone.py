"""Signing in with a phone number: proved by a code before, and by a code each time."""

import re
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiangtu.core.actor import SYSTEM
from jiangtu.core.models import JournalEntry, OutboxMessage
from jiangtu.core.verdict import Refused
from jiangtu.institutions.actions.cards import give_cards
from jiangtu.people.actions import accounts, phones
from jiangtu.people.models import Account, Limit
from jiangtu.people.rules import codes
from tests.factories.institutions import account_of, client_as, hat, institution, member
from tests.factories.people import PASSWORD, full_width, person, second_factor

pytestmark = pytest.mark.django_db
ASK, CONFIRM, LOGIN = "/accounts/login/code/", "/accounts/login/code/confirm/", "/accounts/login/"
NUMBER = "+8613800001234"


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def learner():
    """An apprentice's account that signs in with NUMBER."""
    apprentice = member("apprentice")
    known = account_of(apprentice)
    phones.set_sign_in_phone(known, NUMBER, by=apprentice)
    return known


def having_shown_the_password(actor):
    """A browser signed in just now, with the password."""
    client, known = client_as(actor), account_of(actor)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(known.pk)
    session.save()
    return client


def texts(to=NUMBER):
    return list(OutboxMessage.objects.filter(channel="sms", to=to).order_by("pk"))


def last_code():
    return re.search(r"\d{6}", texts()[-1].body)[0]


def other_than(code):
    return f"{(int(code) + 1) % 10**6:06d}"


def ask(client, number=NUMBER):
    cache.clear()  # not how often in a minute, but in a day
    return client.post(ASK, {"phone": number})


def signed_in(client):
    return "_auth_user_id" in client.session


def page_of(response):
    return re.sub(r"\w{64}", "", response.content.decode())


@pytest.mark.parametrize("written", ["13800001234", " 138-0000-1234", "+86 138 0000 1234", "１３８００００１２３４"])
def test_a_code_signs_in_whoever_holds_the_phone(learner, written):
    client = Client()
    assert ask(client, written)["Location"].startswith(CONFIRM)
    assert not signed_in(client)
    assert client.post(CONFIRM, {"code": f" {last_code()} "})["Location"] == "/"
    assert client.session["_auth_user_id"] == str(learner.pk)


def test_a_code_is_good_in_whatever_width_it_is_typed(learner):
    client = Client()
    ask(client)
    assert client.post(CONFIRM, {"code": full_width(last_code())})["Location"] == "/"


def test_a_wrong_old_or_used_code_signs_nobody_in(learner, time_machine):
    client = Client()
    ask(client)
    assert "Compare it with the last message" in page_of(client.post(CONFIRM, {"code": other_than(last_code())}))
    time_machine.move_to(timezone.now() + timedelta(minutes=codes.MINUTES, seconds=1))
    assert client.post(CONFIRM, {"code": last_code()})["Location"] == ASK
    assert not signed_in(client)
    ask(client)
    used = last_code()
    assert client.post(CONFIRM, {"code": used})["Location"] == "/"
    other = Client()
    ask(other)
    assert other.post(CONFIRM, {"code": used}).status_code == 200
    assert not signed_in(other)


def test_the_third_wrong_code_ends_the_trying(learner):
    client = Client()
    ask(client)
    code = last_code()
    for _ in range(codes.TRIES):
        answer = client.post(CONFIRM, {"code": other_than(code)}, follow=True)
    assert "That code was tried too often. Ask for another." in answer.content.decode()
    client.post(CONFIRM, {"code": code})
    assert not signed_in(client)


def test_tries_of_a_code_count_together_also_when_the_session_forgets_them(learner):
    client = Client()
    ask(client)
    code, waiting = last_code(), client.session["account_login"]
    for _ in range(codes.TRIES):
        client.post(CONFIRM, {"code": other_than(code)})
        session = client.session
        session["account_login"] = waiting  # as tries at one moment would each find it
        session.save()
    client.post(CONFIRM, {"code": code})
    assert not signed_in(client)


def test_a_stranger_who_uses_up_codes_and_tries_does_not_keep_the_owner_out(learner):
    owner = Client(REMOTE_ADDR="10.0.0.2")
    ask(owner)
    owners = last_code()
    for address in ("10.9.0.1", "10.9.0.2", "10.9.0.3", "10.9.0.4"):
        answers = []
        for _ in range(codes.CODES_A_DAY_HERE + 1):
            stranger = Client(REMOTE_ADDR=address)
            answers.append(ask(stranger).status_code)
            for _try in range(codes.TRIES):
                stranger.post(CONFIRM, {"code": "000000"})
        assert answers[-1] == 200  # the stranger's own connection comes to its end
    assert ask(Client(REMOTE_ADDR="10.9.0.5")).status_code == 200  # and so do all that are not known
    assert len(texts()) == codes.CODES_A_DAY
    owner.post(CONFIRM, {"code": owners})
    assert signed_in(owner)  # the code that was sent stays good
    again = Client(REMOTE_ADDR="10.0.0.2")
    assert ask(again).status_code == 302  # where one has signed in, others' codes do not count
    again.post(CONFIRM, {"code": last_code()})
    assert signed_in(again)


def test_whoever_answers_their_codes_signs_in_as_often_as_they_like(learner):
    for _ in range(codes.CODES_A_DAY + 1):
        client = Client()
        ask(client)
        client.post(CONFIRM, {"code": last_code()})
        assert signed_in(client)


def test_the_session_keeps_of_a_code_what_does_not_tell_it(learner):
    client = Client()
    ask(client)
    kept = client.session["account_login"]["state"]["stages"]["login_by_code"]["data"]["code"]
    assert (last_code() in str(dict(client.session.items())), len(kept)) == (False, 64)


def test_a_number_that_nobody_has_gets_the_same_answer_and_no_message(learner):
    pages = []
    for number in (NUMBER, "13900009999"):
        client = Client()
        asked = ask(client, number)
        shown = client.get(CONFIRM)
        wrong = client.post(CONFIRM, {"code": "abcdef"})
        pages.append((asked.status_code, asked["Location"], page_of(shown), page_of(wrong)))
    assert pages[0] == pages[1]
    assert [message.to for message in OutboxMessage.objects.filter(channel="sms")] == [NUMBER]


@pytest.mark.parametrize("number", [NUMBER, "13900009999"])
def test_a_number_gets_so_many_codes_in_a_day_on_one_connection_and_on_all(learner, number):
    for address in ("10.0.0.1", "10.0.0.2", "10.0.0.3"):
        for _ in range(codes.CODES_A_DAY_HERE):
            assert ask(Client(REMOTE_ADDR=address), number).status_code == 302
        refused = ask(Client(REMOTE_ADDR=address), number)
        assert (refused.status_code, "No more codes" in refused.content.decode()) == (200, True)
    assert ask(Client(REMOTE_ADDR="10.0.0.4"), number).status_code == 200
    assert len(texts(number)) in (codes.CODES_A_DAY, 0)


def test_a_connection_asks_for_so_many_codes_in_a_day(learner, monkeypatch):
    monkeypatch.setattr(codes, "CODES_A_DAY_CONNECTION", 3)
    numbers = [f"139000000{n:02d}" for n in range(4)]
    assert [ask(Client(), number).status_code for number in numbers] == [302, 302, 302, 200]
    assert Client(REMOTE_ADDR="10.0.0.7").post(ASK, {"phone": numbers[0]}).status_code == 302


def test_the_second_factor_is_asked_for_after_the_code_too():
    hr = member("enterprise_hr")
    known = account_of(hr)
    phones.set_sign_in_phone(known, NUMBER, by=hr)
    secret = second_factor(known)
    client = Client()
    ask(client)
    assert client.post(CONFIRM, {"code": last_code()})["Location"].startswith(reverse("mfa_authenticate"))
    assert not signed_in(client)
    totp = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post(reverse("mfa_authenticate"), {"code": totp})
    assert signed_in(client)


def test_a_role_that_needs_a_second_factor_sets_it_up_after_a_code():
    hr = member("enterprise_hr")
    phones.set_sign_in_phone(account_of(hr), NUMBER, by=hr)
    client = Client()
    ask(client)
    client.post(CONFIRM, {"code": last_code()})
    assert client.get("/people/me")["Location"] == reverse("mfa_activate_totp")


def test_a_closed_account_gets_no_code(learner):
    accounts.close_account(learner, by=SYSTEM, reason="离岗")
    assert ask(Client()).status_code == 302
    assert texts() == []


def test_the_number_serves_in_the_place_of_the_username(learner, settings):
    client = Client()
    client.post(LOGIN, {"login": "138 0000 1234", "password": PASSWORD})
    assert signed_in(client)
    settings.AXES_ENABLED = True
    for login in ("13800001234", learner.username, "+8613800001234", learner.username, "13800001234"):
        last = Client().post(LOGIN, {"login": login, "password": "wrong password"})
    assert last.status_code == 429  # one count for both


def test_without_a_gateway_nothing_of_it_is_offered(learner, settings):
    settings.OUTBOX = False
    assert Client().get(ASK).status_code == 404
    assert ASK not in Client().get(LOGIN).content.decode()
    client = having_shown_the_password(member("apprentice"))
    assert client.get("/people/me/sign-in-phone").status_code == 404
    assert "/people/me/sign-in-phone" not in client.get("/people/me").content.decode()


def test_on_me_one_sets_proves_and_removes_the_number():
    mentor = member("enterprise_mentor")
    known, client = account_of(mentor), having_shown_the_password(mentor)
    given = client.post("/people/me/sign-in-phone", {"phone": "138 0000 1234"})
    assert given["Location"] == "/people/me/sign-in-phone/code"
    waiting = client.get(given["Location"]).content.decode()
    assert re.search(r"on its way to \S+\*1234\.", waiting), "a number mistyped is seen"
    assert "Send another code" in waiting
    known.refresh_from_db()
    assert known.phone_print is None
    assert client.post(given["Location"], {"code": other_than(last_code())}).status_code == 200
    assert client.post(given["Location"], {"code": last_code()})["Location"] == "/"
    known.refresh_from_db()
    assert known.phone.reveal() == NUMBER
    page = client.get("/people/me").content.decode()
    assert "****1234" in page
    assert "13800001234" not in page
    assert client.post("/people/me/sign-in-phone", {"remove": "1"})["Location"] == "/people/me"
    known.refresh_from_db()
    assert (known.phone_print, bool(known.phone)) == (None, False)
    verbs = list(JournalEntry.objects.filter(subject=known.uuid).order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["sign-in phone set", "sign-in phone removed"]


def test_setting_it_asks_for_the_password_again():
    mentor = member("enterprise_mentor")
    answer = client_as(mentor).get("/people/me/sign-in-phone")
    assert answer["Location"].startswith(reverse("account_reauthenticate")) or "2fa" in answer["Location"]


def test_a_number_serves_one_account(learner):
    mentor = member("enterprise_mentor")
    client = having_shown_the_password(mentor)
    client.post("/people/me/sign-in-phone", {"phone": NUMBER})
    done = client.post("/people/me/sign-in-phone/code", {"code": last_code()}, follow=True)
    assert "Another account signs in with this number" in done.content.decode()
    assert Account.objects.get(phone_print=learner.phone_print) == learner
    with pytest.raises(Refused) as refused:
        phones.set_sign_in_phone(account_of(mentor), NUMBER, by=mentor)
    assert refused.value.verdict.code == "phone_taken"


def test_an_administrator_removes_a_lost_number(learner):
    client = client_as(member("administrator"))
    url = f"/people/accounts/{learner.uuid}"
    assert "Remove the phone" in client.get(url).content.decode()
    client.post(url, {"act": "phone"})
    learner.refresh_from_db()
    assert learner.phone_print is None


def test_with_a_card_one_gives_a_number_and_proves_it():
    held = hat("apprentice", institution(), of=person("陈小丽"))
    hr = member("enterprise_hr", held.institution)
    code = give_cards([held], sheet=uuid4(), by=hr)[0].code
    form = {"username": "chen.li", "password": PASSWORD, "again": PASSWORD, "phone": "13800001234"}
    client = Client()
    answer = client.post(f"/institutions/invitations/{code}", form)
    assert answer["Location"] == "/people/me/sign-in-phone/code"
    assert signed_in(client)
    assert client.post(answer["Location"], {"code": last_code()})["Location"] == "/"
    assert Account.objects.get(username="chen.li").phone.reveal() == NUMBER


def test_the_number_stands_nowhere_in_plain(learner):
    client = Client()
    ask(client)
    client.post(CONFIRM, {"code": last_code()})
    having_shown_the_password(member("apprentice")).post("/people/me/sign-in-phone", {"phone": "13900005678"})
    kept = [str(session.get_decoded()) for session in Session.objects.all()]
    assert not [each for each in kept if last_code() in each]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_cache")
        kept.append(str(cursor.fetchall()))
    kept += [str(list(model.objects.values())) for model in (Account, Limit, JournalEntry)]
    assert not [each for each in kept if "13800001234" in each or "13900005678" in each]


@pytest.mark.parametrize("language, said", [("en", "Your code for Jiangtu"), ("zh-hans", "匠途验证码")])
def test_the_message_and_the_pages_stand_in_the_readers_language(learner, language, said):
    client = Client(headers={"accept-language": language})
    ask(client)
    assert said in texts()[-1].body
    assert "陈" not in texts()[-1].body
    for page in (
        Client(headers={"accept-language": language}).get(ASK),
        client.get(CONFIRM),
        client.post(CONFIRM, {"code": "1"}),
    ):
        body = re.search(r"<main.*</main>", page.content.decode(), flags=re.S)[0]
        words = re.findall(r"[A-Za-z]{4,}", re.sub(r"<[^>]+>", " ", body))
        assert (words == []) == (language == "zh-hans")


def test_from_the_page_of_the_code_one_asks_for_another(learner):
    client = Client()
    ask(client)
    shown = client.get(CONFIRM).content.decode()
    assert 'action="/accounts/logout/"' in shown
    again = client.post("/accounts/logout/", {"next": ASK})
    assert (again["Location"], client.get(ASK).status_code) == (ASK, 200)
    ask(client)
    assert len(texts()) == 2
    client.post(CONFIRM, {"code": last_code()})
    assert signed_in(client)
