"""The timetable: planned, copied, moved, cancelled, and nobody in two places at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import Refused
from jiangtu.training.actions.register import end_enrolment, enrol
from jiangtu.training.actions.timetable import cancel_session, copy_session, copy_week, move_session, plan_session
from jiangtu.training.models import Attendance, Enrolment, Session, TrainingClass
from jiangtu.training.queries import timetable
from tests.factories import training as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TUESDAY = date(2025, 6, 17)
MONDAY = date(2025, 6, 16)


def plan(of: TrainingClass, day: date = TUESDAY, start: time = time(8), *, by=None, **values) -> Session:
    trainer = of.trainers.order_by("pk")[0]
    filled = {"minutes": 90, "stage": of.version.stages.get(order=1), "kind": "professional_basics", "venue": "college",
              "trainer": trainer, "topic": "Drawing"}  # fmt: skip
    return plan_session(of, by=by or make.head_of(of), day=day, start=start, **{**filled, **values})


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as refusal, transaction.atomic():
        act(*args, **kwargs)
    return refusal.value.verdict


def test_everyone_on_the_register_that_day_is_expected():
    of = make.running_class(apprentices=3)
    late, gone = of.enrolments.order_by("pk")[:2]
    Enrolment.objects.filter(pk=late.pk).update(since=date(2025, 7, 1))
    Enrolment.objects.filter(pk=gone.pk).update(until=date(2025, 6, 16))
    session = plan(of)
    assert session.attendance.count() == 1
    assert set(session.attendance.values_list("mark", "during")) == {("", session.during)}


def test_a_trainer_plans_their_own_class_and_it_is_journaled():
    of = make.running_class()
    session = plan(of, by=make.trainer_of(of))
    entry = JournalEntry.objects.get(verb="session planned")
    assert entry.subject == session.uuid
    assert of.uuid in entry.threads


@pytest.mark.parametrize("what", ["trainer", "room", "apprentice"])
def test_the_refusal_names_who_is_taken_by_what_and_when(what):
    of = make.running_class(number="A-1")
    other = make.running_class(number="B-2", college=of.college)
    values = {"trainer": other.trainers.get(), "room": ""}
    if what == "trainer":
        other.trainers.add(of.trainers.get())
        values["trainer"] = of.trainers.get()
    elif what == "room":
        values["room"] = "201"
    else:
        person = of.enrolments.order_by("pk")[0].person
        Enrolment.objects.create(
            training_class=other, person=person, enterprise=other.enterprises.get(), since=other.starts_on
        )
    plan(of, start=time(8), room="201")
    verdict = refused(plan, other, start=time(9), **values)
    assert verdict.code == f"{what}_taken"
    assert verdict.details["of"] == "A-1"
    assert (verdict.details["on"], verdict.details["start"], verdict.details["end"]) == (TUESDAY, "08:00", "09:30")
    assert verdict.details["topic"] == "Drawing"
    assert other.sessions.count() == 0
    assert plan(other, start=time(9, 30), **values).attendance.count() == other.enrolments.count()


def test_the_database_itself_refuses_two_places_at_once():
    of = make.running_class()
    make.planned_session(of, TUESDAY)
    with pytest.raises(IntegrityError, match="trainer_in_one_place"), transaction.atomic():
        make.planned_session(of, TUESDAY, time(8, 30))
    other = make.hat("college_trainer", of.college)
    with pytest.raises(IntegrityError, match="apprentice_in_one_place"), transaction.atomic():
        make.planned_session(of, TUESDAY, time(8, 30), trainer_id=other.person)


def test_attendance_follows_its_session_and_cannot_say_otherwise():
    of = make.running_class()
    session = make.planned_session(of, TUESDAY)
    session.during = make.during(TUESDAY, time(14))
    session.save()
    assert {a.during for a in session.attendance.all()} == {session.during}
    stranger = make.person()
    Attendance.objects.update(during=make.during(MONDAY), person=stranger)
    assert {a.during for a in session.attendance.all()} == {session.during}
    assert not Attendance.objects.filter(person=stranger).exists()


def test_attendance_of_another_class_is_refused_by_the_database():
    of, other = make.running_class(), make.running_class()
    session = make.planned_session(of, TUESDAY)
    enrolment = other.enrolments.order_by("pk")[0]
    with pytest.raises(IntegrityError, match="another class"), transaction.atomic():
        Attendance.objects.create(session=session, enrolment=enrolment, person=enrolment.person, during=session.during)


def test_a_week_is_copied_whole_into_the_following_weeks():
    of = make.running_class()
    plan(of, TUESDAY)
    plan(of, date(2025, 6, 19), time(14), room="201")
    copies = copy_week(of, MONDAY, weeks=3, by=make.head_of(of))
    assert len(copies) == 6
    assert of.sessions.count() == 8
    assert Attendance.objects.count() == 8 * 3
    assert {c.during.lower.isoformat() for c in copies} >= {"2025-06-24T08:00:00+08:00", "2025-07-10T14:00:00+08:00"}
    verdict = refused(copy_week, of, MONDAY, weeks=1, by=make.head_of(of))
    assert verdict.code == "trainer_taken"
    assert of.sessions.count() == 8


def test_a_session_over_midnight_belongs_to_the_week_in_which_it_begins():
    of = make.running_class()
    night = plan(of, date(2025, 6, 22), time(23), minutes=120, sure=True)  # Sunday night into Monday
    assert list(timetable.week(of, MONDAY)) == [night]
    assert list(timetable.week(of, date(2025, 6, 23))) == []
    assert refused(copy_week, of, date(2025, 6, 23), weeks=1, by=make.head_of(of)).code == "week_empty"


@pytest.mark.parametrize(
    ("start", "minutes", "codes"),
    [
        (time(22), 180, ["session_over_midnight"]),
        (time(22), 120, []),  # to midnight, not over it
        (time(8), 600, ["session_long"]),
        (time(15), 600, ["session_over_midnight", "session_long"]),
    ],
)
def test_a_session_over_midnight_or_of_ten_hours_is_asked_about(start, minutes, codes):
    of = make.running_class()
    if codes:
        verdict = refused(plan, of, start=start, minutes=minutes)
        assert [each.code for each in verdict.reasons()] == codes
        assert not Session.objects.exists()
    session = plan(of, start=start, minutes=minutes, sure=bool(codes))
    head = make.head_of(of)
    if codes:  # what was meant once is meant again; another time is asked about anew
        assert len(copy_week(of, MONDAY, weeks=1, by=head)) == 1
        move_session(session, by=head, day=TUESDAY, start=start, topic="Welding")
        refused(move_session, session, by=head, day=date(2025, 6, 18), start=start)
        assert move_session(session, by=head, day=date(2025, 6, 18), start=start, sure=True)
        refused(copy_session, session, by=head, day=date(2025, 6, 19))


def test_a_week_copied_into_days_that_are_over_says_why_only_now():
    of = make.running_class()
    plan(of, date(2025, 6, 3), why_late="Timetable came late")
    into = {"weeks": 1, "by": make.head_of(of)}
    assert refused(copy_week, of, date(2025, 6, 2), **into).code == "session_in_the_past"
    [copy] = copy_week(of, date(2025, 6, 2), **into, why_late="Timetable came late")
    assert JournalEntry.objects.get(verb="week copied").remark == "Timetable came late"
    assert copy.during.lower.isoformat() == "2025-06-10T08:00:00+08:00"


def test_a_copy_beyond_the_class_leaves_nothing_half_done():
    of = make.running_class(ends_on=date(2025, 6, 30))
    plan(of, TUESDAY)
    assert refused(copy_week, of, MONDAY, weeks=3, by=make.head_of(of)).code == "session_outside_class"
    assert of.sessions.count() == 1
    assert refused(copy_week, of, date(2025, 6, 23), weeks=1, by=make.head_of(of)).code == "week_empty"


def test_a_session_is_copied_to_another_day():
    of = make.running_class()
    session = plan(of, room="201")
    copy = copy_session(session, by=make.head_of(of), day=date(2025, 6, 18), start=time(10))
    assert (copy.room, copy.topic, copy.minutes) == (session.room, "Drawing", 90)
    assert copy.attendance.count() == 3


def test_a_session_moves_with_its_people_and_only_while_planned():
    of = make.running_class()
    leaver = of.enrolments.order_by("pk")[0]
    Enrolment.objects.filter(pk=leaver.pk).update(until=date(2025, 6, 20))
    session = plan(of)
    moved = move_session(session, by=make.head_of(of), day=date(2025, 6, 24), start=time(13), minutes=45)
    assert moved.attendance.count() == 2  # who has left by then is not expected
    assert {a.during for a in moved.attendance.all()} == {moved.during}
    assert move_session(moved, by=make.head_of(of), day=TUESDAY, start=time(8)).attendance.count() == 3
    plan(of, start=time(14))
    verdict = refused(move_session, moved, by=make.head_of(of), day=TUESDAY, start=time(14))
    assert verdict.code == "trainer_taken"
    Session.objects.filter(pk=moved.pk).update(state="held")
    again = {"by": make.head_of(of), "day": TUESDAY, "start": time(16)}
    assert refused(move_session, moved, **again).code == "session_not_planned"


def test_a_cancelled_session_frees_its_time():
    of = make.running_class()
    session = plan(of)
    assert refused(cancel_session, session, by=make.head_of(of), reason=" ").code == "training_reason_missing"
    cancel_session(session, by=make.head_of(of), reason="The trainer is ill")
    cancel_session(session, by=make.head_of(of), reason="clicked twice")
    assert JournalEntry.objects.filter(verb="session cancelled").count() == 1
    assert Attendance.objects.count() == 0
    assert plan(of).attendance.count() == 3


def test_joiners_are_expected_at_what_is_to_come_and_leavers_no_more():
    of = make.running_class()
    first, second = plan(of, TUESDAY), plan(of, date(2025, 6, 24))
    newcomer = make.person()
    [enrolment] = enrol(of, [(newcomer.pk, of.enterprises.get().pk)], since=date(2025, 6, 20), by=make.head_of(of))
    assert (first.attendance.count(), second.attendance.count()) == (3, 4)
    hr = make.hr_of(enrolment.enterprise)
    leaver = first.attendance.order_by("pk")[0].enrolment
    end_enrolment(leaver, on=TUESDAY, reason="Moved away", by=hr)
    assert (first.attendance.count(), second.attendance.count()) == (3, 3)
    assert refused(end_enrolment, leaver, on=TUESDAY, reason="again", by=hr).code == "enrolment_ended"
    assert JournalEntry.objects.filter(verb="enrolment ended", remark="Moved away").count() == 1


def test_a_newcomer_who_is_elsewhere_at_that_time_is_refused_by_name():
    of, other = make.running_class(number="A-1"), make.running_class()
    plan(of)
    plan(other)
    busy = of.enrolments.order_by("pk")[0].person
    verdict = refused(enrol, other, [(busy.pk, other.enterprises.get().pk)], since=MONDAY, by=make.head_of(other))
    assert (verdict.code, verdict.details["who"]) == ("time_taken_elsewhere", busy.name)
    assert not {"of", "topic", "end"} & verdict.details.keys()  # the other college's class is its own affair
    assert other.enrolments.count() == 3


def test_nobody_is_enrolled_twice_or_for_an_enterprise_outside_the_class():
    of = make.running_class()
    enrolment = of.enrolments.order_by("pk")[0]
    same = [(enrolment.person_id, enrolment.enterprise_id)]
    assert refused(enrol, of, same, since=MONDAY, by=make.head_of(of)).code == "already_enrolled"
    stranger = [(make.person().pk, make.institution("enterprise").pk)]
    assert refused(enrol, of, stranger, since=MONDAY, by=make.head_of(of)).code == "enterprise_not_of_class"
    twice = [(make.person().pk, enrolment.enterprise_id)] * 2
    assert refused(enrol, of, twice, since=MONDAY, by=make.head_of(of)).code == "already_enrolled"


def test_planning_and_enrolling_take_a_fixed_number_of_queries(queries_of):
    small, large = make.running_class(apprentices=2), make.running_class(apprentices=30)
    assert queries_of(lambda: plan(small)) == queries_of(lambda: plan(large))
    make_people = lambda of, n: [(make.person().pk, of.enterprises.get().pk) for _ in range(n)]  # noqa: E731
    few, many = make_people(small, 2), make_people(large, 30)
    heads = make.head_of(small), make.head_of(large)
    counted = [
        queries_of(lambda of=of, who=who, head=head: enrol(of, who, since=MONDAY, by=head))
        for of, who, head in ((small, few, heads[0]), (large, many, heads[1]))
    ]
    assert counted[0] == counted[1]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_plan_the_same_trainer_at_the_same_moment_one_is_refused():
    one = make.running_class(number="A-1")
    two = make.running_class(number="B-2", college=one.college)
    two.trainers.set(one.trainers.all())
    ready = Barrier(2)

    def attempt(of: TrainingClass) -> str:
        head = make.head_of(of)
        try:
            with transaction.atomic():
                ready.wait(timeout=60)
                plan(of, by=head)
            return "planned"
        except Refused as refusal:
            return refusal.verdict.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(attempt, [one, two]))
    assert answers in (["planned", "trainer_taken"], ["planned", "taken_meanwhile"])
    assert Session.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_plan_and_an_enrolment_at_the_same_moment_know_of_each_other():
    of = make.running_class()
    newcomer, head = make.person(), make.head_of(of)
    enterprise = of.enterprises.get().pk
    ready = Barrier(2)

    def attempt(act) -> None:
        try:
            ready.wait(timeout=60)
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(
            pool.map(
                attempt,
                [lambda: plan(of), lambda: enrol(of, [(newcomer.pk, enterprise)], since=MONDAY, by=head)],
            )
        )
    assert Attendance.objects.filter(session__training_class=of).count() == 4
