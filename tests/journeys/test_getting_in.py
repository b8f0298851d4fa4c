"""A class gets in: HR prints a card for everybody in a few steps, all of them come in by them, and work."""

import io
import os
import time
from datetime import date
from datetime import time as time_of_day
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from jiangtu.apprenticeships.models import Apprenticeship
from jiangtu.core import printing
from jiangtu.institutions.actions.cards import give_cards
from jiangtu.institutions.rules.cards import compact
from jiangtu.people.models import Account, Person
from jiangtu.training.doors import home
from tests.factories import apprenticeships as of_apprentices
from tests.factories import mentoring as of_mentoring
from tests.factories.institutions import hat, member
from tests.factories.mentoring import begin_pair
from tests.factories.people import PASSWORD, person
from tests.factories.training import planned_session, running_class, trainer_of
from tests.journeys.house import DESK, PHONE

pytestmark = pytest.mark.browser
CLASS, SECONDS_AT_MOST = 60, 300
PICTURES = os.environ.get("JIANGTU_PICTURES")


@pytest.fixture
def a_class():
    """A class of 60 of one enterprise, who came in by a roster: nobody of them can sign in."""
    return class_of(CLASS)


def class_of(number):
    """A class and its enterprise."""
    training_class = running_class(apprentices=0)
    enterprise = training_class.enterprises.get()
    for at in range(number):
        somebody = person(f"陈小{chr(0x4E00 + at)}")
        of_apprentices.apprentice(training_class, person=somebody, enterprise=enterprise)
        hat("apprentice", enterprise, of=somebody)
    return training_class, enterprise


def look(window, name):
    if PICTURES:
        window.page.screenshot(path=str(Path(PICTURES) / f"{name}-{window.language}.png"), full_page=True)


@pytest.fixture
def printed(monkeypatch):
    """What is printed on cards, and where their squares lead."""
    handed, squares, pdf, qr_svg = {}, [], printing.pdf, printing.qr_svg
    monkeypatch.setattr(printing, "pdf", lambda *a, **k: handed.update(a[1]) or pdf(*a, **k))
    monkeypatch.setattr(printing, "qr_svg", lambda address: squares.append(address) or qr_svg(address))
    return handed, squares


def print_cards(window, number):
    """Press the button of a list for everybody's cards, then print; the sheet."""
    cards = ("Sign-in card for %(n)s person without one", "Sign-in cards for all %(n)s without one")
    window.press(*cards, n=number).sees("Sign-in cards")
    look(window, "cards")
    with window.page.expect_download() as coming:
        window.press("Print %(n)s card", "Print %(n)s cards", n=number)
    return coming.value.path().read_bytes()


def test_sixty_people_get_their_cards_in_four_steps(house, a_class, printed):
    training_class, enterprise = a_class
    window = house.seat(member("enterprise_hr", enterprise), "zh-hans", DESK)
    begun = time.monotonic()
    window.visit("/apprenticeships/").write("Class", training_class.number, within=".filters").page.keyboard.press(
        "Enter"
    )
    window.page.wait_for_url("**of_class=**")
    look(window, "list")
    sheet = print_cards(window, CLASS)
    took = time.monotonic() - begun
    assert sheet.startswith(b"%PDF-")
    assert (len(printed[0]["cards"]), took < SECONDS_AT_MOST) == (CLASS, True)


def test_the_card_of_one_person_is_printed_without_a_mail_address_and_once_more_from_the_same_page(house):
    training_class, enterprise = class_of(1)
    chosen = training_class.enrolments.get().person.uuid
    hr = house.seat(member("enterprise_hr", enterprise), "zh-hans", DESK).visit(f"/institutions/cards?person={chosen}")
    for _time in range(2):
        with hr.page.expect_download() as coming:
            hr.press("Print %(n)s card", "Print %(n)s cards", n=1)
        assert coming.value.path().read_bytes().startswith(b"%PDF-")
    hr.visit(f"/institutions/cards?person={chosen}").press("Cancel the unused cards")
    hr.sees("%(n)s card no longer works.", n=1)


def test_a_class_of_thirty_gets_in_by_cards_and_works(house, printed):
    """HR prints from the home of the class; all thirty come in; two of them, their mentors and the trainer work."""
    house.on("2025-06-16", "08:00")
    training_class, enterprise = class_of(30)
    hr = member("enterprise_hr", enterprise)
    paper = hr_prints_from_the_home_of_the_class(house.seat(hr, "en", DESK), training_class)
    handed, squares = printed
    assert len(handed["cards"]) == len(squares) == 30
    people = Person.objects.count()
    ways = [urlsplit(address).path for address in squares]
    first, second, *others = zip(handed["cards"], ways, strict=True)
    for card, way in (first, second, *others):
        assert (card["name"] in paper, card["code"] in paper, way) == (True, True, f"/in/{compact(card['code'])}")
    windows = [
        comes_in(house.window("zh-hans", PHONE), first[0], way=first[1]),
        comes_in(house.window("en", DESK), second[0]),
    ]
    for card, way in others:
        comes_in_without_a_browser(card, way)
    assert Person.objects.count() == people
    assert Account.objects.filter(person__name__in=[card["name"] for card in handed["cards"]]).count() == 30
    house.seat(hr, "en", DESK).visit(home(training_class.uuid)).sees_not("no card to sign in yet")
    for window, (card, _way), size in zip(windows, (first, second), (PHONE, DESK), strict=True):
        they_work(house, window, card["name"], training_class, hr, size)


