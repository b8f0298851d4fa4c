"""Signing in: by invitation, locked after wrong tries, with a second factor where others' data are seen."""

import re

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiangtu.core.actor import SYSTEM
from jiangtu.core.models import JournalEntry
from jiangtu.people.actions import accounts, people
from jiangtu.people.models import Account
from tests.factories.institutions import account_of, client_as, hat, member
from tests.factories.pages import sure
from tests.factories.people import PASSWORD, account, mailed, person, second_factor

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _fresh_limits():
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def lockout(settings):
    settings.AXES_ENABLED = True


def sign_in(client, login, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": login, "password": password}, **more)


def signed_in(client):
    return "_auth_user_id" in client.session


def apprentice_account(**more):
    apprentice = hat("apprentice")
    return account(apprentice.person, **more)


def without_tokens(response):
    return re.sub(r"\w{64}", "", response.content.decode())


def english(body):
    """The words in Latin letters of a page's own part, keys aside."""
    main = re.search(r"<main.*</main>", body, flags=re.S)[0]
    text = re.sub(r"<[^>]+>", " ", re.sub(r'<code class="secret">\w+</code>', "", main))
    return re.findall(r"[A-Za-z]{4,}", text)


def test_an_apprentice_signs_in_with_username_or_mail_however_written():
    known = apprentice_account(username="chen.li", email="chen@example.org")
    for login in ("chen.li", " Chen.Li ", "CHEN@example.org"):
        client = Client()
        assert sign_in(client, login).status_code == 302
        assert client.session["_auth_user_id"] == str(known.pk)


@pytest.mark.parametrize("language, said", [("en", "locked on this connection"), ("zh-CN", "多次输入错误密码")])
def test_five_wrong_tries_lock_a_name_however_it_is_written(lockout, language, said):
    apprentice_account(username="chen.li", email="chen@example.org")
    client = Client(headers={"accept-language": language})
    tries = ["chen.li", "CHEN.LI", " chen.li ", "Ｃhen.li", "chen@example.org"]
    for login in tries:
        last = sign_in(client, login, "wrong password")
    assert (last.status_code, said in last.content.decode()) == (429, True)
    assert sign_in(client, "chen.li").status_code == 429
    assert sign_in(Client(), "Chen.Li").status_code == 429
    assert not signed_in(client)


def test_four_wrong_tries_do_not_lock_and_a_right_one_forgets_them(lockout):
    apprentice_account(username="chen.li")
    client = Client()
    for _ in range(4):
        assert sign_in(client, "chen.li", "wrong password").status_code == 200
    assert sign_in(client, "chen.li").status_code == 302
    client = Client()
    for _ in range(4):
        assert sign_in(client, "chen.li", "wrong password").status_code == 200


def test_another_name_and_another_connection_are_not_locked(lockout):
    apprentice_account(username="chen.li")
    apprentice_account(username="li.qiang")
    for _ in range(30):  # more than any limit of a library knows
        sign_in(Client(), "chen.li", "wrong password")
    assert sign_in(Client(), "li.qiang").status_code == 302
    assert sign_in(Client(), "chen.li", REMOTE_ADDR="10.0.0.7").status_code == 302


def test_the_lockout_does_not_tell_whether_an_account_exists(lockout):
    apprentice_account(username="chen.li")
    pages = []
    for login in ("chen.li", "nobody.here"):
        for _ in range(5):
            last = sign_in(Client(), login, "wrong password")
        pages.append((last.status_code, without_tokens(last)))
    assert pages[0] == pages[1]


def test_failed_tries_keep_no_name(lockout):
    apprentice_account(username="chen.li")
    sign_in(Client(), "chen.li", "wrong password")
    attempt = AccessAttempt.objects.get()
    assert "chen" not in f"{attempt.username} {attempt.post_data} {attempt.get_data}"


def test_an_administrator_unlocks_an_account(lockout):
    known = apprentice_account(username="chen.li")
    for _ in range(5):
        sign_in(Client(), "chen.li", "wrong password")
    accounts.unlock_account(known, by=SYSTEM)
    assert sign_in(Client(), "chen.li").status_code == 302
    accounts.unlock_account(known, by=SYSTEM)  # there is nothing to clear any more
    assert JournalEntry.objects.filter(verb="account unlocked").count() == 1


def test_nobody_signs_up_without_invitation():
    new = {"username": "new", "email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    response = Client().post("/accounts/signup/", new)
    assert "invitation" in response.content.decode()
    assert not Account.objects.filter(username="new").exists()


@pytest.mark.parametrize(
    "first, second, one",
    [
        ("10.0.0.1", "10.0.0.2", False),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8::1", "2001:db9::1", False),
    ],
)
def test_a_connection_has_one_address_or_a_network_of_them(lockout, first, second, one):
    apprentice_account(username="chen.li")
    for _ in range(5):
        sign_in(Client(), "chen.li", "wrong password", REMOTE_ADDR=first)
    assert (sign_in(Client(), "chen.li", REMOTE_ADDR=second).status_code == 429) is one


def test_a_closed_account_is_out_at_the_next_request_and_cannot_come_back():
    apprentice = member("apprentice")
    known = account_of(apprentice)
    client = client_as(apprentice)
    assert client.get("/people/me").status_code == 200
    accounts.close_account(known, by=SYSTEM, reason="离岗")
    assert client.get("/people/me")["Location"].startswith(LOGIN)
    fresh = Client()
    sign_in(fresh, known.username)
    assert not signed_in(fresh)
    accounts.reopen_account(known, by=SYSTEM, reason="返岗")
    assert sign_in(fresh, known.username).status_code == 302


def test_signing_out_everywhere_keeps_this_device():
    mentor = member("enterprise_mentor")
    here, there = client_as(mentor), client_as(mentor)
    assert here.post(reverse("people:end-sessions")).status_code == 302
    assert here.get("/people/me").status_code == 200
    assert there.get("/people/me")["Location"].startswith(LOGIN)


def test_a_session_ends_with_its_age(settings):
    client = client_as(member("apprentice"))
    assert settings.SESSION_COOKIE_AGE <= 12 * 3600
    assert 0 < client.session.get_expiry_age() <= settings.SESSION_COOKIE_AGE


@pytest.mark.parametrize(
    "language, subject", [("en", "Set a new password for Jiangtu"), ("zh-hans", "设置匠途的新密码")]
)
def test_a_password_is_reset_by_mail(settings, language, subject):
    settings.BASE_URL = "https://jiangtu.example"
    known = apprentice_account(username="chen.li", email="chen@example.org")
    client = Client(headers={"accept-language": language})
    assert client.post("/accounts/password/reset/", {"email": "Chen@example.org"}).status_code == 302
    mailed()
    (letter,) = mail.outbox
    assert letter.subject == subject
    link = re.search(r"https?://\S+", letter.body)[0]
    assert link.startswith(f"{settings.BASE_URL}/accounts/")
    page = client.get(link, follow=True)
    assert page.status_code == 200
    new = "Another-lathe-8"
    done = client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new}, follow=True)
    assert done.status_code == 200
    assert sign_in(Client(), "chen.li", new).status_code == 302
    assert sign_in(Client(), "chen.li").status_code == 200
    assert JournalEntry.objects.filter(verb="password changed", subject=known.uuid).exists()
    used = client.get(link, follow=True).content.decode()
    assert ("no longer good" in used) or ("链接已失效" in used)


