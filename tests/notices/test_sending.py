"""What goes out: at once, in the day's digest, after quiet hours; never twice, and not lost when the way is blocked."""

import smtplib
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiangtu.core.models import OutboxMessage
from jiangtu.core.verdict import YES
from jiangtu.notices import queries
from jiangtu.notices.actions import choosing, reading, sending
from jiangtu.notices.models import Delivery, Subscription
from jiangtu.notices.rules import Wish
from jiangtu.training.actions import logbook
from tests.factories.institutions import client_as

pytestmark = pytest.mark.django_db
RETURNED, SIGNED = "training.log-returned", "training.log-countersigned"


def states():
    return list(Delivery.objects.order_by("pk").values_list("channel", "state"))


def wants(situation, wish, kind=RETURNED, **hours):
    choosing.choose({kind: wish}, by=situation.apprentice, **hours)


def test_what_is_urgent_goes_by_mail_at_once_and_once(situation, told, sent):
    entry = situation.returned()
    told()
    sent()
    sent()
    [letter] = mail.outbox
    assert letter.to == ["chen@example.cn"]
    assert letter.subject == "An entry of your log was returned"
    [notice] = situation.notices()
    assert f"http://127.0.0.1:8000/notices/{notice.uuid}" in letter.body
    assert "15 Jun 2025" in letter.body
    html, kind = letter.alternatives[0]
    assert kind == "text/html"
    assert "15 Jun 2025" in html
    assert str(entry.uuid) not in letter.subject
    assert states() == [("mail", "sent")]


def test_a_mail_can_be_stopped_by_one_click(situation, told, sent, client):
    situation.returned()
    told()
    sent()
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    assert client.post(address).status_code == 200
    situation.returned(14)
    told()
    sent()
    assert len(mail.outbox) == 1


IN_CHINESE, IN_ENGLISH = "您的日志被退回", "An entry of your log was returned"


@pytest.mark.parametrize(
    ("for_notices", "for_pages", "signed_in", "written"),
    [
        ("", "", "", IN_CHINESE),  # nothing is known of them: as the installation says
        ("", "", "en", IN_ENGLISH),
        ("", "", "zh-CN,zh;q=0.9", IN_CHINESE),
        ("", "en", "zh-hans", IN_ENGLISH),
        ("", "zh-hans", "en", IN_CHINESE),
        ("en", "zh-hans", "zh-hans", IN_ENGLISH),
        ("zh-hans", "en", "en", IN_CHINESE),
    ],
)
def test_each_is_written_to_in_the_language_they_chose_else_in_that_of_their_last_sign_in(
    situation, told, sent, for_notices, for_pages, signed_in, written
):
    person = situation.enrolment.person
    person.phone = "13800001234"
    person.save()
    situation.account.language = for_pages
    situation.account.set_password("einguteswort1")
    situation.account.save()
    wants(situation, Wish("at_once", False, True), language=for_notices)
    if signed_in:
        given = {"login": situation.account.username, "password": "einguteswort1"}
        answer = Client(headers={"accept-language": signed_in}).post(reverse("account_login"), given)
        assert answer.status_code == 302
    situation.returned()
    told()
    sent()
    assert [letter.subject for letter in mail.outbox] == [written]
    assert written in OutboxMessage.objects.get(channel="sms").body


@pytest.mark.parametrize(("chosen", "browser"), [("", "en"), ("en", "zh-hans"), ("", "zh-hans"), ("zh-hans", "en")])
def test_the_list_of_notices_reads_as_the_other_pages_do(situation, told, chosen, browser):
    situation.account.language = chosen
    situation.account.save()
    situation.returned()
    told()
    page = client_as(situation.apprentice, language=browser).get(reverse("notices:list")).content.decode()
    assert ("您6月15日的日志" in page or "2025年6月15日" in page) is ((chosen or browser) == "zh-hans")


