"""What goes wrong in the field: impatient fingers, lost networks, ended sessions, wrong files, and no mouse at hand."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib.sessions.models import Session as SignedIn
from playwright.sync_api import expect

from jiangtu.mentoring.models import Pair
from jiangtu.training.actions.logbook import write_entry
from jiangtu.training.models import LogEntry
from tests.factories import mentoring, training
from tests.factories.institutions import account_of
from tests.factories.people import PASSWORD
from tests.journeys.house import PHONE

pytestmark = pytest.mark.browser
WORK = "车端面，量了三次。"


@pytest.fixture(autouse=True)
def _a_monday(house):
    house.on("2025-06-16")


@pytest.fixture
def enrolment():
    return training.running_class(apprentices=2).enrolments.order_by("pk")[0]


def writing(house, enrolment, **context):
    """The apprentice's phone, with a day's work typed and not yet sent."""
    phone = house.seat(training.apprentice_of(enrolment), "zh-hans", PHONE, **context).visit("/classes/log/new")
    return phone.fill(hours="8", work=WORK).tick(phone.word("under supervision"))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_two_taps_on_save_make_one_entry(house, enrolment, scripts):
    """Not so fast that the browser still takes them for one: the first has gone out when the second comes."""
    phone = writing(house, enrolment, java_script_enabled=scripts)
    save = phone.button("Save the entry")
    save.scroll_into_view_if_needed()
    at = save.bounding_box()
    for _ in range(2):
        phone.page.mouse.click(at["x"] + 20, at["y"] + 20)
        phone.page.wait_for_timeout(120)
    phone.sees_text(WORK)
    phone.page.wait_for_load_state("networkidle")
    assert LogEntry.objects.filter(enrolment=enrolment).count() == 1


def test_an_entry_sent_without_a_network_is_sent_by_loading_again(house, enrolment):
    phone = writing(house, enrolment)
    sent_offline(phone)
    phone.page.reload()
    phone.sees_text(WORK)
    assert LogEntry.objects.filter(enrolment=enrolment).count() == 1


def test_what_was_sent_without_a_network_is_there_when_one_comes_back_until_it_is_saved(house, enrolment):
    phone = writing(house, enrolment)
    sent_offline(phone)
    phone.visit("/classes/log/new").sees("What you had typed is back. It is not saved yet.")
    expect(phone.main.locator("[name=work]")).to_have_value(WORK)
    phone.press("Save the entry").sees("The entry is saved and waits for your mentor.")
    phone.visit("/classes/log/new")
    expect(phone.main.locator("[name=work]")).to_have_value("")
    expect(phone.main.locator("[data-kept]")).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_back_button_after_saving_leads_to_the_entry_and_never_to_a_second_one(house, enrolment, scripts, tmp_path):
    training.agrees_to_photos(enrolment)
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(training.picture())
    phone = writing(house, enrolment, java_script_enabled=scripts).bring(photo, "photos")
    phone.press("Save the entry").sees("The entry is saved and waits for your mentor.")
    phone.page.go_back()
    phone.page.wait_for_load_state("load")
    if "/log/new" in phone.path:  # the page as the browser has kept it
        phone.press("Save the entry")
    phone.sees("Withdraw the entry").sees_text(WORK)
    entry = LogEntry.objects.get(enrolment=enrolment)
    assert entry.photos.count() == 1
    phone.press("Withdraw the entry").press("Withdraw the entry").sees("The entry is withdrawn.")
    assert not LogEntry.objects.filter(enrolment=enrolment).exists()


def sent_offline(phone):
    phone.page.context.set_offline(True)
    with phone.page.expect_event("requestfailed"):
        phone.press("Save the entry")
    phone.page.wait_for_function("document.querySelector('[name=work]') === null")
    phone.page.context.set_offline(False)


def test_who_was_signed_out_meanwhile_signs_in_and_finds_what_was_typed(house, enrolment):
    apprentice = training.apprentice_of(enrolment)
    phone = writing(house, enrolment)
    SignedIn.objects.all().delete()
    phone.press("Save the entry").sees("I forgot my password")
    phone.fill(login=account_of(apprentice).username, password=PASSWORD).press("Sign in", within="main")
    expect(phone.main.locator("[name=work]")).to_have_value(WORK)
    phone.press("Begin anew")
    expect(phone.main.locator("[name=work]")).to_have_value("")


def test_what_was_typed_is_shown_to_nobody_else(house, enrolment):
    phone = writing(house, enrolment)
    other = training.apprentice_of(enrolment.training_class.enrolments.order_by("pk")[1])
    SignedIn.objects.all().delete()
    phone.visit("/classes/log/new").fill(login=account_of(other).username, password=PASSWORD)
    phone.press("Sign in", within="main")
    expect(phone.main.locator("[name=work]")).to_have_value("")


def test_after_signing_out_the_back_button_shows_nobodys_data(house, enrolment):
    phone = writing(house, enrolment).visit("/people/me")
    phone.page.locator("details.hat > summary").click()
    phone.press("Sign out")
    expect(phone.page).not_to_have_url(re.compile("/people/me"))
    phone.back()
    phone.sees_not(enrolment.person.name)
    assert phone.page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('typed'))") == []


def test_two_clicks_on_publish_make_each_pair_once(house):
    it = mentoring.situation()
    page = f"/mentoring/classes/{it.training_class.uuid}/{it.enterprise.uuid}"
    hr = house.seat(it.hr, java_script_enabled=False).visit(page).press("Work out the pairing")
    made = Pair.objects.filter(mentor__enterprise=it.enterprise)
    hr.button("Publish the pairs").dblclick()
    for _tenth in range(450):  # the second click leaves the first one's answer unread
        if made.exists():
            break
        hr.page.wait_for_timeout(100)
    hr.page.wait_for_load_state("networkidle")
    assert 0 < made.count() == len({(pair.mentor_id, pair.apprenticeship_id) for pair in made})


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"], ids=["empty", "text", "broken"])
def test_a_roster_that_is_none_is_answered_with_a_sentence(house, content, tmp_path):
    made = training.draft_class(state="open")
    hr = house.seat(training.hr_of(made.enterprises.get()), "zh-hans")
    wrong = tmp_path / "名单.xlsx"
    wrong.write_bytes(content)
    hr.visit(f"/apprenticeships/classes/{made.uuid}/rosters").bring(wrong).press("Check this file")
    expect(hr.main.locator(".notice.error, .errorlist")).to_be_visible(timeout=45000)


@pytest.mark.parametrize("kind", ["certificates", "mentor-profiles"])
def test_a_wrong_file_of_certificates_or_mentors_is_answered_with_a_sentence(house, kind, tmp_path):
    wrong = tmp_path / "表.xlsx"
    wrong.write_bytes(b"not a workbook")
    by = mentoring.situation().hr
    hr = house.seat(by)
    hr.visit(f"/sheets/{kind}/{by.institution_uuid}").bring(wrong).press("Check this file")
    expect(hr.main.locator(".notice.error, .notice.warning, .errorlist").first).to_be_visible(timeout=45000)


def test_a_photo_that_is_none_leaves_the_words_where_they_are(house, enrolment, tmp_path):
    wrong = tmp_path / "photo.jpg"
    wrong.write_bytes(b"not a picture")
    phone = writing(house, enrolment).bring(wrong, "photos").press("Save the entry")
    box = phone.main.locator("[name=agree]")
    assert box.evaluate("box => box.validity.valueMissing")  # nothing is sent, so the photo need not be chosen anew
    box.check()
    phone.press("Save the entry")
    expect(phone.main.locator(".errorlist").first).to_be_visible()
    expect(phone.main.locator("[name=work]")).to_have_value(WORK)
    assert not LogEntry.objects.filter(enrolment=enrolment).exists()


def test_large_photos_are_small_on_the_mentors_phone(house):
    it = mentoring.paired(apprentices=1, mentors=1, logged=False)
    enrolment = it.apprentices[0].enrolment
    training.agrees_to_photos(enrolment)
    write_entry(
        enrolment, by=training.apprentice_of(enrolment), on=date(2025, 6, 16), minutes=480, work=WORK,
        independence="assist", photos=[(f"{n}.jpg", training.picture(1600, 1200)) for n in range(4)],
    )  # fmt: skip
    phone = house.seat(it.mentor(), "zh-hans", PHONE).visit("/mentoring/log?all=1").sees_text(WORK)
    phone.page.wait_for_load_state("networkidle")
    assert phone.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    phone.press_for("entry", "Countersign {n} ticked")
    phone.sees("Nothing to countersign. New entries of your apprentices appear here.")


def reach(window, css, presses=80):
    """Tab until the element has the focus."""
    for _ in range(presses):
        window.page.keyboard.press("Tab")
        if window.page.evaluate("css => document.activeElement.matches(css)", css):
            return
    raise AssertionError(f"Tab does not reach {css} on {window.path}")


def test_an_entry_is_written_with_the_keyboard_alone(house, enrolment):
    desk = house.seat(training.apprentice_of(enrolment)).visit("/classes/log")
    reach(desk, 'main a[href$="/log/new"]')
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/log/new?page=*")
    reach(desk, "[name=hours]")
    desk.page.keyboard.type("8")
    reach(desk, "[name=work]")
    desk.page.keyboard.type("Turned a shaft")
    reach(desk, "[name=independence]")
    desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("ArrowDown")
    reach(desk, "main form.log button")
    desk.page.keyboard.press("Enter")
    desk.sees_text("Turned a shaft")
    assert LogEntry.objects.get(enrolment=enrolment).independence == "independent"


def test_the_roll_is_called_with_the_keyboard_alone(house, enrolment):
    made = enrolment.training_class
    session = training.planned_session(made, date(2025, 6, 16))
    desk = house.seat(training.trainer_of(made)).visit(f"/classes/sessions/{session.uuid}/roll")
    reach(desk, '[name^="mark-"]')
    desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("ArrowDown")
    reach(desk, "main .acts.save button")
    desk.page.keyboard.press("Enter")
    desk.sees("The roll is saved.")
    assert sorted(session.attendance.values_list("mark", flat=True)) == ["absent", "present"]
