"""A card lets somebody who is recorded sign in for the first time, on the record they have."""

import re
from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.db import connection, connections
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from jiangtu.core import printing
from jiangtu.core.models import JournalEntry, OutboxMessage
from jiangtu.core.verdict import Refused
from jiangtu.institutions.actions import invitations as inviting
from jiangtu.institutions.actions.cards import give_cards, mail_card, take_back_cards, text_cards
from jiangtu.institutions.actions.memberships import give_role
from jiangtu.institutions.models import Invitation, Membership
from jiangtu.institutions.queries import cards
from jiangtu.institutions.rules import cards as rules
from jiangtu.institutions.rules.invitations import MAILS_A_DAY, WRONG_CODES
from jiangtu.people.actions.accounts import close_account
from jiangtu.people.models import Account, Person
from tests.factories.institutions import client_as, hat, institution, member
from tests.factories.people import PASSWORD, account, person

pytestmark = pytest.mark.django_db
FORM = {"username": "chen.li", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def firm():
    return institution()


@pytest.fixture
def hr(firm):
    return member("enterprise_hr", firm)


@pytest.fixture
def learner(firm):
    return hat("apprentice", firm, of=person("陈小丽"))


def card(membership, by, sheet=None):
    """Give one card: the path that its square leads to."""
    given = give_cards([membership], sheet=sheet or uuid4(), by=by)[0]
    assert given.verdict, given.verdict.code
    return f"/institutions/invitations/{given.code}"


def said(response):
    return response.content.decode()


def code_of(act, *arguments, **more):
    with pytest.raises(Refused) as caught:
        act(*arguments, **more)
    return caught.value.verdict.code


def test_whoever_scans_a_card_is_on_the_record_they_have(hr, learner):
    people = Person.objects.count()
    path, phone = card(learner, hr), Client()
    shown = said(phone.get(path))
    assert ("陈＊＊" in shown, "陈小丽" in shown, str(learner.institution) in shown) == (True, False, True)
    assert phone.post(path, FORM)["Location"] == "/"
    assert Account.objects.get(username="chen.li").person == learner.person
    assert phone.session["_auth_user_id"] == str(Account.objects.get(person=learner.person).pk)
    assert Person.objects.count() == people
    assert Membership.objects.filter(person=learner.person).count() == 1


def test_the_square_and_the_typed_code_lead_to_the_same_page(hr, learner):
    path = card(learner, hr)
    code = path.rsplit("/", 1)[1]
    assert Client().get(f"/in/{code}")["Location"] == path
    assert Client().get("/in")["Location"] == "/institutions/enter"
    typed = f" {rules.spaced(code).lower().replace('0', 'o').replace('1', 'l')} "
    answer = Client().post("/institutions/enter", {"code": typed})
    assert answer["Location"] == path
    assert "twelve letters" in said(Client().post("/institutions/enter", {"code": "chen"}))


def test_a_code_is_long_enough_and_stands_only_as_its_hash(hr, learner):
    code = card(learner, hr).rsplit("/", 1)[1]
    assert len(rules.ALPHABET) ** len(code) == 2**60
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM institutions_invitation")
        assert code not in str(cursor.fetchall())
    assert code not in str(list(JournalEntry.objects.values()))


def test_a_card_is_good_once_also_for_two_people_who_scan_it(hr, learner):
    path = card(learner, hr)
    first, second = Client(), Client()
    assert (first.get(path).status_code, second.get(path).status_code) == (200, 200)
    assert first.post(path, FORM).status_code == 302
    late = second.post(path, {**FORM, "username": "somebody.else"})
    assert (late.status_code, "used already" in said(late)) == (410, True)
    assert Account.objects.filter(person=learner.person).count() == 1
    again = first.get(path)  # the back button of the first
    assert again.status_code == 410
    third = Client().get(path)  # who opens it now is told before they type anything
    assert (third.status_code, "used already" in said(third), "username" in said(third)) == (410, True, False)
    assert 'href="/accounts/login/"' in said(third)


@pytest.mark.parametrize("field, days", [("withdrawn_at", 0), ("expires_at", -1)])
def test_a_card_taken_back_or_past_its_day_opens_nothing(hr, learner, field, days):
    path = card(learner, hr)
    Invitation.objects.update(**{field: timezone.now() + timedelta(days=days)})
    assert Client().get(path).status_code == 410
    assert Client().post(path, FORM).status_code == 410
    assert not Account.objects.filter(person=learner.person).exists()


def test_a_double_click_prints_the_same_codes_and_a_new_sheet_makes_them_worthless(hr, learner):
    sheet = uuid4()
    path = card(learner, hr, sheet)
    assert card(learner, hr, sheet) == path
    assert JournalEntry.objects.filter(verb="card given").count() == 1
    newer = card(learner, hr)
    assert newer != path
    assert (Client().get(path).status_code, Client().get(newer).status_code) == (410, 200)
    assert code_of(give_cards, [learner], sheet=sheet, by=hr) == "sheet_stale"


def test_cards_are_taken_back(hr, learner):
    path = card(learner, hr)
    assert take_back_cards([learner], by=hr) == 1
    assert take_back_cards([learner], by=hr) == 0
    assert Client().get(path).status_code == 410
    assert JournalEntry.objects.filter(verb="card taken back").count() == 1


def test_who_is_signed_in_as_somebody_else_does_not_take_a_card_up(hr, learner):
    path = card(learner, hr)
    colleague = client_as(member("apprentice", learner.institution))
    for answer in (colleague.get(path), colleague.post(path)):  # said at once
        assert (answer.status_code, "somebody else" in said(answer)) == (410, True)
    assert not Account.objects.filter(person=learner.person).exists()


def test_who_can_sign_in_already_gets_no_card_whether_the_account_is_open_or_closed(hr, learner):
    known = account(learner.person)
    assert give_cards([learner], sheet=uuid4(), by=hr)[0].verdict.code == "account_exists"
    close_account(known, by=member("administrator"), reason="离职")
    assert give_cards([learner], sheet=uuid4(), by=hr)[0].verdict.code == "account_exists"


def test_a_card_does_not_open_roles_that_its_giver_does_not_look_after(firm, hr, learner):
    """Else whoever enters somebody's document in a roster could sign in as the head of a college."""
    give_role(learner.person, institution("college"), "programme_head", by=member("administrator"))
    assert give_cards([learner], sheet=uuid4(), by=hr)[0].verdict.code == "roles_elsewhere"
    assert give_cards([learner], sheet=uuid4(), by=member("administrator"))[0].verdict


def test_a_card_does_not_open_a_role_that_came_after_it(firm, hr, learner):
    path = card(learner, hr)
    give_role(learner.person, firm, "enterprise_hr", by=hr)
    for answer in (Client().get(path), Client().post(path, FORM)):  # said before anything is typed
        assert (answer.status_code, "another role" in said(answer)) == (410, True)
    assert not Account.objects.filter(person=learner.person).exists()


@pytest.mark.parametrize("role", ["apprentice", "enterprise_mentor", "enterprise_hr", "programme_head", "expert"])
def test_nobody_gives_cards_to_the_people_of_another_institution(learner, role):
    assert code_of(give_cards, [learner], sheet=uuid4(), by=member(role)) == "no_right"
    assert code_of(take_back_cards, [learner], by=member(role)) == "no_right"


def test_a_wrong_code_many_times_shuts_the_connection_for_the_day_and_no_other(hr, learner):
    path = card(learner, hr)
    for at in range(WRONG_CODES):
        assert Client().get(f"/institutions/invitations/{at:012d}").status_code == 410
    assert Client().get(path).status_code == 429
    assert Client().post(path, FORM).status_code == 429
    assert Client(REMOTE_ADDR="10.0.0.9").get(path).status_code == 200


def test_the_list_tells_who_can_sign_in(hr, firm, settings):
    none, invited, active, closed, tried, late = (hat("apprentice", firm) for _ in range(6))
    card(invited, hr)
    card(late, hr)
    Invitation.objects.filter(person=late.person).update(expires_at=timezone.now() - timedelta(days=1))
    account(active.person)
    close_account(account(closed.person), by=member("administrator"), reason="离职")
    key = account(tried.person).sign_in_key
    for agent in ("a", "b"):
        AccessAttempt.objects.create(username=key, ip_address="10.0.0.1", user_agent=agent, failures_since_start=3)
    found = Membership.objects.filter(role="apprentice").annotate(account=cards.account_state("person"))
    states = dict(found.values_list("pk", "account"))
    assert [states[each.pk] for each in (none, invited, active, closed, tried, late)] == [
        "none", "invited", "active", "locked", "locked", "none",
    ]  # fmt: skip
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME, minutes=1))
    assert found.get(pk=tried.pk).account == "active"


