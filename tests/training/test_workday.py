"""What a day holds: the hours of the law, and what sessions and other entries leave of it."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from jiangtu.core.models import RuleRow
from jiangtu.core.rulebook import editions
from jiangtu.core.verdict import YES, Refused
from jiangtu.training.actions.logbook import correct_entry, countersign, write_entry
from jiangtu.training.queries import workday as days
from jiangtu.training.rules import workday
from jiangtu.training.rules.workday import Taken, WorkdayRules
from tests.factories import training as make

TODAY = date(2025, 6, 16)
LAW = editions(WorkdayRules, "cn")[-1]


def test_the_law_knows_eight_hours_and_at_most_three_of_overtime():
    assert (LAW.normal_hours, LAW.overtime_hours, LAW.longest(), LAW.mark) == (8, 3, 11, "S")
    assert "第四十一条" in LAW.cite("overtime_hours")


@pytest.mark.parametrize(
    ("minutes", "taken", "left"),
    [
        (480, Taken(), 24),
        (1440, Taken(), 24),
        (1440, Taken(sessions=240), 20),  # 24 h of log beside 4 h at the college
        (600, Taken(entries=900), 9),
        (60, Taken(sessions=720, entries=720), 0),
        (480, Taken(on_the_job=480), 24),  # the log tells the sessions on the job as well
    ],
)
def test_an_entry_has_what_sessions_and_other_entries_leave_of_the_day(minutes, taken, left):
    verdict = workday.fits(minutes, taken)
    assert bool(verdict) == (minutes <= left * 60)
    if not verdict:
        assert (verdict.code, verdict.have, verdict.need) == ("log_day_too_long", Decimal(minutes) / 60, left)


def test_a_day_too_full_tells_what_stands_beside_and_what_it_would_come_to():
    told = workday.fits(600, Taken(entries=810, sessions=90, others=2)).details
    assert told == {"beside": Decimal("13.5"), "sessions": Decimal("1.5"), "total": 25}


@pytest.mark.parametrize(
    ("minutes", "taken", "why", "code"),
    [
        (660, Taken(), "", ""),
        (661, Taken(), "", "log_day_over_the_law"),
        (720, Taken(entries=420), "", "log_day_over_the_law"),  # 7 h and 12 h on one day
        (720, Taken(entries=420), "  ", "log_day_over_the_law"),
        (720, Taken(entries=420), "the furnace went out", ""),
        (480, Taken(sessions=240), "", ""),  # an evening at the college is no work
        (60, Taken(on_the_job=700), "", "log_day_over_the_law"),
    ],
)
def test_a_day_beyond_the_law_needs_its_reason_and_is_no_lie_with_one(minutes, taken, why, code):
    verdict = workday.work_explained(minutes, taken, LAW, why=why)
    assert verdict.code == code
    if code:
        assert (verdict.need, verdict.source) == (11, LAW.cite("overtime_hours"))


def test_where_no_rule_gives_the_hours_nothing_is_asked():
    unknown = WorkdayRules(since=TODAY, source="nobody", mark="ours")
    assert workday.work_explained(1440, Taken(), unknown)


@given(
    minutes=st.integers(1, 1440), sessions=st.integers(0, 1440), on_the_job=st.integers(0, 720),
    entries=st.integers(0, 1440),
)  # fmt: skip
def test_whatever_fits_makes_no_day_of_more_than_24_hours(minutes, sessions, on_the_job, entries):
    taken = Taken(sessions, min(on_the_job, 1440 - sessions) if sessions <= 1440 else 0, entries)
    assert bool(workday.fits(minutes, taken)) == (minutes + entries + sessions <= workday.DAY)


MIDNIGHT = datetime(2025, 6, 16)


@pytest.mark.parametrize(
    ("begins", "minutes", "mark", "late", "taken"),
    [
        (8, 90, "present", 0, 90),
        (8, 90, "late", 20, 70),
        (8, 90, "absent", 0, 0),
        (8, 90, "excused", 0, 0),
        (8, 90, "", 0, 90),  # still to come, or nobody has called the roll
        (22, 240, "present", 0, 120),  # over midnight: the part of the day
        (-2, 240, "present", 0, 120),
        (-2, 240, "late", 30, 120),  # the lateness was the evening's
        (-5, 240, "present", 0, 0),
    ],
)
def test_a_session_takes_of_a_day_what_lies_in_it_and_was_attended(begins, minutes, mark, late, taken):
    lower = MIDNIGHT + timedelta(hours=begins)
    upper, of_day = lower + timedelta(minutes=minutes), (MIDNIGHT, MIDNIGHT + timedelta(1))
    assert workday.minutes_within(lower, upper, *of_day, mark, late) == taken


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as refusal, transaction.atomic():
        act(*args, **kwargs)
    return refusal.value.verdict


def written(enrolment, minutes, **values):
    words = {"on": TODAY, "work": f"Turned {minutes} minutes", "independence": "supervised", **values}
    return write_entry(enrolment, by=make.apprentice_of(enrolment), minutes=minutes, **words)


@pytest.fixture
def enrolment(db, clock):
    return make.running_class().enrolments.order_by("pk")[0]


def test_seven_hours_and_twelve_are_asked_about_and_the_reason_is_kept(enrolment):
    written(enrolment, 420)
    verdict = refused(written, enrolment, 720)
    assert (verdict.code, verdict.have, verdict.need) == ("log_day_over_the_law", 19, 11)
    assert written(enrolment, 720, why_long="The furnace went out").why_long == "The furnace went out"


def test_twenty_four_hours_of_log_have_no_room_beside_four_at_the_college(enrolment):
    make.held_session(enrolment.training_class, TODAY, time(13), 240)
    verdict = refused(written, enrolment, 1440, why_long="x")
    assert (verdict.code, verdict.have, verdict.need, verdict.details["sessions"]) == ("log_day_too_long", 24, 20, 4)
    assert written(enrolment, 480)


def test_a_session_missed_cancelled_or_on_the_job_leaves_the_day_free(enrolment):
    of = enrolment.training_class
    make.held_session(of, TODAY, time(8), 240).attendance.filter(enrolment=enrolment).update(mark="absent")
    make.planned_session(of, TODAY, time(13), 60).attendance.all().delete()
    make.held_session(of, TODAY, time(15), 240, venue="on_the_job")
    assert days.taken(enrolment.person_id, TODAY) == Taken(on_the_job=240)
    assert written(enrolment, 1440, why_long="x")


def test_a_session_to_come_and_the_log_of_another_class_are_taken_too(enrolment):
    other = make.running_class(apprentices=0)
    second = other.enrolments.create(person=enrolment.person, enterprise=other.enterprises.get(), since=other.starts_on)
    make.log_entry(second, TODAY, minutes=300)
    make.planned_session(enrolment.training_class, TODAY, time(18), 120)
    assert days.taken(enrolment.person_id, TODAY) == Taken(sessions=120, entries=300, others=1)
    assert refused(written, enrolment, 1080, why_long="x").code == "log_day_too_long"


def test_of_a_session_over_midnight_each_day_has_its_part(enrolment):
    make.planned_session(enrolment.training_class, TODAY - timedelta(1), time(22), 360)
    assert days.taken(enrolment.person_id, TODAY - timedelta(1)).sessions == 120
    assert days.taken(enrolment.person_id, TODAY).sessions == 240


def test_nobody_countersigns_a_day_that_a_roll_called_since_has_filled(enrolment):
    entry = written(enrolment, 1260, why_long="The furnace went out")
    make.held_session(enrolment.training_class, TODAY, time(13), 240)
    mentor = make.mentor_of(enrolment)
    verdict = refused(countersign, [entry], allowed=YES, by=mentor)
    assert (verdict.code, verdict.details["who"], verdict.details["total"]) == (
        "log_day_overfull", str(enrolment.person), 25,
    )  # fmt: skip


def test_a_correction_has_the_room_of_what_it_corrects(enrolment):
    entry = written(enrolment, 1200, why_long="x")
    countersign([entry], allowed=YES, by=make.mentor_of(enrolment))
    words = {"on": TODAY, "work": "Less", "independence": "assist"}
    assert correct_entry(entry, by=make.apprentice_of(enrolment), minutes=600, **words)


def test_an_enterprise_with_other_hours_has_a_dated_row_of_its_own(enrolment):
    RuleRow.objects.create(
        name="workday", key="overtime_hours", value=4, since=date(2025, 1, 1), owner=enrolment.enterprise.uuid,
        source="综合计算工时批复", mark="S",
    )  # fmt: skip
    assert written(enrolment, 720)


def test_the_second_entry_of_a_day_is_known_as_such_with_what_the_day_holds(enrolment, queries_of):
    make.held_session(enrolment.training_class, TODAY, time(13), 240)
    first, second = written(enrolment, 240), written(enrolment, 300)
    other = make.log_entry(enrolment, TODAY - timedelta(1))
    one, two, three = (each.day for each in days.with_days([first, second, other]))
    assert (one.number, one.of, one.log, one.sessions, one.alone) == (1, 2, 9, 4, False)
    assert (two.number, two.of) == (2, 2)
    assert (three.number, three.of, three.log, three.alone) == (1, 1, 8, True)
    many = [make.log_entry(enrolment, TODAY - timedelta(n), minutes=60) for n in range(2, 20)]
    assert queries_of(lambda: days.with_days([first])) == queries_of(lambda: days.with_days([first, *many])) == 2


def test_a_correction_and_what_it_corrects_are_one_entry_of_the_day(enrolment):
    signed = make.log_entry(enrolment, TODAY, state="countersigned")
    correction = make.log_entry(enrolment, TODAY, minutes=300, corrects=signed)
    [each] = days.with_days([correction])
    assert (each.day.number, each.day.of, each.day.log) == (1, 1, 5)
