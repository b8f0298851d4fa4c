"""The pages of the log, on which an apprentice writes."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jiangtu.core import files
from jiangtu.core.verdict import YES
from jiangtu.people.models import Consent, Person
from jiangtu.training.actions.logbook import edit_entry, return_entry, write_entry
from jiangtu.training.models import LogEntry, TrainingClass
from jiangtu.training.queries import logbook
from tests.factories import training as make
from tests.factories.pages import SHOWN, markup, shown, sure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)


def entry_typed(**values):
    return {"on": "2025-06-16", "hours": "7.5", "work": "Turned forty shafts", "independence": "supervised", **values}


def test_an_apprentice_writes_changes_and_corrects_their_log():
    of = make.running_class()
    enrolment = of.enrolments.order_by("pk")[0]
    client = make.client_as(make.apprentice_of(enrolment))
    make.agrees_to_photos(enrolment)
    page = client.get(reverse("training:write"), follow=True).content.decode()
    assert 'value="2025-06-16"' in page
    photo = lambda name="a.jpg", content=None: SimpleUploadedFile(name, content or make.picture(), "image/jpeg")  # noqa: E731
    broken = client.post(reverse("training:write"), entry_typed(photos=[photo("bad.jpg", b"<?php")])).content.decode()
    assert "“bad.jpg” cannot be read" in broken
    assert "Turned forty shafts" in broken
    huge = client.post(reverse("training:write"), entry_typed(photos=[photo("huge.jpg", bytes(11 * 1024 * 1024))]))
    assert "“huge.jpg” is too large" in huge.content.decode()
    five = client.post(reverse("training:write"), entry_typed(photos=[photo() for _ in range(5)])).content.decode()
    assert "Four photos at most" in five
    assert (
        client.post(
            reverse("training:write"), entry_typed(photos=[photo(), photo(content=make.picture(50))])
        ).status_code
        == 302
    )
    entry = LogEntry.objects.get()
    assert (entry.minutes, entry.photos.count()) == (450, 2)
    change = reverse("training:edit-entry", args=[entry.uuid])
    dropped = [str(entry.photos.first().uuid)]
    assert client.post(change, entry_typed(hours="8", drop=dropped) | shown(client, change)).status_code == 302
    entry.refresh_from_db()
    assert (entry.minutes, entry.photos.count()) == (480, 1)
    LogEntry.objects.update(state="countersigned")
    correct = reverse("training:correct-entry", args=[entry.uuid])
    assert client.get(correct).status_code == 200
    assert client.post(correct, entry_typed(hours="6")).status_code == 302
    assert LogEntry.objects.get(corrects=entry).minutes == 360
    assert "A newer entry corrects it" in client.get(reverse("training:entry", args=[entry.uuid])).content.decode()
    correction = client.get(reverse("training:entry", args=[LogEntry.objects.get(corrects=entry).uuid]))
    assert "Corrects the entry of 16 Jun 2025, 8 h" in correction.content.decode()
    assert client.get(reverse("training:log")).status_code == 200


@pytest.mark.parametrize(
    ("entry", "of_class", "offered"),
    [
        ("submitted", "running", {"edit", "withdraw"}), ("returned", "completed", {"edit", "withdraw"}),
        ("countersigned", "running", {"correct"}), ("submitted", "closed", {"withdraw"}),
        ("countersigned", "closed", set()),
    ],
)  # fmt: skip
def test_an_entrys_page_offers_what_can_be_done_and_nothing_else_opens(entry, of_class, offered):
    of = make.running_class()
    enrolment = of.enrolments.order_by("pk")[0]
    made = make.log_entry(enrolment, TODAY, state=entry)
    TrainingClass.objects.update(state=of_class)
    client = make.client_as(make.apprentice_of(enrolment))
    page = client.get(reverse("training:entry", args=[made.uuid])).content.decode()
    acts = {act: reverse(f"training:{act}-entry", args=[made.uuid]) for act in ("edit", "withdraw", "correct")}
    assert {act for act, url in acts.items() if url in page} == offered
    assert {act: client.get(url).status_code for act, url in acts.items()} == {
        act: 200 if act in offered else 302 if (act, offered) == ("edit", {"correct"}) else 409 for act in acts
    }


def test_a_page_that_comes_back_after_it_was_saved_is_its_entry_and_no_other():
    of = make.running_class()
    enrolment = of.enrolments.order_by("pk")[0]
    client = make.client_as(make.apprentice_of(enrolment))
    make.agrees_to_photos(enrolment)
    page = client.get(reverse("training:write"))["Location"]
    key = page.partition("page=")[2]

    def sent(**more):
        photo = SimpleUploadedFile("a.jpg", make.picture(), "image/jpeg")
        return client.post(page, entry_typed(uuid=key, photos=[photo], **more), follow=True)

    assert "waits for your mentor" in sent().content.decode()
    entry = LogEntry.objects.get()
    back = client.get(page, follow=True)  # by the back button, in a restored tab
    assert back.redirect_chain[0][0] == reverse("training:entry", args=[entry.uuid])
    assert "This page was saved before" in back.content.decode()
    assert "Nothing was changed" in sent().content.decode()  # sent as it was
    told = sent(work="Turned sixty shafts").content.decode()  # with other words it changes that entry, once it was seen
    assert "On record now: Turned forty shafts" in told
    assert "Turned sixty shafts</textarea>" in told
    entry.refresh_from_db()
    assert entry.work == "Turned forty shafts"
    again = dict(SHOWN.findall(told))
    sent(work="Turned sixty shafts", shown=unescape(again["shown"]))
    entry = LogEntry.objects.get()
    assert (entry.work, entry.photos.count(), str(entry.uuid)) == ("Turned sixty shafts", 1, key)


def test_two_tabs_on_an_entry_do_not_save_over_each_other():
    of = make.running_class()
    entry = make.log_entry(of.enrolments.order_by("pk")[0], TODAY)
    client = make.client_as(make.apprentice_of(entry.enrolment))
    change = reverse("training:edit-entry", args=[entry.uuid])
    one, other = shown(client, change), shown(client, change)
    assert client.post(change, entry_typed(hours="8", work="In the first tab") | one).status_code == 302
    page = client.post(change, entry_typed(hours="7", work="In the second") | other).content.decode()
    assert "this was changed after you opened the page" in page
    assert "Done last: Log entry changed" in page
    assert "On record now: In the first tab" in page
    assert "In the second</textarea>" in page
    entry.refresh_from_db()
    assert (entry.work, entry.minutes) == ("In the first tab", 480)
    assert client.post(change, entry_typed(hours="8", work="In the first tab") | other).status_code == 302  # the same


def test_an_entry_is_withdrawn_after_one_more_question():
    of = make.running_class()
    entry = make.log_entry(of.enrolments.order_by("pk")[0], TODAY)
    client = make.client_as(make.apprentice_of(entry.enrolment))
    page, withdraw = (reverse(f"training:{name}", args=[entry.uuid]) for name in ("entry", "withdraw-entry"))
    assert withdraw in client.get(page).content.decode()
    assert "The entry of 16 Jun 2025, 8 h, is gone then" in client.get(withdraw).content.decode()
    assert "The entry is withdrawn" in sure(client, withdraw, follow=True).content.decode()
    assert not LogEntry.objects.exists()
    signed = make.log_entry(entry.enrolment, TODAY, state="countersigned")
    page, withdraw = (reverse(f"training:{name}", args=[signed.uuid]) for name in ("entry", "withdraw-entry"))
    assert withdraw not in client.get(page).content.decode()
    assert client.get(withdraw).status_code == 409


def test_who_would_change_a_countersigned_entry_is_led_to_it_and_to_the_correction():
    enrolment = make.running_class().enrolments.order_by("pk")[0]
    client = make.client_as(make.apprentice_of(enrolment))
    entry = make.log_entry(enrolment, TODAY)
    url, correct = (reverse(f"training:{name}-entry", args=[entry.uuid]) for name in ("edit", "correct"))
    opened = shown(client, url)
    LogEntry.objects.update(state="countersigned")
    answer = client.get(url, follow=True)
    assert answer.redirect_chain[0][0] == reverse("training:entry", args=[entry.uuid])
    assert "A countersigned entry stays as it is." in markup(answer)
    assert f'href="{correct}"' in markup(answer)
    page = markup(client.post(url, entry_typed(work="Typed for long") | opened))
    assert "Typed for long" in page
    assert f'href="{correct}"' in page
    assert f'href="{reverse("training:entry", args=[entry.uuid])}"' in page


def test_an_entry_that_was_withdrawn_meanwhile_is_written_anew_with_what_was_typed():
    enrolment = make.running_class().enrolments.order_by("pk")[0]
    client = make.client_as(make.apprentice_of(enrolment))
    entry = make.log_entry(enrolment, TODAY)
    url, key = reverse("training:edit-entry", args=[entry.uuid]), entry.uuid
    opened = shown(client, url)
    sure(client, reverse("training:withdraw-entry", args=[key]))
    answer = client.get(url, follow=True)
    assert answer.redirect_chain[0][0] == reverse("training:log")
    assert "You have withdrawn this entry." in markup(answer)
    page = markup(client.post(url, entry_typed(work="Typed for long", hours="6.25") | opened))
    assert "You have withdrawn this entry." in page
    for typed in ("Typed for long", 'value="6.25"', 'value="2025-06-16"'):
        assert typed in page
    [goes] = re.findall(r'<form class="log"[^>]* action="([^"]*)"', page)
    [anew] = re.findall(r'name="uuid" value="([^"]*)"', page)
    assert anew != str(key)
    assert client.post(unescape(goes), entry_typed(work="Typed for long", uuid=anew)).status_code == 302
    assert LogEntry.objects.get().work == "Typed for long"
    stranger = make.client_as(make.apprentice_of(make.running_class().enrolments.order_by("pk")[0]))
    assert stranger.get(url).status_code == 404
    assert stranger.post(url, entry_typed()).status_code == 404


def test_nothing_is_chosen_beforehand_that_the_apprentice_answers_for():
    """Neither the level nor the hours, also not yesterday's; those hours are shown as what might be typed."""
    enrolment = make.running_class().enrolments.order_by("pk")[0]
    client, url = make.client_as(make.apprentice_of(enrolment)), reverse("training:write")

    def hours(page):
        return re.search(r'<input[^>]*name="hours"[^>]*>', page)[0]

    first = markup(client.get(url, follow=True))
    assert "value=" not in hours(first)
    assert "placeholder" not in hours(first)
    make.log_entry(enrolment, TODAY - timedelta(1), 450, independence="independent")
    page = markup(client.get(url, follow=True))
    assert "value=" not in hours(page)
    assert 'placeholder="7.5"' in hours(page)
    assert not re.search(r'<input[^>]*name="independence"[^>]* checked', page)
    typed = entry_typed()
    del typed["independence"]
    assert "Choose how independently you worked." in client.post(url, typed).content.decode()


