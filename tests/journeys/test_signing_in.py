"""Signing in as it is done by hand: name, password, and the code of one's phone."""

import pytest

from tests.factories.institutions import account_of, hat, member
from tests.factories.people import PASSWORD, account, second_factor
from tests.journeys.house import DESK, PHONE
from tests.people.test_second_factor import code_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language, size", [("zh-hans", DESK), ("en", PHONE)])
def test_a_programme_head_signs_in_with_the_code_of_the_phone_and_out_again(house, language, size):
    head = member("programme_head")
    signing = account_of(head)
    secret = second_factor(signing)
    window = house.window(language, size).visit("/programmes/")
    window.fill(login=signing.username, password=PASSWORD).press("Sign in", within="main")
    window.fill(code=code_of(secret)).press("Sign in", within="main")
    assert window.path == "/programmes/"
    window.sees("Programmes")
    window.page.locator("details.hat > summary").click()
    window.press("Sign out")
    assert window.visit("/programmes/").path.startswith("/accounts/login/")


def test_an_apprentice_signs_in_with_the_password_alone(house):
    apprentice = hat("apprentice")
    account(apprentice.person, username="xiao.chen")
    window = house.window("zh-hans", PHONE).visit("/people/me")
    window.fill(login="xiao.chen", password=PASSWORD).press("Sign in", within="main")
    assert window.path == "/people/me"
