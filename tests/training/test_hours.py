"""Hours as the database adds them up, held against the rules that say what counts."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from jiangtu.core.verdict import YES
from jiangtu.training.actions.logbook import correct_entry, countersign
from jiangtu.training.queries import hours as training_hours
from jiangtu.training.rules import hours as rules
from tests.factories import training as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)


def cells(hours):
    return {(t.kind, t.venue): (t.sessions, t.log, t.planned) for t in hours.tallies if t.delivered or t.planned}


def test_sessions_count_by_kind_and_venue_as_the_roll_says():
    of = make.running_class(apprentices=2)
    first, second = of.enrolments.order_by("pk")
    session = make.held_session(of, date(2025, 6, 10))
    session.attendance.filter(enrolment=second).update(mark="late", late_minutes=30)
    make.held_session(of, date(2025, 6, 11), kind="general_quality").attendance.update(mark="excused")
    make.planned_session(of, date(2025, 6, 12))  # over, but the roll was never called
    make.planned_session(of, date(2025, 6, 20), minutes=120)
    found = training_hours.hours_of_class(of)
    assert cells(found.of(first.pk)) == {("professional_basics", "college"): (90, 0, 120)}
    assert cells(found.of(second.pk)) == {("professional_basics", "college"): (60, 0, 120)}


def test_only_a_countersigned_log_counts_and_a_correction_takes_its_entrys_place():
    of = make.running_class(apprentices=1)
    enrolment = of.enrolments.get()
    make.log_entry(enrolment, date(2025, 6, 10), 480)
    entry = make.log_entry(enrolment, date(2025, 6, 11), 480, state="countersigned")
    correction = correct_entry(
        entry, by=make.apprentice_of(enrolment), on=entry.on, minutes=300, work="Less", independence="assist"
    )
    assert cells(training_hours.hours_of_class(of).of(enrolment.pk)) == {rules.LOG: (0, 480, 0)}
    countersign([correction], allowed=YES, by=make.mentor_of(enrolment))
    assert cells(training_hours.hours_of_class(of).of(enrolment.pk)) == {rules.LOG: (0, 300, 0)}


def test_a_day_counts_once_where_log_and_session_on_the_job_meet():
    of = make.running_class(apprentices=1)
    enrolment = of.enrolments.get()
    make.held_session(of, date(2025, 6, 10), minutes=120, venue="on_the_job", kind="operating_skill")
    make.held_session(of, date(2025, 6, 10), time(14), minutes=60)  # at the college: beside the day at work
    make.log_entry(enrolment, date(2025, 6, 10), 300, state="countersigned")
    make.log_entry(enrolment, date(2025, 6, 10), 100, state="countersigned")
    found = training_hours.hours_of_class(of).of(enrolment.pk)
    assert cells(found)[rules.LOG] == (120, 280, 0)
    assert found.all.delivered == 120 + 280 + 60


def test_have_need_and_forecast_of_an_apprentice():
    of = make.running_class(apprentices=1, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
    enrolment = of.enrolments.get()
    for n in range(4):
        make.log_entry(enrolment, date(2025, 6, 10) + timedelta(n), 600, state="countersigned")
    found = training_hours.hours_of_class(of).of(enrolment.pk)
    held = {(v.details["kind"], v.details["venue"]): (v.have, v.need) for v in found.held()}
    assert held[rules.LOG] == (Decimal("40.0"), Decimal("100.0"))
    assert held["general_quality", "college"] == (Decimal("0.0"), Decimal("20.0"))
    forecast = {v.details["kind"]: v for v in found.forecasts()}["operating_skill"]
    assert forecast.have == Decimal("87.4")  # 40 hours in 167 of 365 days
    assert (forecast.details["short"], forecast.details["on"]) == (Decimal(13), date(2025, 12, 31))
    assert found.forecast().need - found.forecast().have == Decimal("40.0")  # professional basics: nothing yet
    assert training_hours.hours_of_class(of).behind() == [found]


def test_a_stage_takes_its_own_sessions_and_the_log_of_its_days():
    of = make.running_class(apprentices=1)
    enrolment = of.enrolments.get()
    junior, craftsman, _ = of.version.stages.order_by("order")
    make.held_session(of, date(2025, 6, 10), stage=junior)
    make.held_session(of, date(2025, 6, 11), stage=craftsman)
    make.log_entry(enrolment, date(2025, 6, 9), 100, state="countersigned")
    make.log_entry(enrolment, date(2025, 6, 12), 200, state="countersigned")
    found = training_hours.hours_in_windows(
        [
            training_hours.Window(enrolment.pk, junior.pk, date(2025, 3, 1), date(2025, 6, 10)),
            training_hours.Window(enrolment.pk, craftsman.pk, date(2025, 6, 11), None),
        ]
    )
    junior_tallies = {(t.kind, t.venue): t for t in found[enrolment.pk, junior.pk]}
    assert junior_tallies["professional_basics", "college"].delivered == 90
    assert junior_tallies["professional_basics", "college"].need == 13
    assert junior_tallies[rules.LOG].delivered == 100
    assert {(t.kind, t.venue): t.delivered for t in found[enrolment.pk, craftsman.pk]}[rules.LOG] == 200


def test_hours_take_the_same_queries_for_few_and_many(queries_of):
    small, large = make.running_class(apprentices=3), make.running_class(apprentices=30)
    for of in (small, large):
        make.held_session(of, TODAY)
        for enrolment in of.enrolments.order_by("pk"):
            make.log_entry(enrolment, TODAY, state="countersigned")
    assert (
        queries_of(lambda: training_hours.hours_of_class(small))
        == queries_of(lambda: training_hours.hours_of_class(large))
        == 5
    )
    assert queries_of(lambda: training_hours.hours_of_classes([small, large])) == 5


def test_the_class_mean_stands_against_the_same_need():
    of = make.running_class(apprentices=2)
    session = make.held_session(of, date(2025, 6, 10))
    session.attendance.filter(enrolment=of.enrolments.order_by("pk")[0]).update(mark="absent")
    mean = {(t.kind, t.venue): (t.delivered, t.need) for t in training_hours.hours_of_class(of).mean()}
    assert mean["professional_basics", "college"] == (45, 40)
    assert training_hours.hours_of_class(make.draft_class()).mean() == []