def test_an_entry_of_odd_minutes_is_changed_without_a_word_about_its_hours():
    of = make.running_class()
    enrolment = of.enrolments.order_by("pk")[0]
    entry = make.log_entry(enrolment, TODAY, minutes=460)
    client = make.client_as(make.apprentice_of(enrolment))
    change = reverse("training:edit-entry", args=[entry.uuid])
    assert 'value="7.67"' in client.get(change).content.decode()
    assert client.post(change, entry_typed(hours="7.67") | shown(client, change)).status_code == 302
    entry.refresh_from_db()
    assert entry.minutes == 460


def test_an_apprentice_finds_an_entry_in_their_log_by_state_and_day():
    of = make.running_class()
    enrolment = of.enrolments.order_by("pk")[0]
    make.log_entry(enrolment, TODAY, work="Turned")
    make.log_entry(enrolment, TODAY - timedelta(9), work="Welded", state="returned", word="Which seam?")
    client = make.client_as(make.apprentice_of(enrolment))
    page = client.get(reverse("training:log"), {"state": "returned"}).content.decode()
    assert "Welded" in page
    assert "Turned" not in page


def test_who_is_on_no_register_is_told_so():
    client = make.client_as(make.member("apprentice"))
    assert "on no class" in client.get(reverse("training:write")).content.decode()


