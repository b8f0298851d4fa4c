"""Facts become notices: for whom they are, once, after the commit, in a few queries however many people."""

import json
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone, translation

from jiangtu.apprenticeships.actions import stages
from jiangtu.apprenticeships.models import StageProgress
from jiangtu.core import journal
from jiangtu.core.actor import SYSTEM
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import YES
from jiangtu.mentoring.actions import pairing, profiles
from jiangtu.notices import doors, queries
from jiangtu.notices.actions import telling
from jiangtu.notices.models import Delivery, Notice
from jiangtu.notices.rules import Kind, To, Urgency
from jiangtu.training.actions import logbook, timetable
from tests.factories import mentoring as of_mentors
from tests.factories import training as factory
from tests.notices.conftest import TODAY

pytestmark = pytest.mark.django_db


def jobs_asked(task="notices.tell"):
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [task])
        return [json.loads(args) for (args,) in cursor.fetchall()]


def test_who_wrote_an_entry_that_was_returned_is_told_and_led_to_it(situation, told):
    entry = situation.returned()
    assert told() == 1
    [notice] = situation.notices()
    assert (notice.kind, notice.page) == ("training.log-returned", f"/classes/log/{entry.uuid}")
    assert (notice.role, notice.institution) == ("apprentice", situation.enrolment.enterprise)
    assert "15 Jun 2025" in queries.said(notice)
    with translation.override("zh-hans"):
        assert "6月15日" in queries.said(notice)


def test_the_same_facts_told_again_tell_nothing_new(situation, told):
    situation.returned()
    told()
    facts = list(JournalEntry.objects.values_list("pk", flat=True).order_by())
    assert telling.tell(facts) == 0
    assert len(situation.notices()) == 1
    assert Delivery.objects.count() == 1


def test_an_act_that_is_undone_tells_nobody(situation, told):
    before = len(jobs_asked())
    with transaction.atomic():
        situation.returned()
        assert len(jobs_asked()) == before + 1
        transaction.set_rollback(True)
    assert len(jobs_asked()) == before
    assert told() == 0


def test_a_fact_of_which_nobody_is_told_asks_for_no_job(situation):
    before = len(jobs_asked())
    journal.record("room swept", situation.training_class, by=SYSTEM)
    assert len(jobs_asked()) == before


def test_many_entries_of_one_act_are_one_job(situation, told):
    entries = [situation.entry(day) for day in (12, 13, 14)]
    logbook.countersign(entries, by=situation.mentor, allowed=YES)
    assert [len(job["entries"]) for job in jobs_asked()] == [3]
    assert told() == 1  # they are one notice too


def published(number):
    """Publish the pairing of so many apprentices; one mentor can take all of them."""
    it = of_mentors.situation(apprentices=number, mentors=1)
    profiles.keep_mentor_profile(it.mentors[0].person, it.enterprise, by=it.hr, places=number)
    of_mentors.mentor(it.enterprise, by=it.hr, places=number)
    run = pairing.run_pairing(it.training_class, it.enterprise, by=it.hr)
    return lambda: pairing.publish_pairing(run, by=it.hr, on=TODAY)


def test_a_published_pairing_is_one_job_and_as_many_queries_for_many_pairs_as_for_few(clock, queries_of):
    few, many = queries_of(published(2)), queries_of(published(12))
    proposed = 1  # HR is told of it beforehand
    assert [len(job["entries"]) for job in jobs_asked()] == [proposed, 2 + 1, proposed, 12 + 1]
    assert many == few


def test_the_stages_of_a_class_that_close_together_are_one_job(clock, monkeypatch):
    it = of_mentors.situation(apprentices=3, mentors=0)
    stages.lay_out_stages(it.apprentices, on=it.training_class.starts_on)
    monkeypatch.setattr(stages, "stage_complete", lambda facts: YES)
    opened = StageProgress.objects.filter(state="open")
    closed, _short = stages.close_stages(opened.order_by("pk"), by=it.head, on=TODAY)
    assert [len(job["entries"]) for job in jobs_asked()] == [len(closed)] == [3]


