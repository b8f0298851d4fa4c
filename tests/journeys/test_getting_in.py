"""A class gets in: HR prints a card for everybody in a few steps, and people come in by them at their phones."""

import os
import time
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from jiangtu.core import printing
from jiangtu.institutions.actions.cards import give_cards
from jiangtu.people.models import Account, Person
from tests.factories import apprenticeships as of_apprentices
from tests.factories.institutions import hat, member
from tests.factories.people import PASSWORD, person
from tests.factories.training import running_class
from tests.journeys.house import DESK, PHONE

pytestmark = pytest.mark.browser
CLASS, STEPS_AT_MOST, SECONDS_AT_MOST = 60, 6, 300
PICTURES = os.environ.get("JIANGTU_PICTURES")


@pytest.fixture
def a_class():
    """A class of 60 of one enterprise, who came in by a roster: nobody of them can sign in."""
    training_class = running_class(apprentices=0)
    enterprise = training_class.enterprises.get()
    for at in range(CLASS):
        somebody = person(f"陈小{chr(0x4E00 + at)}")
        of_apprentices.apprentice(training_class, person=somebody, enterprise=enterprise)
        hat("apprentice", enterprise, of=somebody)
    return training_class, enterprise


def look(window, name):
    if PICTURES:
        window.page.screenshot(path=str(Path(PICTURES) / f"{name}-{window.language}.png"), full_page=True)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_sixty_people_get_their_cards_in_a_few_steps_and_come_in_by_them(house, a_class, monkeypatch, language):
    training_class, enterprise = a_class
    handed = {}
    kept = printing.pdf
    monkeypatch.setattr(printing, "pdf", lambda *a, **k: handed.update(a[1]) or kept(*a, **k))
    window = house.seat(member("enterprise_hr", enterprise), language, DESK)
    begun, steps = time.monotonic(), 0

    def step(act, *arguments, **more):
        nonlocal steps
        steps += 1
        return act(*arguments, **more)

    step(window.visit, "/apprenticeships/")
    step(window.choose, "Class", str(training_class), within=".filters")
    window.page.wait_for_url("**training_class=**")
    look(window, "list")
    cards = ("Sign-in card for %(n)s person without an account", "Sign-in cards for all %(n)s without an account")
    step(window.press, *cards, n=CLASS)
    window.sees("Sign-in cards")
    look(window, "cards")
    with window.page.expect_download() as coming:
        step(window.press, "Print %(n)s card", "Print %(n)s cards", n=CLASS)
    sheet = coming.value.path().read_bytes()
    took = time.monotonic() - begun
    assert sheet.startswith(b"%PDF-")
    assert (len(handed["cards"]), steps <= STEPS_AT_MOST, took < SECONDS_AT_MOST) == (CLASS, True, True)
    if PICTURES:
        (Path(PICTURES) / f"cards-{language}.pdf").write_bytes(sheet)
        (Path(PICTURES) / f"took-{language}.txt").write_text(f"{steps} steps, {took:.1f} s\n")
    people = Person.objects.count()
    for card in handed["cards"][:2]:
        comes_in(house, card, language)
    assert Person.objects.count() == people
    window.visit("/apprenticeships/?account=active")
    window.sees_text(*[card["name"] for card in handed["cards"][:2]])


def comes_in(house, card, language):
    """At a phone: the square's address, or the code typed; for whom it is; a name and a password; in."""
    phone = house.window(language, PHONE)
    phone.visit("/in")
    look(phone, "enter")
    phone.fill(code=card["code"]).press("Continue", within="main")
    phone.sees_text(card["name"][0] + "＊＊")
    phone.sees_not(card["name"])
    look(phone, "accept")
    name = f"user.{card['code'][:4].lower()}.{language[:2]}"
    phone.fill(username=name, password=PASSWORD, again=PASSWORD).press("That is me: sign in", within="main")
    begins(phone)
    assert Account.objects.get(username=name).person.name == card["name"]
    look(phone, "first-page")
    phone.visit("/people/me").sees_text(card["name"])


def begins(phone):
    """The page of the first time, then the desk with its hints, one of which has been read."""
    phone.page.wait_for_url("**/people/welcome")
    look(phone, "first-time")
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    phone.press("Save and begin", within="main")
    phone.page.wait_for_url("**/")
    look(phone, "hints")
    phone.sees("To begin with").main.locator("[name=hint]").first.click()
    expect(phone.main.locator("[name=hint]")).to_have_count(2)


def test_nothing_on_the_way_in_is_wider_than_a_phone(house, a_class):
    phone = house.window("zh-hans", PHONE).visit("/in")
    width = phone.page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE[0]


def test_with_a_card_and_a_passkey_nothing_is_typed_the_second_time(house, a_class):
    """At a phone that looks at a finger: the card's code and a name once, afterwards the finger alone."""
    _training_class, enterprise = a_class
    learner = hat("apprentice", enterprise, of=person("林小禾"))
    (card,) = give_cards([learner], sheet=uuid4(), by=member("enterprise_hr", enterprise))
    phone = house.window("zh-hans", PHONE)
    with_a_finger(phone.page)
    phone.visit("/in").fill(code=card.code).press("Continue", within="main")
    phone.fill(username="lin.xiaohe").press("With a passkey, without a password", within="main")
    look(phone, "first-passkey")
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    phone.press("Make the passkey", within="main")
    begins(phone)
    account = Account.objects.get(username="lin.xiaohe")
    assert (account.person, account.has_usable_password()) == (learner.person, False)
    phone.visit("/people/me/passkeys").sees_text(phone.word("Passkey %(n)s", n=1))
    look(phone, "passkeys")
    phone.page.locator("details.hat > summary").click()
    phone.press("Sign out")
    phone.visit("/people/me")
    look(phone, "sign-in")
    phone.press("Sign in with a passkey", within="main")
    phone.page.wait_for_url("**/people/me")
    phone.sees_text("林小禾")


def with_a_finger(page):
    """A phone that keeps passkeys and knows its owner's finger."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    phone = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    checks = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": phone | checks})