def test_the_list_of_members_offers_cards_to_those_without_an_account(hr, firm, learner):
    client = client_as(hr)
    account(hat("apprentice", firm).person)
    page = said(client.get(f"/institutions/{firm.uuid}/members"))
    assert page.count('name="everyone"') == 1
    assert f'name="person" value="{learner.person.uuid}"' in page
    only = said(client.get(f"/institutions/{firm.uuid}/members", {"account": "active"}))
    assert 'name="everyone"' not in only


def test_cards_are_printed_from_the_list_with_names_classes_and_codes(hr, learner, monkeypatch):
    handed = {}
    monkeypatch.setattr(printing, "pdf", lambda template, data, **_: handed.update(data) or b"%PDF-")
    client = client_as(hr)
    stranger = hat("apprentice")
    chosen = {"person": [str(learner.person.uuid), str(stranger.person.uuid), "not a uuid"]}
    page = said(client.post("/institutions/cards", chosen))
    assert ("陈小丽" in page, stranger.person.name in page) == (True, False)
    sheet = re.search(r'name="sheet" value="([\w-]+)"', page)[1]
    answer = client.post("/institutions/cards", {**chosen, "sheet": sheet, "act": "print"})
    assert (answer["Content-Type"], "no-store" in answer["Cache-Control"]) == ("application/pdf", True)
    [printed] = handed["cards"]
    assert printed["name"] == "陈小丽"
    assert Client().post("/institutions/enter", {"code": printed["code"]}).status_code == 302


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_sheet_is_a_pdf_in_both_languages(hr, firm, learner, language):
    client = client_as(hr, language=language)
    page = said(client.post("/institutions/cards", {"person": str(learner.person.uuid)}))
    sheet = re.search(r'name="sheet" value="([\w-]+)"', page)[1]
    chosen = {"person": str(learner.person.uuid), "sheet": sheet, "act": "print"}
    assert client.post("/institutions/cards", chosen).content.startswith(b"%PDF-")