def test_nobody_is_told_of_what_they_did_themselves(situation, told):
    trainer = factory.trainer_of(situation.training_class)
    session = factory.planned_session(situation.training_class, TODAY + timedelta(2))
    timetable.cancel_session(session, by=trainer, reason="停电")
    told()
    people = set(Notice.objects.values_list("person", flat=True).order_by())
    assert people == {e.person_id for e in situation.training_class.enrolments.order_by("pk")}


def test_a_session_of_a_large_class_costs_as_many_queries_as_of_a_small_one(queries_of, clock, told):
    def cost(apprentices):
        of = factory.running_class(apprentices=apprentices)
        session = factory.planned_session(of, TODAY + timedelta(2))
        head = factory.head_of(of)
        timetable.cancel_session(session, by=head, reason="停电")
        facts = list(JournalEntry.objects.filter(subject=session.uuid).values_list("pk", flat=True).order_by())
        return queries_of(lambda: telling.tell(facts))

    assert cost(3) == cost(60)
    assert Notice.objects.count() == 63 + 2


def test_a_kind_that_cannot_tell_keeps_no_other_from_telling_and_is_tried_again(situation):
    def broken(facts):
        raise LookupError("no such table")

    def fine(facts):
        return [To(situation.apprentice.person, "/", fact) for fact in facts]

    verbs = ("room swept",)
    declared = [
        Kind("x.broken", "A", "A", Urgency.NOW, (), verbs, broken),
        Kind("x.fine", "B", "B", Urgency.NOW, (), verbs, fine),
    ]
    with doors.kinds.alone(lambda: declared):
        fact = journal.record("room swept", situation.training_class, by=SYSTEM)
        with pytest.raises(LookupError):
            telling.tell([fact.pk])
    assert [notice.kind for notice in situation.notices()] == ["x.fine"]


@pytest.fixture
def late(situation):
    """A kind that tells the apprentice of what the set names as late."""
    overdue = set()
    kind = Kind(
        "x.late", "Late", "Late", Urgency.NOW, (),
        late=lambda on: [To(situation.apprentice.person, "/", about=about) for about in overdue],
    )  # fmt: skip
    with doors.kinds.alone(lambda: [kind]):
        yield overdue


def test_what_is_late_is_told_once_until_it_is_done_and_anew_when_it_comes_back(situation, late):
    thing = situation.training_class.uuid
    late.add(thing)
    assert [telling.tell_late(TODAY) for _day in range(3)] == [1, 0, 0]
    late.clear()
    assert telling.tell_late(TODAY) == 0
    assert situation.notices()[0].ended_at == timezone.now()
    late.add(thing)
    assert telling.tell_late(TODAY) == 1
    assert [bool(notice.ended_at) for notice in situation.notices()] == [True, False]


@pytest.mark.parametrize(
    ("value", "written"),
    [("2026-06-30", "30 Jun 2026"), ("2026-01-31", "31 Jan 2026"), ("2026-02-28", "28 Feb 2026"),
     ("2026-02-31", "2026-02-31"), ("2026-13-01", "2026-13-01")],
)  # fmt: skip
def test_every_day_of_a_month_is_written_as_a_day_and_what_is_none_stays_as_it_is(value, written):
    assert queries.spoken(value) == written


def test_who_has_no_account_yet_finds_the_notice_when_they_come(situation, told):
    situation.account.delete()
    situation.returned()
    told()
    assert len(situation.notices()) == 1
    assert not Delivery.objects.exists()


def test_what_was_recorded_long_ago_stands_in_the_list_and_is_not_sent(situation, clock, told):
    situation.returned()
    clock.shift(timedelta(days=8))
    told()
    assert len(situation.notices()) == 1
    assert not Delivery.objects.exists()


def test_old_notices_go_with_what_was_sent_of_them(situation, clock, told, settings):
    settings.NOTICES_KEPT_DAYS = 30
    situation.returned(14)
    told()
    clock.shift(timedelta(days=29))
    situation.returned(15)
    told()
    assert telling.forget() == 0
    clock.shift(timedelta(days=2))
    assert telling.forget() == 1
    assert [notice.values["day"] for notice in situation.notices()] == ["2025-06-15"]