def test_before_the_class_begins_no_entry_is_asked_for_and_its_first_day_is_said():
    of = make.running_class(starts_on=date(2025, 9, 1), ends_on=date(2026, 8, 31))
    TrainingClass.objects.update(state="open")
    client = make.client_as(make.apprentice_of(of.enrolments.order_by("pk")[0]))
    for page in ("training:write", "training:log"):
        text = client.get(reverse(page)).content.decode()
        assert "1 Sep 2025" in text, page
        assert "today's entry" not in unescape(text), page
        assert 'name="hours"' not in text, page


def test_a_day_before_ones_time_in_the_class_is_told_as_such_and_not_by_a_rule_of_that_year():
    client = make.client_as(make.apprentice_of(make.running_class().enrolments.order_by("pk")[0]))
    text = client.post(reverse("training:write"), entry_typed(on="1990-01-01")).content.decode()
    assert "outside your time in this class" in text


def test_the_first_photo_asks_for_consent_and_keeps_what_was_typed():
    of = make.running_class()
    apprentice = make.apprentice_of(of.enrolments.order_by("pk")[0])
    client, write = make.client_as(apprentice), reverse("training:write")
    assert "I agree to photos of my work" in client.get(write, follow=True).content.decode()

    def sent(**more):
        photo = SimpleUploadedFile("a.jpg", make.picture(), "image/jpeg")
        return client.post(write, entry_typed(hours="3", photos=[photo], **more))

    asked = sent().content.decode()
    assert ("Tick this if you agree" in asked, entry_typed()["work"] in asked) == (True, True)
    assert not LogEntry.objects.exists()
    assert client.post(write, entry_typed(hours="3")).status_code == 302  # without a photo nobody asks
    assert not Consent.objects.exists()
    assert sent(agree="on", work="Milled a key").status_code == 302
    consent = Consent.objects.get(person=apprentice.person, withdrawn_at=None)
    assert (consent.purpose, LogEntry.objects.get(work="Milled a key").photos.count()) == ("photos", 1)
    assert "I agree to photos" not in client.get(write, follow=True).content.decode()  # asked once
    assert sent(work="Ground a chisel").status_code == 302
    client.post(reverse("people:consent"), {"withdraw": "photos"})
    assert "I agree to photos of my work" in client.get(write, follow=True).content.decode()