def test_one_person_is_invited_by_mail_on_their_record(hr, learner):
    client = client_as(hr)
    chosen = {"person": str(learner.person.uuid), "sheet": str(uuid4()), "act": "mail", "email": "chen@example.org"}
    assert client.post("/institutions/cards", chosen).status_code == 302
    path = re.search(r"/institutions/invitations/\w+", mail.outbox[-1].body)[0]
    Client().post(path, FORM)
    assert Account.objects.get(username="chen.li").person == learner.person
    assert Account.objects.get(username="chen.li").email == "chen@example.org"


def test_cards_go_by_text_message_and_who_cannot_be_reached_is_counted(hr, firm, learner, settings):
    client, silent = client_as(hr), hat("apprentice", firm, of=person("无号码", phone=""))
    chosen = {"person": [str(learner.person.uuid), str(silent.person.uuid)], "sheet": str(uuid4()), "act": "sms"}
    answer = client.post("/institutions/cards", chosen, follow=True)
    assert "1 person could not be reached" in said(answer)
    message = OutboxMessage.objects.get(channel="sms")
    assert (message.to, "陈" in message.body) == ("+8613800001234", False)
    path = Client().get(re.search(r"/in/\w+", message.body)[0])["Location"]
    assert Client().post(path, FORM)["Location"] == "/"
    assert Account.objects.get(username="chen.li").person == learner.person


def test_cards_that_were_printed_go_by_text_message_from_the_same_page_and_the_paper_stays_good(
    hr, firm, learner, monkeypatch
):
    handed = {}
    monkeypatch.setattr(printing, "pdf", lambda template, data, **_: handed.update(data) or b"%PDF-")
    client, silent = client_as(hr), hat("apprentice", firm, of=person("无号码", phone=""))
    page = said(client.post("/institutions/cards", {"person": [learner.person.uuid, silent.person.uuid]}))
    assert page.index('value="print" data-again') < page.index('value="sms"')  # printing leaves the page as it is
    sent = {
        "person": re.findall(r'name="person" value="([\w-]+)"', page),
        "sheet": re.search(r'name="sheet" value="([\w-]+)"', page)[1],
    }
    assert client.post("/institutions/cards", {**sent, "act": "print"}).content == b"%PDF-"
    printed = {each["name"]: each["code"].replace("-", "") for each in handed["cards"]}
    answer = client.post("/institutions/cards", {**sent, "act": "sms"}, follow=True)
    assert "1 text message is on its way" in said(answer)
    body = OutboxMessage.objects.get(channel="sms").body
    assert re.search(r"/in/(\w+)", body)[1] == printed["陈小丽"]
    ways = dict(Invitation.objects.values_list("person__name", "way").order_by())
    assert ways == {"陈小丽": "sms", "无号码": "card"}
    given = JournalEntry.objects.filter(verb="card given").order_by("pk")
    assert [each.after["way"] for each in given] == ["card", "card", "sms"]
    client.post("/institutions/cards", {**sent, "act": "print"})  # once more: the same paper, no new fact
    assert {each["name"]: each["code"].replace("-", "") for each in handed["cards"]} == printed
    assert given.count() == 3
    assert Client().post("/institutions/enter", {"code": printed["无号码"]}).status_code == 302