def test_a_changed_password_leads_back_to_me_and_a_wrong_old_one_is_called_so():
    learner = hat("apprentice")
    known = account(learner.person, username="chen.li")
    client = Client()
    sign_in(client, "chen.li")
    new = {"password1": "Another-lathe-8", "password2": "Another-lathe-8"}
    page = client.post(reverse("account_change_password"), {"oldpassword": "Another-lathe-7", **new})
    assert "That is not your current password." in page.content.decode()
    done = client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **new})
    assert done["Location"] == reverse("people:me")
    known.refresh_from_db()
    assert known.check_password(new["password1"])


def test_asking_for_a_password_does_not_tell_whether_an_account_exists():
    apprentice_account(username="chen.li", email="chen@example.org")
    pages, work = [], []
    for email in ("warm@example.org", "chen@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as asked:
            response = Client().post("/accounts/password/reset/", {"email": email}, follow=True)
        pages.append((response.status_code, response.redirect_chain, without_tokens(response)))
        work.append([query["sql"][:30] for query in asked if "SAVEPOINT" not in query["sql"]])
    assert pages[1] == pages[2]
    assert work[1] == work[2], "nor by the time it takes"
    assert mail.outbox == []
    mailed()
    assert [letter.to for letter in mail.outbox] == [["chen@example.org"]]


@pytest.mark.parametrize(
    "chosen, browser, shown",
    [("", "zh-CN,zh;q=0.9", "zh-Hans"), ("", "en", "en"), ("zh-hans", "en", "zh-Hans"), ("en", "zh-CN", "en")],
)
def test_the_language_is_the_accounts_else_the_browsers(chosen, browser, shown):
    apprentice = member("apprentice")
    client = client_as(apprentice, language=browser)
    accounts.choose_language(account_of(apprentice), chosen, by=apprentice)
    response = client.get("/people/me")
    assert f'<html lang="{shown}">' in response.content.decode()


def test_the_choice_at_the_top_of_the_page_stays_with_the_account():
    apprentice = member("apprentice")
    client_as(apprentice).post("/core/language", {"language": "zh-hans", "next": "/people/me"})
    assert '<html lang="zh-Hans">' in client_as(apprentice, language="en").get("/people/me").content.decode()
    back = client_as(apprentice, language="en")
    sure(back, reverse("people:my-language"), {"language": ""}, page=reverse("people:me"))
    assert '<html lang="en">' in back.get("/people/me").content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    "url", ["login/", "password/reset/", "password/reset/done/", "password/reset/key/done/", "signup/", "inactive/",
            "password/reset/key/1-bad/"]
)  # fmt: skip
def test_the_pages_before_signing_in_stand_in_our_look_and_language(url, language):
    response = Client(headers={"accept-language": language}).get(f"/accounts/{url}", follow=True)
    body = response.content.decode()
    assert response.status_code == 200
    assert "jiangtu.css" in body
    if language == "zh-hans":
        assert english(body) == []
        assert "电子邮件" not in body


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_of_ones_own_account_stand_in_our_look_and_language(language):
    hr = member("enterprise_hr")
    known, client = account_of(hr), Client(headers={"accept-language": language})
    sign_in(client, known.username)
    urls = ["mfa_activate_totp"]
    bodies = [client.get(reverse("mfa_activate_totp")).content.decode()]
    second_factor(known)
    for name in ("account_reauthenticate", "mfa_reauthenticate", "mfa_deactivate_totp", "account_change_password",
                 "account_logout"):  # fmt: skip
        urls.append(name)
        response = client.get(reverse(name))
        assert response.status_code == 200, name
        bodies.append(response.content.decode())
    for name, body in zip(urls, bodies, strict=True):
        assert "jiangtu.css" in body, name
        if language == "zh-hans":
            assert english(body) == [], name