def test_a_day_too_long_is_asked_about_on_its_page_and_nothing_typed_is_lost():
    of = make.running_class()
    enrolment = of.enrolments.order_by("pk")[0]
    make.log_entry(enrolment, TODAY, minutes=420)
    client, write = make.client_as(make.apprentice_of(enrolment)), reverse("training:write")
    assert "Why was the day so long?" not in client.get(write, follow=True).content.decode()
    asked = client.post(write, entry_typed(hours="12")).content.decode()
    assert "This makes a day of 19 h of work; the law knows 11 h at most" in asked
    assert "Why was the day so long?" in asked
    label = re.search('<label for="id_why_long">(.*?)</label>', asked, re.DOTALL)
    assert label
    assert "(optional)" not in label.group()  # an answer is asked for; the browser, though, lets 4 h pass
    assert "required" not in re.search('<input[^>]*name="why_long"[^>]*>', asked).group()
    assert "Turned forty shafts</textarea>" in asked
    assert client.post(write, entry_typed(hours="12", why_long="The furnace went out")).status_code == 302
    entry = LogEntry.objects.get(minutes=720)
    page = client.get(reverse("training:entry", args=[entry.uuid])).content.decode()
    assert "The furnace went out" in page
    assert "second entry of this day" in page
    assert "The day has 19 h of log." in page
    change = client.get(reverse("training:edit-entry", args=[entry.uuid])).content.decode()
    assert 'value="The furnace went out"' in change
    full = client.post(write, entry_typed(hours="6", why_long="x")).content.decode()
    assert "Of this day 5 h are left: 19 h stand in other entries, 0 h are sessions." in full


