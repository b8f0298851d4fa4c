"""The page "Me", the accounts administrators run, the full view of a document."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from jiangtu.core.models import JournalEntry
from jiangtu.institutions.states import Role
from jiangtu.people.actions import accounts
from jiangtu.people.models import Account, Consent, Person
from tests.factories.institutions import account_of, client_as, member
from tests.factories.pages import sure
from tests.factories.people import mailed, person, resident_id

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_me_shows_my_data_masked(language):
    mentor = member("enterprise_mentor")
    me = Person.objects.get(pk=mentor.person)
    shown = text(client_as(mentor, language=language).get(reverse("people:me")))
    assert me.name in shown
    assert me.document.reveal() not in shown
    assert me.phone.reveal() not in shown
    assert me.document.reveal()[:4] in shown
    assert (f"{me.born_on:%Y}年" in shown) == (language == "zh-hans")


def test_my_number_is_shown_only_when_i_ask_and_the_journal_tells():
    mentor = member("enterprise_mentor")
    me = Person.objects.get(pk=mentor.person)
    response = client_as(mentor).post(reverse("people:my-document"))
    assert me.document.reveal() in text(response)
    assert "no-store" in response["Cache-Control"]
    assert JournalEntry.objects.filter(verb="document viewed", subject=me.uuid, actor=me.uuid).exists()


def test_the_page_for_writing_the_phone_says_what_is_wrong_and_shows_it_masked():
    mentor = member("enterprise_mentor")
    client = client_as(mentor)
    assert "7 to 15 digits" in text(client.post(reverse("people:my-phone"), {"phone": "12"}))
    assert (
        sure(client, reverse("people:my-phone"), {"phone": "１３９ 0000 2222"}, page=reverse("people:me")).status_code
        == 302
    )
    assert Person.objects.get(pk=mentor.person).phone.reveal() == "13900002222"
    assert "139****2222" in text(client.get(reverse("people:me")))


def test_an_empty_phone_keeps_the_number_and_erasing_it_is_an_act_of_its_own():
    me = person(phone="13900002222")
    client, url = client_as(member("enterprise_mentor", of=me)), reverse("people:my-phone")
    for nothing in ("", "  ", "\u200b"):
        client.post(url, {"phone": nothing})
        assert Person.objects.get(pk=me.pk).phone.reveal() == "13900002222"
    assert not JournalEntry.objects.filter(verb__startswith="phone", subject=me.uuid).exists()
    said = text(client.post(url, {"remove": "1"}, follow=True))
    assert "The phone is removed." in said
    assert not Person.objects.get(pk=me.pk).phone
    assert JournalEntry.objects.get(verb="phone removed", subject=me.uuid).actor == me.uuid
    assert "not recorded" in text(client.get(reverse("people:me")))


def test_consent_is_given_and_taken_back_on_the_page():
    apprentice = member("apprentice")
    client = client_as(apprentice)
    client.post(reverse("people:consent"), {"give": "photos"})
    client.post(reverse("people:consent"), {"give": "photos"})
    assert Consent.objects.filter(withdrawn_at__isnull=True).count() == 1
    assert 'name="withdraw" value="photos"' in text(client.get(reverse("people:me")))
    client.post(reverse("people:consent"), {"withdraw": "photos"})
    assert not Consent.objects.filter(withdrawn_at__isnull=True).exists()
    assert client.post(reverse("people:consent"), {"give": "everything"}).status_code == 409


@pytest.mark.parametrize("role", [role for role in Role if role != Role.APPRENTICE])
def test_only_whom_a_purpose_concerns_is_asked_for_consent(role):
    client = client_as(member(role))
    page = text(client.get(reverse("people:me")))
    assert 'name="give"' not in page
    assert "What I agree to" not in page
    answer = client.post(reverse("people:consent"), {"give": "photos"})
    assert (answer.status_code, "You are not asked for this consent" in text(answer)) == (409, True)
    assert not Consent.objects.exists()


def test_a_given_consent_can_be_taken_back_also_of_an_earlier_text_and_by_whom_nobody_asks_any_more():
    analyst, apprentice = member("ministry_analyst"), member("apprentice")
    for each in (analyst, apprentice):
        Consent.objects.create(person_id=each.person, purpose="photos", version="2020-01")
        page = text(client_as(each).get(reverse("people:me")))
        assert 'name="withdraw" value="photos"' in page
        assert ('name="give" value="photos"' in page) == (each == apprentice)
        client_as(each).post(reverse("people:consent"), {"withdraw": "photos"})
    assert not Consent.objects.filter(withdrawn_at__isnull=True).exists()


def test_people_of_one_name_are_told_apart_in_the_list_of_records_by_the_month_of_birth():
    for day in ("1990-03-07", "1991-11-02"):
        Person.objects.filter(pk=person(name="蔡浩然").pk).update(born_on=day)
    browser = client_as(member("administrator"))
    shown = text(browser.get(reverse("people:records"), {"q": "蔡浩然"}))
    assert ("March 1990" in shown, "November 1991" in shown, "1990-03-07" in shown) == (True, True, False)


def test_an_administrator_corrects_a_record_and_hears_what_is_wrong_with_a_number():
    known, client = person("陈莉"), client_as(member("administrator"))
    url = reverse("people:correct", args=[known.uuid])
    number = Person.objects.get(pk=known.pk).document.reveal()
    assert number not in text(client.get(url))
    bad = client.post(url, {"name": "陈丽", "document": number[:-1], "reason": "核对"})
    assert bad.status_code == 200
    assert Person.objects.get(pk=known.pk).name == "陈莉"
    assert sure(client, url, {"name": "陈丽", "document": "", "reason": "核对"}).status_code == 302
    corrected = Person.objects.get(pk=known.pk)
    assert (corrected.name, corrected.document.reveal()) == ("陈丽", number)
    other_kind = {"name": "陈丽", "document_type": "passport", "document": "", "reason": "核对"}
    assert "Another document has another number" in text(client.post(url, other_kind))
    assert Person.objects.get(pk=known.pk).document_type == "resident_id"
    assert "核对" in text(client.get(url))


def test_a_record_is_corrected_to_the_one_spelling_and_to_no_name_that_is_nobodys():
    known, client = person("陈莉"), client_as(member("administrator"))
    url = reverse("people:correct", args=[known.uuid])
    for nobody in ("李?", "无", "张三1", "赵\ue863"):
        assert client.post(url, {"name": nobody, "reason": "核对"}).status_code == 200
    said = text(sure(client, url, {"name": "张\u3000丽（离职）\xad", "reason": "核对"}, follow=True))
    assert (Person.objects.get(pk=known.pk).name, "words in brackets" in said) == ("张丽(离职)", True)
    unlisted = {"name": "张丽", "document": resident_id(region="320219"), "reason": "核对"}
    assert "Its province is known" in text(sure(client, url, unlisted, follow=True))
    assert Person.objects.get(pk=known.pk).document.reveal() == unlisted["document"]


def test_a_renewed_document_is_recorded_on_its_page_and_the_one_before_stays_in_sight():
    known = person("A. Smith", document="EA1234567", document_type="passport")
    client = client_as(member("administrator"))
    url = reverse("people:renew", args=[known.uuid])
    assert "EA1234567" not in text(client.get(url))
    assert client.post(url, {"document_type": "passport", "document": "E1", "reason": "换发"}).status_code == 200
    given = {"document_type": "passport", "document": "EA1234568", "reason": "换发"}
    page = text(sure(client, url, given, follow=True))
    assert "The one before finds the person too." in page
    assert "Other documents that find this person" in page
    assert ("EA1234567" in page, "EA1234568" in page) == (False, False)


@pytest.mark.parametrize("typed", ["阿卜杜·热西提", "阿卜杜•热西提", "阿卜杜．热西提", "⻢ 晓", "马\u3000晓\u2069燕"])
def test_records_are_found_however_the_name_is_written(typed):
    for name in ("阿卜杜‧热西提", "⻢晓燕"):
        person(name)
    client = client_as(member("administrator"))
    found = text(client.get(reverse("people:records"), {"q": typed}))
    assert ("阿卜杜·热西提" in found, "马晓燕" in found) == (typed[0] == "阿", typed[0] != "阿")


def test_an_administrator_closes_and_reopens_an_account_on_its_page():
    known = account_of(member("apprentice"))
    client = client_as(member("administrator"))
    url = reverse("people:account", args=[known.uuid])
    close = reverse("people:close-account", args=[known.uuid])
    assert close in text(client.get(url))
    assert client.post(close, {"reason": "离岗"}).status_code == 200  # not before it is read what follows
    assert sure(client, close, {"reason": ""}).status_code == 200
    assert Account.objects.get(pk=known.pk).is_active
    assert sure(client, close, {"reason": "离岗"}).status_code == 302
    assert client.get(close).status_code == 409
    assert close not in text(client.get(url))
    assert not Account.objects.get(pk=known.pk).is_active
    assert "离岗" in text(client.get(url))
    client.post(url, {"act": "reopen", "reason": "返岗"})
    assert Account.objects.get(pk=known.pk).is_active
    assert client.post(url, {"act": "nonsense"}).status_code == 404


@pytest.mark.parametrize(("language", "yes", "no"), [("en", "yes", "no"), ("zh-hans", "是", "否")])
def test_what_is_so_or_not_stands_in_words_in_the_list_of_accounts(language, yes, no):
    Account.objects.filter(pk=account_of(member("apprentice")).pk).update(is_active=False)
    client = client_as(member("administrator"), language=language)
    page = text(client.get(reverse("people:accounts")))
    cells = {" ".join(cell.split()) for cell in re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)}
    assert {yes, "—"} <= cells
    assert not re.search("[✓✔✘✗]", page)
    sheet = b"".join(client.get(reverse("people:accounts"), {"export": "csv"}).streaming_content).decode()
    lines = [line.split(",") for line in sheet.splitlines()]
    assert {yes, no} <= {cell for line in lines for cell in line}


def test_a_reset_link_is_sent_from_the_account_page_in_the_language_of_who_gets_it():
    from django.core import mail

    known = account_of(member("apprentice"))
    client = client_as(member("administrator"))
    url = reverse("people:account", args=[known.uuid])
    client.post(url, {"act": "password"})
    assert mail.outbox == []
    Account.objects.filter(pk=known.pk).update(email="chen@example.org")
    accounts.note_language(known, "zh-hans")
    client.post(url, {"act": "password"})
    mailed()
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [(["chen@example.org"], "设置匠途的新密码")]
    assert "Link to set a new password sent" in client.get(url).content.decode()


def test_the_journal_names_people():
    from jiangtu.core import journal

    known = person("陈丽")
    assert journal.names({known.uuid}) == {known.uuid: "陈丽"}


def test_a_page_read_while_signed_in_is_kept_by_no_cache():
    client = client_as(member("enterprise_hr"))
    for url in ("/", "/people/me", "/institutions/", "/apprenticeships/?export=csv", "/rules", "/nowhere"):
        assert "no-store" in client.get(url)["Cache-Control"], url


@pytest.mark.parametrize("language, words", [("en", "This form is too old"), ("zh-hans", "表单已过期")])
def test_a_form_of_an_earlier_sign_in_is_refused_in_our_look_and_language(language, words):
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": language})
    answer = browser.post("/accounts/login/", {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert words in answer.content.decode()
    assert "masthead" in answer.content.decode()