def test_a_digest_goes_once_at_its_hour_with_all_of_the_day(situation, told, sent, clock):
    wants(situation, Wish("digest", False, False), SIGNED, digest_hour=18)
    for day in (12, 13, 14):
        logbook.countersign([situation.entry(day)], by=situation.mentor, allowed=YES)
        told()
    clock.move_to("2025-06-16T09:59:00+00:00")  # 17:59 in the region
    sent()
    assert mail.outbox == []
    clock.move_to("2025-06-16T10:00:00+00:00")
    sent()
    sent()
    [letter] = mail.outbox
    assert letter.subject == "Jiangtu: 3 notices"
    assert [day in letter.body for day in ("12 Jun", "13 Jun", "14 Jun")] == [True] * 3
    assert len({each.batch for each in Delivery.objects.all()}) == 1


def test_quiet_hours_over_midnight_hold_mail_until_the_morning(situation, told, sent, clock):
    clock.move_to("2025-06-16T14:30:00+00:00")  # 22:30
    situation.returned()
    told()
    clock.move_to("2025-06-16T22:59:00+00:00")  # 06:59 the next day
    sent()
    assert mail.outbox == []
    clock.shift(timedelta(minutes=1))
    sent()
    assert len(mail.outbox) == 1


def test_what_was_read_before_it_went_is_not_sent(situation, told, sent, clock):
    wants(situation, Wish("digest", False, False))
    situation.returned()
    told()
    reading.read_all(by=situation.apprentice)
    clock.shift(timedelta(days=1))
    sent()
    assert mail.outbox == []
    assert states() == [("mail", "dropped")]


def test_who_has_neither_mail_nor_phone_nor_screen_finds_it_on_the_page(situation, told, sent):
    situation.account.email = ""
    situation.account.save()
    situation.returned()
    told()
    assert sent() is False
    assert states() == []
    assert len(queries.unread(situation.apprentice)) == 1


def test_an_account_that_is_closed_before_the_mail_goes_gets_none(situation, told, sent):
    situation.returned()
    told()
    situation.account.is_active = False
    situation.account.save()
    sent()
    assert mail.outbox == []
    assert states() == [("mail", "dropped")]


def test_a_mail_server_that_is_down_is_asked_again_later_under_the_same_name(situation, told, sent, clock, monkeypatch):
    situation.returned()
    told()
    ids = []

    def down(self, messages):
        ids.extend(each.extra_headers["Message-ID"] for each in messages)
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", down)
        sent()
        sent()
        assert len(ids) == 1  # not at once again
        clock.shift(timedelta(minutes=2))
        sent()
    clock.shift(timedelta(minutes=6))
    sent()
    assert [letter.extra_headers["Message-ID"] for letter in mail.outbox] == ids[:1]
    assert len(set(ids)) == 1
    assert states() == [("mail", "sent")]


def test_after_two_days_of_tries_it_is_given_up_and_says_so(situation, told, sent, clock, monkeypatch):
    situation.returned()
    told()
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", lambda self: 1 / 0)
    for _try in range(10):
        sent()
        clock.shift(timedelta(days=1))
    assert states() == [("mail", "failed")]
    assert Delivery.objects.get().tries == 8


def killed_while_sending():
    """As a worker leaves it that is killed between the claim and the mark."""
    claim = sending.claim_next()
    assert claim is not None
    return claim


def test_a_mail_whose_worker_was_killed_is_sent_again_under_the_same_name(situation, told, sent, clock):
    situation.returned()
    told()
    claim = killed_while_sending()
    sent()
    assert mail.outbox == []  # perhaps it is under way
    clock.shift(timedelta(minutes=6))
    sent()
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{claim.batch}@localhost>"
    assert states() == [("mail", "sent")]


def test_a_digest_whose_worker_was_killed_goes_again_as_it_was(situation, told, sent, clock):
    wants(situation, Wish("digest", False, False))
    situation.returned(12)
    told()
    clock.shift(timedelta(days=1))
    claim = killed_while_sending()
    clock.shift(timedelta(minutes=6))
    situation.returned(13)
    told()
    sent()
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{claim.batch}@localhost>"
    assert "13 Jun" not in mail.outbox[0].body
    clock.shift(timedelta(days=1))
    sent()
    assert "13 Jun" in mail.outbox[1].body
    assert len(mail.outbox) == 2


def test_a_text_message_whose_worker_was_killed_is_not_sent_again(situation, told, sent, clock):
    wants(situation, Wish("never", False, True))
    situation.returned()
    told()
    killed_while_sending()
    clock.shift(timedelta(minutes=6))
    sent()
    assert states() == [("sms", "unsure")]
    assert not OutboxMessage.objects.exists()
    assert len(queries.unread(situation.apprentice)) == 1