def test_a_refused_entry_leaves_no_consent_behind():
    of = make.running_class()
    apprentice = make.apprentice_of(of.enrolments.order_by("pk")[0])
    client, write = make.client_as(apprentice), reverse("training:write")
    broken = SimpleUploadedFile("bad.jpg", b"<?php", "image/jpeg")
    told = client.post(write, entry_typed(photos=[broken], agree="on")).content.decode()
    assert "“bad.jpg” cannot be read" in told
    assert "I agree to photos of my work" in told
    assert not Consent.objects.exists()


def test_a_correction_that_says_the_same_is_none():
    of = make.running_class()
    entry = make.log_entry(of.enrolments.order_by("pk")[0], TODAY, state="countersigned", work="Turned shafts")
    client = make.client_as(make.apprentice_of(entry.enrolment))
    correct = reverse("training:correct-entry", args=[entry.uuid])
    same = {
        "on": entry.on.isoformat(), "hours": "8", "work": "Turned shafts", "independence": "supervised",
        "competences": [entry.competences.get().pk],
    }  # fmt: skip
    told = client.post(correct, same, follow=True).content.decode()
    assert "Nothing was changed" in told
    assert "countersigned" in told
    assert not LogEntry.objects.filter(corrects=entry).exists()
    assert client.post(correct, same | {"competences": []}).status_code == 302
    assert LogEntry.objects.filter(corrects=entry).count() == 1


def test_an_entry_and_its_correction_are_one_of_their_day_on_both_pages():
    of = make.running_class()
    entry = make.log_entry(of.enrolments.order_by("pk")[0], TODAY, state="countersigned", minutes=480)
    client = make.client_as(make.apprentice_of(entry.enrolment))
    correction = make.log_entry(entry.enrolment, TODAY, minutes=300, work="Half a day", corrects=entry)
    pages = [reverse("training:entry", args=[each.uuid]) for each in (entry, correction)]
    for state in ("submitted", "countersigned"):
        LogEntry.objects.filter(pk=correction.pk).update(state=state)
        for page in pages:
            told = client.get(page).content.decode()
            assert "of this day" not in told
            assert "h of log" not in told


def test_an_entry_sent_again_unchanged_is_said_to_be_sent_and_not_changed():
    of = make.running_class()
    entry = make.log_entry(of.enrolments.order_by("pk")[0], TODAY)
    return_entry(entry, "Which machine?", allowed=YES, by=make.mentor_of(entry.enrolment))
    client, change = (
        make.client_as(make.apprentice_of(entry.enrolment)),
        reverse("training:edit-entry", args=[entry.uuid]),
    )
    told = client.post(change, entry_typed() | shown(client, change), follow=True).content.decode()
    assert "The entry is sent again and waits for your mentor." in told


def test_an_entry_waits_long_from_the_day_it_came_whatever_day_it_tells_of():
    of = make.running_class()
    entry = make.log_entry(of.enrolments.order_by("pk")[0], TODAY - timedelta(8))
    waiting = lambda on: LogEntry.objects.filter(logbook.waits_long(on)).exists()  # noqa: E731
    assert waiting(TODAY)
    assert not waiting(TODAY - timedelta(1))
    apprentice, mentor = make.apprentice_of(entry.enrolment), make.mentor_of(entry.enrolment)
    return_entry(entry, "Which machine?", allowed=YES, by=mentor)
    edit_entry(entry, by=apprentice, work="On the CA6140")  # sent again today
    assert not waiting(TODAY)
    assert waiting(TODAY + timedelta(8))
    late = {"on": TODAY - timedelta(20), "minutes": 60, "work": "Filed", "independence": "assist"}
    write_entry(entry.enrolment, by=apprentice, **late)
    assert not waiting(TODAY)


