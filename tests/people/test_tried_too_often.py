"""What is tried too often is named, with how long to wait."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories.institutions import client_as, member
from tests.factories.people import second_factor
from tests.people.test_sign_in import apprentice_account, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


def test_after_ten_wrong_passwords_the_page_speaks_of_passwords_and_says_how_long():
    apprentice_account(username="chen.li")
    for language, said in (("en", "Too many wrong passwords. Wait 5 minutes"), ("zh-hans", "请等 5 分钟后再试")):
        client = Client(headers={"accept-language": language})
        for _ in range(11):
            answer = sign_in(client, "chen.li", "wrong password").content.decode()
        assert (said in answer, "Ask for a new code" in answer) == (True, False)


def test_after_ten_wrong_second_factors_the_page_speaks_of_those():
    known = apprentice_account(username="chen.li")
    second_factor(known)
    client = Client()
    sign_in(client, "chen.li")
    for _ in range(11):
        answer = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "Your second factor was wrong too often. Wait 5 minutes, then try again." in answer.content.decode()


@pytest.mark.parametrize("language, said", [("en", "Wait a minute, then try again."), ("zh-hans", "请等一分钟后再试")])
def test_who_sends_too_much_in_a_minute_gets_a_page_of_our_look(language, said):
    client = client_as(member("apprentice"), language=language)
    for _ in range(6):
        answer = client.post("/accounts/password/change/", {"oldpassword": "wrong"})
    page = answer.content.decode()
    assert (answer.status_code, said in page, "<main" in page) == (429, True, True)