def test_a_text_message_that_the_gateway_took_before_the_worker_was_killed_rings_once(situation, told, sent, clock):
    person = situation.enrolment.person
    person.phone = "13800001234"
    person.save()
    wants(situation, Wish("never", False, True))
    situation.returned()
    told()
    claim = killed_while_sending()
    sending.SENDERS["sms"](claim.batch, [each.notice for each in claim.deliveries])  # taken, and never marked
    clock.shift(timedelta(minutes=6))
    sent()
    assert OutboxMessage.objects.filter(channel="sms").count() == 1
    assert states() == [("sms", "unsure")]


def test_a_worker_that_was_down_at_the_digests_hour_sends_one_and_the_next_at_its_hour(situation, told, sent, clock):
    wants(situation, Wish("digest", False, False))
    situation.returned(12)
    told()
    clock.move_to("2025-06-17T01:00:00+00:00")  # 09:00 in the region: down at 07:00
    situation.returned(13)
    told()
    sent()
    clock.move_to("2025-06-17T12:00:00+00:00")
    sent()
    assert len(mail.outbox) == 1
    clock.move_to("2025-06-17T23:00:00+00:00")
    sent()
    assert ["12 Jun" in letter.body for letter in mail.outbox] == [True, False]
    assert "13 Jun" in mail.outbox[1].body


def test_a_text_message_says_what_kind_of_thing_it_is(situation, told, sent):
    person = situation.enrolment.person
    person.phone = "13800001234"
    person.save()
    wants(situation, Wish("never", False, True), language="zh-hans")
    situation.returned()
    told()
    sent()
    kept = OutboxMessage.objects.get()
    assert (kept.channel, kept.to) == ("sms", "+8613800001234")
    assert "您的日志被退回" in kept.body


def test_each_browser_of_a_person_is_pushed_to(situation, told, sent):
    for number in (1, 2):
        endpoint = f"https://fcm.googleapis.com/{number}"
        Subscription.objects.create(person_id=situation.apprentice.person, endpoint=endpoint, p256dh="x", auth="y")
    wants(situation, Wish("never", True, False))
    situation.returned()
    told()
    sent()
    kept = [message.body for message in OutboxMessage.objects.filter(channel="push")]
    assert len(kept) == 2
    assert all("An entry of your log was returned" in body for body in kept)


def test_two_who_claim_never_take_the_same(situation, told):
    for day in (12, 13):
        situation.returned(day)
    told()
    first, second = sending.claim_next(), sending.claim_next()
    assert {first.batch, second.batch} == set(Delivery.objects.values_list("batch", flat=True).order_by())
    assert first.batch != second.batch
    assert sending.claim_next() is None


def test_of_two_days_late_mail_the_digest_is_still_one(situation, told, sent, clock):
    wants(situation, Wish("digest", False, False))
    for day in (12, 13):
        situation.returned(day)
        told()
        clock.shift(timedelta(days=1))
    sent()
    assert len(mail.outbox) == 1
    assert timezone.localdate() > date(2025, 6, 16)


def refusing(fault):
    def send(self):
        raise fault

    return send


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"chen@example.cn": (550, b"no such user")}), "failed"),
        (smtplib.SMTPDataError(554, b"refused"), "failed"),
        (smtplib.SMTPRecipientsRefused({"chen@example.cn": (451, b"try later")}), "waiting"),
        (smtplib.SMTPDataError(452, b"full"), "waiting"),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), "waiting"),  # ours to mend
        (smtplib.SMTPSenderRefused(550, b"not you", "us@example.cn"), "waiting"),
        (ConnectionRefusedError(), "waiting"),
    ],
    ids=lambda each: each if isinstance(each, str) else f"{type(each).__name__} {each}",
)
def test_what_an_address_refuses_for_good_is_not_tried_again(situation, told, sent, monkeypatch, fault, state):
    situation.returned()
    told()
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refusing(fault))
    sent()
    assert states() == [("mail", state)]
    assert Delivery.objects.get().tries == 1