def test_reading_a_page_cannot_write_people():
    from django.db import connection

    from jiangtu.core.web import GetWrote, refuse_writes

    known = person()
    with connection.execute_wrapper(refuse_writes), pytest.raises(GetWrote):
        people.change_phone(known, "13900001111", by=SYSTEM)


def test_after_ten_wrong_passwords_the_page_speaks_of_passwords_and_says_how_long():
    apprentice_account(username="chen.li")
    for language, said in (("en", "Too many wrong passwords. Wait 5 minutes"), ("zh-hans", "请等 5 分钟后再试")):
        client = Client(headers={"accept-language": language})
        for _ in range(11):
            answer = sign_in(client, "chen.li", "wrong password").content.decode()
        assert (said in answer, "Ask for a new code" in answer) == (True, False)


@pytest.mark.parametrize("language, said", [("en", "Wait a minute, then try again."), ("zh-hans", "请等一分钟后再试")])
def test_who_sends_too_much_in_a_minute_gets_a_page_of_our_look(language, said):
    client = client_as(member("apprentice"), language=language)
    for _ in range(6):
        answer = client.post("/accounts/password/change/", {"oldpassword": "wrong"})
    page = answer.content.decode()
    assert (answer.status_code, said in page, "<main" in page) == (429, True, True)
