"""Each kind of notice, caused by the act itself: exactly those it concerns are told, in both languages, its page opens
for them, and nothing that leaves the house names anybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import translation

from jiangtu.allowances.actions import objections, runs
from jiangtu.allowances.models import OutdatedStatement
from jiangtu.apprenticeships.actions import certificates, inquiries, stages
from jiangtu.apprenticeships.actions.apprenticeships import confirm, leave, send_back, take_back_departure
from jiangtu.apprenticeships.actions.reminding import remind_enterprises
from jiangtu.apprenticeships.models import Apprenticeship, Inquiry
from jiangtu.core.actor import Actor
from jiangtu.core.models import OutboxMessage
from jiangtu.core.verdict import YES
from jiangtu.desks import actions as desks
from jiangtu.institutions.actions.partnerships import begin_partnership, step_partner
from jiangtu.institutions.models import Institution
from jiangtu.mentoring.actions import pairing, pairs, reviews
from jiangtu.mentoring.actions.reminding import remind_mentors
from jiangtu.mentoring.models import Pair
from jiangtu.notices import queries
from jiangtu.notices.actions import choosing, sending, telling
from jiangtu.notices.models import Notice, Subscription
from jiangtu.notices.rules import Wish
from jiangtu.people.actions import accounts
from jiangtu.people.models import Account, Person
from jiangtu.training.actions import logbook, timetable
from jiangtu.training.models import LogEntry
from tests.databases import NOW
from tests.factories import allowances as of_allowances
from tests.factories import apprenticeships as of_apprentices
from tests.factories import mentoring as of_mentors
from tests.factories import training as factory
from tests.factories.institutions import account_of, client_as, member
from tests.factories.people import resident_id
from tests.notices.conftest import TODAY

pytestmark = pytest.mark.django_db
YESTERDAY, SOON = TODAY - timedelta(1), TODAY + timedelta(2)


class World:
    """An enterprise that follows Measures, its class of two, and everybody whom a notice could concern, by a word."""

    def __init__(self) -> None:
        self.it = of_allowances.following(of_mentors.paired(apprentices=2, mentors=1))
        self.of = self.it.training_class
        stages.lay_out_stages(self.it.apprentices, on=self.of.starts_on)
        self.actors: dict[str, Actor] = {
            "first": self.it.apprentice(), "second": self.it.apprentice(1), "mentor": self.it.mentor(),
            "hr": self.it.hr, "other hr": factory.hr_of(self.it.enterprise), "head": self.it.head,
            "trainer": factory.trainer_of(self.of), "expert": member("expert"),
        }  # fmt: skip
        for at, actor in enumerate(self.actors.values()):
            person = Person.objects.get(pk=actor.person)
            person.name, person.phone, person.document = f"秘密{at:02d}号", f"138000010{at:02d}", resident_id()
            person.save()
            account = account_of(actor)
            account.email = f"secret{at}@example.cn"
            account.save()

    def __getattr__(self, name: str) -> Any:
        return self.__dict__["actors"][name.replace("_", " ")]

    def entry(self, day: date = YESTERDAY) -> LogEntry:
        return factory.log_entry(self.it.apprentices[0].enrolment, day)

    def corrected(self, *, paired: bool) -> None:
        """The first corrects an entry that the mentor countersigned; `paired`: whose mentor is it still."""
        [signed] = logbook.countersign([self.entry()], by=self.mentor, allowed=YES)
        if not paired:
            Pair.objects.update(until=YESTERDAY - timedelta(1))
        written = {"minutes": 60, "work": "改", "independence": "alone", "competences": list(signed.competences.all())}
        logbook.correct_entry(signed, by=self.first, on=signed.on, **written)

    def sent_again(self) -> None:
        returned = logbook.return_entry(self.entry(), "哪台机床？", by=self.mentor, allowed=YES)
        written = {"minutes": 60, "work": "3号车床", "independence": "alone"}
        logbook.edit_entry(returned, by=self.first, on=returned.on, competences=returned.competences.all(), **written)

    def moved(self, start: time) -> None:
        session = factory.planned_session(self.of, SOON, time(8))
        timetable.move_session(session, by=self.head, day=SOON, start=start, topic="新课题")

    def commented(self, subject: Any) -> None:
        desks.comment(subject, "很好", by=self.expert)

    def published(self) -> None:
        """The second loses the mentor and gets one again."""
        pairs.end_pair(self.it.pairs[1], by=self.hr, on=YESTERDAY, reason="调岗")
        run = pairing.run_pairing(self.of, self.it.enterprise, by=self.head)
        pairing.publish_pairing(run, by=self.hr, on=TODAY)

    def shown(self) -> Any:
        return of_allowances.shown(self.it)

    def outdated(self) -> None:
        found = {"lines": 1, "due": -200, "currency": "CNY"}
        OutdatedStatement.objects.create(run=self.shown(), mentor=self.it.mentors[0], **found)

    def objected(self) -> Any:
        return objections.object_to_statement(self.shown(), self.it.mentors[0], word="少一个月", by=self.mentor)

    def released(self) -> None:
        runs.release_run(self.shown(), by=self.hr)

    def asked(self) -> Any:
        """The college asks the enterprise once more, for another occupation."""
        made = begin_partnership(self.of.college, [self.it.enterprise], by=self.head, since=TODAY)
        return made.partners.get()

    def answered(self, verb: str) -> None:
        step_partner(self.asked(), verb, by=self.hr, remark="今年不招")

    def closed(self) -> Any:
        progress = of_apprentices.ready(self.it.apprentices[0], on=TODAY)
        return stages.close_stage(progress, by=self.head, on=TODAY)

    def closed_corrected(self) -> None:
        """A day on which the closed stage rests is corrected, and the mentor signs it."""
        self.closed()
        signed = self.it.apprentices[0].enrolment.log.order_by("-on")[0]
        written = {"minutes": 60, "work": "改", "independence": "alone", "competences": list(signed.competences.all())}
        made = logbook.correct_entry(signed, by=self.first, on=signed.on, **written)
        logbook.countersign([made], by=self.mentor, allowed=YES)

    def came_back(self) -> None:
        """A departure of the first was recorded by mistake."""
        gone = leave(self.it.apprentices[0], on=TODAY, reason="调岗", by=self.hr)
        take_back_departure(gone, reason="看错了人", by=self.hr)

    def proposed(self) -> None:
        Apprenticeship.objects.update(state="proposed")

    def answered_for(self, act: Callable[..., object], **said: str) -> None:
        self.proposed()
        act(Apprenticeship.objects.order_by("pk"), by=self.hr, **said)

    def inquired(self) -> Inquiry:
        """A class of another college wants to take on the first."""
        other = factory.draft_class(state="open")
        about = Person.objects.get(pk=self.first.person), "某人", other.enterprises.get(), self.it.apprentices[0]
        return inquiries.inquire([about], other, by=factory.head_of(other), allowed=YES)[0]

    def inquiry_answered(self) -> None:
        asked = self.inquired()
        Inquiry.objects.update(asked_by=self.head.person, asked_for=self.head.institution)
        inquiries.answer_inquiry(asked, "refuse", by=self.hr, word="仍在培养")

    def certificate(self, then: str = "") -> None:
        says = {"number": "Z000000000000001", "level": "L5", "issued_on": TODAY, "body": "中心"}
        held = certificates.enter_certificate(self.it.apprentices[0], **says, by=self.hr)
        if then == "correct":
            certificates.correct_certificate(held, **says | {"level": "L4"}, reason="看错", by=self.hr)
        if then == "withdraw":
            certificates.withdraw_certificate(held, reason="误录", by=self.hr)

    def roster(self, content: bytes) -> None:
        of_apprentices.roster_checked(self.of, content, by=self.hr)

    def reminded_of_log(self) -> None:
        self.entry()
        remind_mentors(self.of, by=self.head)

    def reminded_to_confirm(self) -> None:
        self.proposed()
        remind_enterprises(self.of, by=self.head)


CLASS = ("first", "second", "trainer")
# Each kind: what happens, and who is told of it.
KINDS: dict[str, tuple[Callable[[World], object], tuple[str, ...]]] = {
    "training.log-returned": (
        lambda w: logbook.return_entry(w.entry(), "哪台机床？", by=w.mentor, allowed=YES), ("first",),
    ),
    "training.log-countersigned": (lambda w: logbook.countersign([w.entry()], by=w.mentor, allowed=YES), ("first",)),
    "training.session-moved": (lambda w: w.moved(time(10)), CLASS),
    "training.session-changed": (lambda w: w.moved(time(8)), CLASS),
    "training.session-cancelled": (
        lambda w: timetable.cancel_session(factory.planned_session(w.of, SOON), by=w.head, reason="停电"), CLASS,
    ),
    "training.roll-uncalled": (lambda w: factory.planned_session(w.of, YESTERDAY), ("trainer",)),
    "desks.answered": (lambda w: (w.commented(w.of), desks.comment(w.of, "下学年再排", by=w.head)), ("expert",)),
    "training.commented": (lambda w: w.commented(w.of), ("head",)),
    "institutions.partnership-asked": (World.asked, ("hr", "other hr")),
    "institutions.partnership-agreed": (lambda w: w.answered("agree"), ("head",)),
    "institutions.partnership-declined": (lambda w: w.answered("decline"), ("head",)),
    "institutions.partnership-withdrawn": (
        lambda w: step_partner(w.asked(), "withdraw", by=w.head, remark="改日再说"), ("hr", "other hr"),
    ),
    "programmes.commented": (lambda w: w.commented(w.of.version), ("head",)),
    "mentoring.pairs-proposed": (
        lambda w: pairing.run_pairing(w.of, w.it.enterprise, by=w.head), ("hr", "other hr"),
    ),
    "mentoring.proposal-published": (World.published, ("head",)),
    "mentoring.contract-written": (
        lambda w: pairs.write_contract(w.it.pairs[0], by=w.hr, goals="车轴", tasks="", term_to=None),
        ("mentor", "first"),
    ),
    "mentoring.pair-ended": (
        lambda w: pairs.end_pair(w.it.pairs[0], by=w.hr, on=YESTERDAY, reason="调岗"), ("mentor", "first"),
    ),
    "mentoring.pair-resumed": (World.came_back, ("mentor", "first")),
    "mentoring.reviewed": (
        lambda w: reviews.review_pair(w.it.pairs[0], by=w.hr, on=YESTERDAY, grade="good", words="好"),
        ("mentor", "first"),
    ),
    "mentoring.accident": (
        lambda w: reviews.enter_accident(w.it.pairs[0], by=w.hr, on=YESTERDAY, words="砸伤"), ("mentor",),
    ),
    "mentoring.pair-begun": (World.published, ("mentor", "second")),
    "mentoring.contracts-to-sign": (World.published, ("other hr",)),
    "mentoring.log-sent-again": (World.sent_again, ("mentor",)),
    "mentoring.log-corrected": (lambda w: w.corrected(paired=True), ("mentor",)),
    "mentoring.log-countersigned-corrected": (lambda w: w.corrected(paired=False), ("mentor",)),
    "mentoring.log-waits": (lambda w: w.entry(TODAY - timedelta(8)), ("mentor",)),
    "mentoring.unassessed": (lambda w: None, ("mentor",)),  # the open stage asks for it from the first day on
    "mentoring.term-ended": (lambda w: Pair.objects.update(term_to=YESTERDAY), ("hr", "other hr")),
    "mentoring.reminder-log": (World.reminded_of_log, ("mentor",)),
    "allowances.statement-shown": (World.shown, ("mentor",)),
    "allowances.objection": (World.objected, ("hr", "other hr")),
    "allowances.objection-answered": (
        lambda w: objections.answer_objection(w.objected(), word="已核对", by=w.hr), ("mentor",),
    ),
    "allowances.run-outdated": (World.outdated, ("hr", "other hr")),
    "allowances.released": (World.released, ("mentor",)),
    "apprenticeships.stage-closed": (World.closed, ("first",)),
    "apprenticeships.stage-reopened": (
        lambda w: stages.reopen_stage(w.closed(), by=w.head, on=TODAY, reason="补考"), ("first",),
    ),
    "apprenticeships.closed-stage-corrected": (World.closed_corrected, ("head",)),
    "apprenticeships.certificate": (World.certificate, ("first",)),
    "apprenticeships.certificate-corrected": (lambda w: w.certificate("correct"), ("first",)),
    "apprenticeships.certificate-withdrawn": (lambda w: w.certificate("withdraw"), ("first",)),
    "apprenticeships.inquiry": (World.inquired, ("hr", "other hr", "head")),
    "apprenticeships.inquiry-answered": (World.inquiry_answered, ("head",)),
    "apprenticeships.sent-back": (lambda w: w.answered_for(send_back, word="缺合同"), ("head",)),
    "apprenticeships.confirmed": (lambda w: w.answered_for(confirm), ("head",)),
    "apprenticeships.unconfirmed": (World.proposed, ("hr", "other hr")),
    "apprenticeships.unassessed": (lambda w: None, ("trainer",)),
    "apprenticeships.reminder-confirm": (World.reminded_to_confirm, ("hr", "other hr")),
    "people.account-changed": (
        lambda w: accounts.change_username(account_of(w.first), "another.name", by=w.first), ("first",),
    ),
    "sheets.checked": (
        lambda w: w.roster(of_apprentices.roster_csv(of_apprentices.roster_row(name=""))), ("hr",),
    ),
    "sheets.unreadable": (lambda w: w.roster(b"\x00\x01"), ("hr",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def test_every_kind_is_tried():
    assert set(KINDS) == set(queries.kinds())


@pytest.mark.embedded
@pytest.mark.parametrize("code", sorted(KINDS))
def test_an_act_tells_whom_it_concerns_and_names_nobody_outside(made, told, settings, code):
    act, whom = KINDS[code]
    settings.EMAIL_BACKEND = "jiangtu.core.outbox.MailOutbox"
    told()  # of what was done to make the world
    Notice.objects.all().delete()
    for number, actor in enumerate(made.actors.values()):
        reached_everywhere(actor, code, "en" if number % 2 else "zh-hans")
    act(made)
    told()
    if queries.kinds()[code].late:
        telling.tell_late(TODAY)
    notices = list(Notice.objects.filter(kind=code).order_by("pk"))
    words = {actor.person: word for word, actor in made.actors.items()}
    assert {words[notice.person_id] for notice in notices} == set(whom)
    for notice in notices:
        for language in ("en", "zh-hans"):
            opens(notice, made.actors[words[notice.person_id]], language)
    Notice.objects.update(read_at=None)
    sending.send_due()
    kept = OutboxMessage.objects.filter(channel__in=["mail", "push", "sms"])
    assert {message.channel for message in kept} == {"mail", "push", "sms"}
    outside = "\n".join(f"{each.subject}\n{each.body if each.channel != 'mail' else ''}" for each in kept)
    assert [word for word in everything_personal() if word in outside] == []


def reached_everywhere(actor: Actor, code: str, language: str) -> None:
    """By mail at once, on a screen and by text message, at any hour."""
    endpoint = f"https://fcm.googleapis.com/{actor.person}"
    Subscription.objects.create(person_id=actor.person, endpoint=endpoint, p256dh="x", auth="y")
    wish = {code: Wish("at_once", True, True)}
    choosing.choose(wish, by=actor, quiet_from=time(0), quiet_to=time(0), language=language)


def opens(notice: Notice, actor: Actor, language: str) -> None:
    """The sentence is whole in that language, and the page it leads to opens for who was told."""
    with translation.override(language):
        said = queries.said(notice)
        assert bool(re.search(r"[一-鿿]", str(queries.kinds()[notice.kind].title))) is (language != "en")
        assert "%" not in said
        assert not re.search(r"\d{4}-\d\d-\d\d", said)  # a day as the reader's language writes it
    Account.objects.filter(person=actor.person).update(language=language)
    answer = client_as(actor).post(f"/notices/{notice.uuid}", follow=True)
    assert (answer.status_code, answer.redirect_chain[0][0]) == (200, notice.page)
    assert answer.wsgi_request.path == notice.page.partition("?")[0]


def everything_personal() -> list[str]:
    """Names, documents, phones and addresses of everybody there is, and of every institution."""
    people = Person.objects.order_by("pk")
    found = [part for each in people for part in (each.name, each.document.reveal(), each.phone.reveal())]
    found += Account.objects.exclude(email="").values_list("email", flat=True).order_by()
    found += Institution.objects.values_list("name", flat=True).order_by()
    return [word for word in found if word]