def test_a_photo_is_private():
    of = make.running_class()
    mine, other = of.enrolments.order_by("pk")[:2]
    client = make.client_as(make.apprentice_of(mine))
    photo = SimpleUploadedFile("a.jpg", make.picture(), "image/jpeg")
    client.post(reverse("training:write"), entry_typed(photos=[photo], agree="on"))
    url = reverse("training:photo", args=[LogEntry.objects.get().photos.get().uuid])
    seen = client.get(url)
    assert (seen["Content-Type"], seen["Cache-Control"]) == ("image/jpeg", "private, no-store")
    assert make.client_as(make.apprentice_of(other)).get(url).status_code == 404
    assert make.client_as(make.hr_of(mine.enterprise)).get(url).status_code == 200
    assert make.client_as(make.member("bureau_officer")).get(url).status_code == 404
    assert make.client_as(make.mentor_of(mine)).get(url).status_code == 404  # mentoring adds its pairs


def test_an_entry_sent_again_shows_that_it_was_returned_and_what_was_changed():
    of = make.running_class()
    entry = make.log_entry(of.enrolments.order_by("pk")[0], TODAY, minutes=480, work="Turned shafts")
    picture = files.keep(make.picture(), name="1.jpg", content_type="image/jpeg", purpose="log photo")
    photo = entry.photos.create(file=picture, order=1)
    apprentice, mentor = make.apprentice_of(entry.enrolment), make.mentor_of(entry.enrolment)
    client, page = make.client_as(apprentice), reverse("training:entry", args=[entry.uuid])
    name = Person.objects.get(pk=mentor.person).name
    return_entry(entry, "Which machine?", allowed=YES, by=mentor)
    told = markup(client.get(page))
    assert "Which machine?" in told
    assert "returned before" not in told  # it is returned now
    assert "stays with what was returned" in markup(client.get(reverse("training:edit-entry", args=[entry.uuid])))
    edit_entry(entry, by=apprentice, work="On the CA6140", minutes=360, drop_photos=[photo.uuid])
    told = markup(client.get(page))
    assert "Photos that were taken away after that:" in told
    assert reverse("training:photo", args=[photo.uuid]) in told
    assert "waits for the mentor" in told
    assert told.count(name) == 1  # the former answer is none to this, and stands with what it was given to
    assert "returned before" in told
    assert "“Which machine?”" in told
    assert f"{name}</a>, " in told or f"{name}, " in told  # no space before the comma
    for was, now in (("8", "6"), ("Turned shafts", "On the CA6140")):
        assert re.search(f"<del>{was}</del> ?→ {now}", told)


def test_a_replaced_entry_is_marked_on_its_page_in_lists_and_exports():
    of = make.running_class()
    entry = make.log_entry(of.enrolments.order_by("pk")[0], TODAY, state="countersigned", work="Turned shafts")
    client = make.client_as(make.apprentice_of(entry.enrolment))
    page, lists = reverse("training:entry", args=[entry.uuid]), reverse("training:log")
    correction = make.log_entry(entry.enrolment, TODAY, minutes=300, work="Half a day", corrects=entry)
    told = client.get(page).content.decode()
    assert "A newer entry corrects it" in told
    assert "until then this entry counts" in told
    assert "replaced by a correction" not in told + client.get(lists).content.decode()
    told = markup(client.get(reverse("training:entry", args=[correction.uuid])))
    assert "<del>Turned shafts</del>" in told
    assert "<del>8</del>" in told
    LogEntry.objects.filter(pk=correction.pk).update(state="countersigned")
    assert "replaced by a correction" in client.get(page).content.decode()
    assert client.get(lists).content.decode().count("replaced by a correction") == 1
    exported = b"".join(client.get(lists, {"export": "csv"}).streaming_content).decode()
    assert exported.count("replaced by a correction") == 1
    assert exported.count("countersigned") == 1