def hr_prints_from_the_home_of_the_class(window, training_class):
    """One click leads from the class's home to those without a card; what stands on the paper."""
    window.visit(home(training_class.uuid)).sees("%(n)s apprentices have no card to sign in yet", n=30)
    look(window, "home-of-class")
    window.main.get_by_role("link", name=window.word("Sign-in cards")).click()
    window.page.wait_for_url(f"**{reverse('apprenticeships:list')}?card=none&training_class={training_class.pk}")
    look(window, "people-of-class")
    sheet = print_cards(window, 30)
    if PICTURES:
        (Path(PICTURES) / "cards.pdf").write_bytes(sheet)
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(sheet)).pages)


def comes_in(window, card, way=""):
    """The square's address, or the code typed; for whom it is; a name and a password; in."""
    window.visit(way or "/in")
    if not way:
        look(window, "enter")
        window.fill(code=card["code"]).press("Continue", within="main")
    window.sees_text(card["name"][0] + "＊＊")
    window.sees_not(card["name"])
    look(window, "accept")
    name = f"user.{card['code'][:4].lower()}"
    window.fill(username=name, password=PASSWORD, again=PASSWORD).press("That is me: sign in", within="main")
    begins(window)
    assert Account.objects.get(username=name).person.name == card["name"]
    look(window, "first-page")
    assert window.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return window.visit("/people/me").sees_text(card["name"])


def comes_in_without_a_browser(card, way):
    """The same way for the others, through the same pages."""
    phone = Client(headers={"accept-language": "zh-hans"})
    shown = phone.get(way, follow=True)
    said = shown.content.decode()
    assert (shown.status_code, card["name"][0] + "＊＊" in said, card["name"] in said) == (200, True, False)
    form = {"username": f"user.{card['code'][:4].lower()}", "password": PASSWORD, "again": PASSWORD}
    assert phone.post(shown.redirect_chain[-1][0], form)["Location"] == "/"
    assert phone.get("/", follow=True).status_code == 200
    assert card["name"] in phone.get("/people/me").content.decode()


def they_work(house, window, name, training_class, hr, size):
    """The trainer calls the roll, the apprentice writes what was done, the mentor countersigns."""
    it = Apprenticeship.objects.get(enrolment__person__name=name, enrolment__training_class=training_class)
    mentor = of_mentoring.mentor(it.enrolment.enterprise, by=hr)
    begin_pair(mentor, it, by=hr, since=date(2025, 6, 2))
    session = planned_session(training_class, date(2025, 6, 16), time_of_day(9 if size == PHONE else 10), 45)
    house.on("2025-06-16", "10:50")
    trainer = house.seat(trainer_of(training_class), window.language, size)
    trainer.visit(f"/classes/sessions/{session.uuid}").press("Call the roll")
    trainer.main.locator("fieldset", has_text=name).locator("label.mark-late").click()
    trainer.main.locator("fieldset", has_text=name).get_by_label(trainer.word("Minutes late")).fill("10")
    trainer.press("Save the roll of %(n)s person", "Save the roll of %(n)s people", 30).sees("The roll is saved.")
    marks = session.attendance.values_list("mark", flat=True)
    assert (marks.get(person=it.enrolment.person), sorted(set(marks))) == ("late", ["late", "present"])
    house.on("2025-06-16", "17:10")
    window.visit("/classes/log").press("Write today's entry", within="main")
    window.fill(hours="8", work="车外圆，四爪卡盘找正。").tick(window.word("independently")).press("Save the entry")
    window.sees_text("车外圆，四爪卡盘找正。")
    look(window, "entry")
    at_work = house.seat(of_mentoring.mentor_actor(mentor), window.language, size)
    at_work.visit("/mentoring/log?all=1").sees_text(name).press_for("entry", "Countersign {n} ticked")
    at_work.sees("Nothing to countersign. New entries of your apprentices appear here.")
    assert it.enrolment.log.get().state == "countersigned"


def begins(phone):
    """The page of the first time, then the desk with its hints, one of which has been read."""
    phone.page.wait_for_url("**/people/welcome")
    look(phone, "first-time")
    assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
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
    phone.fill(username="lin.xiaohe").press("Use a passkey instead of a password", within="main")
    look(phone, "first-passkey")
    phone.page.wait_for_load_state()
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