def test_a_card_that_was_printed_first_is_mailed_to_the_address_and_stays_good(hr, learner):
    sheet = uuid4()
    path = card(learner, hr, sheet)
    mail_card(learner, sheet=sheet, email="chen@example.org", by=hr)
    assert mail.outbox[-1].to == ["chen@example.org"]
    assert path in mail.outbox[-1].body
    ways = JournalEntry.objects.filter(verb="card given").order_by("pk").values_list("after__way", flat=True)
    assert [*ways] == ["card", "mail"]
    assert Client().get(path).status_code == 200


def test_a_gateway_that_fails_leaves_cards_that_can_be_printed(hr, learner, settings):
    settings.SMS_URL, sheet = "http://127.0.0.1:1/", uuid4()
    assert text_cards([learner], sheet=sheet, by=hr) == (0, 1)
    assert Client().get(card(learner, hr, sheet)).status_code == 200


@pytest.mark.parametrize("language, words", [("en", "your first sign-in"), ("zh-hans", "账号开通")])
def test_a_message_says_whose_it_is_in_the_language_of_notices_not_of_the_senders_page(
    hr, learner, settings, language, words
):
    """A bare link from an unknown number is what people are told never to open."""
    settings.NOTICES_LANGUAGE = language
    client = client_as(hr, language="zh-hans" if language == "en" else "en")
    chosen = {"person": [str(learner.person.uuid)], "sheet": str(uuid4()), "act": "sms"}
    assert client.post("/institutions/cards", chosen).status_code == 302
    said = OutboxMessage.objects.latest("pk").body
    with override(language):
        assert said.startswith(str(learner.institution))
    assert words in said


def test_a_number_gets_no_more_than_three_messages_a_day(hr, learner):
    assert [text_cards([learner], sheet=uuid4(), by=hr)[0] for _ in range(4)] == [1, 1, 1, 0]


def test_a_mail_address_gets_no_more_than_five_invitations_a_day(hr, learner):
    for _ in range(MAILS_A_DAY):
        mail_card(learner, sheet=uuid4(), email="Chen@example.org", by=hr)
    assert code_of(mail_card, learner, sheet=uuid4(), email="chen@example.org", by=hr) == "mails_used_up"
    assert len(mail.outbox) == MAILS_A_DAY


def test_a_whole_class_costs_no_more_queries_than_a_few(hr, firm, queries_of):
    def give(people):
        give_cards(cards.chosen(people, seen_by=hr), sheet=uuid4(), by=hr)

    few, many = ([hat("apprentice", firm).person.uuid for _ in range(n)] for n in (2, 20))
    cost = queries_of(lambda: give(few))
    assert queries_of(lambda: give(many)) == cost


def test_what_is_typed_is_read_as_it_was_meant():
    code = rules.code("f" * 64)
    assert rules.compact(rules.spaced(code).lower()) == code
    assert rules.compact("O1l0-0000-0000") == "011000000000"
    assert rules.compact(" wX_9-abc ") == "wX_9-abc"  # a link's token stays itself


@pytest.mark.django_db(transaction=True)
def test_two_who_take_a_card_up_at_one_moment_make_one_account(hr, learner):
    code = card(learner, hr).rsplit("/", 1)[1]
    from jiangtu.core.actor import VISITOR

    begin, outcomes = Barrier(2), []

    def take(username):
        begin.wait()
        try:
            inviting.accept_invitation(code, by=VISITOR, username=username, password=PASSWORD)
            outcomes.append("in")
        except Refused as refusal:
            outcomes.append(refusal.verdict.code)
        finally:
            connections.close_all()

    threads = [Thread(target=take, args=(name,)) for name in ("one.user", "other.user")]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert sorted(outcomes) == ["in", "invitation_used"]
    assert Account.objects.filter(person=learner.person).count() == 1
