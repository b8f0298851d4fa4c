"""What counts, what is short, what may be planned and written: rules without a database."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangtu.programmes.states import HourKind, Venue
from jiangtu.training.rules import classes, hours, logbook, timetable
from jiangtu.training.rules.workday import Taken
from tests.training.test_workday import LAW

DAY = date(2025, 6, 30)
SPAN = hours.Span(since=date(2025, 1, 1), today=date(2025, 4, 10), planned_until=None, ends_on=DAY)


def tally(**values):
    return hours.Tally(**{"kind": "operating_skill", "venue": "on_the_job", **values})


def test_the_log_counts_under_a_kind_and_a_venue_that_exist():
    assert hours.LOG[0] in HourKind.values
    assert hours.LOG[1] in Venue.values


@pytest.mark.parametrize(
    "mark, late, counted",
    [("present", 0, 90), ("late", 20, 70), ("late", 95, 0), ("absent", 0, 0), ("excused", 0, 0), ("", 0, 0)],
)
def test_who_is_late_loses_the_minutes_missed_and_who_is_not_there_all(mark, late, counted):
    assert hours.attended_minutes(mark, 90, late) == counted


@pytest.mark.parametrize("log, sessions, added", [(480, 0, 480), (480, 90, 390), (60, 90, 0)])
def test_a_days_log_adds_only_what_goes_beyond_its_sessions_on_the_job(log, sessions, added):
    assert hours.credited_log(log, sessions) == added


def test_hours_nearly_reached_are_not_yet_reached():
    verdict = hours.held(tally(need=10, log=599))
    assert not verdict
    assert (verdict.have, verdict.need) == (Decimal("9.9"), Decimal("10.0"))
    assert hours.held(tally(need=10, log=600))


def test_the_pace_of_the_log_runs_on_to_the_end_and_says_how_many_hours_are_short():
    # 100 days of 181 gone with 100 hours: 181 hours at the end, 19 short of 200.
    verdict = hours.forecast(tally(need=200, log=100 * 60), SPAN)
    assert verdict.code == "forecast_short"
    assert (verdict.have, verdict.details["short"], verdict.details["on"]) == (Decimal("181.0"), Decimal(19), DAY)


def test_a_timetable_complete_to_the_last_day_is_taken_as_it_stands():
    span = hours.Span(SPAN.since, SPAN.today, planned_until=DAY, ends_on=DAY)
    verdict = hours.forecast(tally(need=100, sessions=40 * 60, planned=50 * 60), span)
    assert verdict.have == Decimal("90.0")
    assert verdict.details["short"] == Decimal("10")


def test_beyond_the_timetable_its_own_pace_goes_on():
    # Planned for 20 days more: 120 of 181 days hold 60 hours, so 90.5 hours at the end.
    span = hours.Span(SPAN.since, SPAN.today, planned_until=SPAN.today + timedelta(20), ends_on=DAY)
    assert hours.forecast(tally(need=90, sessions=50 * 60, planned=10 * 60), span).have == Decimal("90.5")


def test_before_the_first_day_there_is_no_pace():
    span = hours.Span(date(2025, 1, 1), date(2024, 12, 1), None, DAY)
    assert hours.forecast(tally(need=10), span).code == "forecast_none"


def test_after_the_last_day_it_is_said_as_it_ended():
    span = hours.Span(SPAN.since, DAY, None, DAY)
    verdict = hours.forecast(tally(need=10, log=540), span)
    assert (verdict.code, verdict.details["short"]) == ("forecast_ended_short", Decimal("1.0"))


@given(
    log=st.integers(0, 100_000), sessions=st.integers(0, 100_000), planned=st.integers(0, 50_000),
    today=st.integers(0, 400), horizon=st.integers(0, 400),
)  # fmt: skip
def test_the_forecast_never_falls_below_what_is_delivered_and_timetabled(log, sessions, planned, today, horizon):
    start = date(2025, 1, 1)
    span = hours.Span(start, start + timedelta(today), start + timedelta(horizon), start + timedelta(364))
    expected = hours.expected_minutes(tally(log=log, sessions=sessions, planned=planned), span)
    assert expected >= log + sessions + planned


def test_kinds_are_added_up_on_and_off_the_job_apart():
    rows = [
        hours.Tally("operating_skill", "college", need=10, sessions=60),
        hours.Tally("operating_skill", "enterprise", need=5, sessions=30),
        hours.Tally("operating_skill", "on_the_job", need=20, log=90),
        hours.Tally("general_quality", "college", need=40, sessions=45),  # by one name here and among the conditions
    ]
    assert [(t.kind, t.venue, t.need, t.delivered) for t in hours.by_kind(rows)] == [
        ("operating_skill", "", 15, 90),
        ("operating_skill", "on_the_job", 20, 90),
        ("general_quality", "college", 40, 45),
    ]


def test_on_the_first_day_the_pace_is_that_days_own():
    first = date(2025, 1, 1)
    span = hours.Span(since=first, today=first, planned_until=None, ends_on=first + timedelta(2))
    assert hours.expected_minutes(tally(sessions=60), span) == 180


def test_what_is_reached_to_the_hour_is_enough_also_on_the_last_day():
    last = hours.Span(since=date(2025, 1, 1), today=DAY, planned_until=None, ends_on=DAY)
    assert hours.forecast(tally(need=10, sessions=600), last).code == "forecast_enough"
    assert hours.forecast(tally(need=10, sessions=599), last).code == "forecast_ended_short"


@pytest.mark.parametrize("need, short", [(9, "9.0"), (10, "10"), (38, "38")])
def test_hours_short_are_said_whole_from_ten_on(need, short):
    assert str(hours.forecast(tally(need=need), SPAN).details["short"]) == short


def facts(**values):
    base = {
        "starts_on": date(2025, 3, 1), "released": True, "enterprises": 1, "unagreed": 0, "trainers": 1,
        "enrolled": 3, "sessions_uncalled": 0, "sessions_ahead": 0, "entries_waiting": 0,
    }  # fmt: skip
    return classes.ClassFacts(**{**base, **values})


@pytest.mark.parametrize(
    "verb, missing, code",
    [
        ("open", {"released": False}, "version_not_released"),
        ("open", {"enterprises": 0}, "no_enterprise"),
        ("open", {"unagreed": 1}, "enterprises_not_agreed"),
        ("open", {"trainers": 0}, "no_trainer"),
        ("start", {"enrolled": 0}, "nobody_enrolled"),
        ("start", {"starts_on": date(2025, 7, 1)}, "class_starts_later"),
        ("complete", {"sessions_uncalled": 2}, "sessions_uncalled"),
        ("complete", {"sessions_ahead": 3}, "sessions_ahead"),
        ("close", {"entries_waiting": 1}, "entries_waiting"),
        ("cancel", {}, "training_reason_missing"),
    ],
)
def test_each_step_of_a_class_names_what_is_missing(verb, missing, code):
    verdict = classes.may_step(verb, facts(**missing), on=DAY)
    assert not verdict
    assert [v.code for v in verdict.reasons()] == [code]
    assert verb == "cancel" or classes.may_step(verb, facts(), on=DAY)
    assert classes.may_step("cancel", facts(), on=DAY, remark="too few people")


def test_a_class_starts_on_its_first_day_and_each_step_asks_only_what_is_its_own():
    assert classes.may_step("start", facts(starts_on=DAY), on=DAY)
    late = facts(sessions_uncalled=2, entries_waiting=3)
    assert classes.may_step("start", late, on=DAY)
    assert classes.may_step("cancel", late, on=DAY, remark="too few people")
    assert classes.may_step("complete", facts(entries_waiting=3), on=DAY)
    assert classes.may_step("close", facts(sessions_uncalled=2), on=DAY)
    short = classes.may_step("complete", late, on=DAY)
    assert (short.have, short.need) == (2, 0)
    short = classes.may_step("close", late, on=DAY)
    assert (short.have, short.need) == (3, 0)


@pytest.mark.parametrize(
    "state, since, already, code",
    [
        ("closed", DAY, 0, "class_takes_nobody"),
        ("open", DAY - timedelta(31), 0, "enrolled_before_the_start"),
        ("running", DAY + timedelta(1), 0, "enrolled_after_the_end"),
        ("running", DAY, 2, "already_enrolled"),
        ("draft", DAY, 0, ""),
    ],
)
def test_who_may_come_onto_the_register(state, since, already, code):
    assert (
        classes.may_enrol(state, since=since, starts_on=DAY - timedelta(30), ends_on=DAY, already=already).code == code
    )


@pytest.mark.parametrize(
    "until, on, reason, code",
    [
        (DAY, DAY, "left", "enrolment_ended"),
        (None, date(2024, 12, 31), "left", "ends_before_it_began"),
        (None, DAY, " ", "training_reason_missing"),
        (None, DAY, "left", ""),
        (None, date(2025, 1, 1), "left", ""),  # on the very first day
    ],
)
def test_an_enrolment_ends_once_with_a_reason(until, on, reason, code):
    assert classes.may_end_enrolment(since=date(2025, 1, 1), until=until, on=on, reason=reason).code == code


@pytest.mark.parametrize(
    "changed, state, why, code",
    [
        ({}, "running", "", ""),
        ({}, "closed", "", "class_not_planned_any_more"),
        ({"minutes": 5}, "running", "", "session_minutes"),
        ({"minutes": 900}, "running", "", "session_minutes"),
        ({"day": date(2025, 7, 1)}, "running", "", "session_outside_class"),
        ({"day": date(2025, 5, 1)}, "running", "", "session_in_the_past"),
        ({"day": date(2025, 5, 1)}, "running", "paper sheet came late", ""),
        ({"day": date(2025, 1, 1)}, "running", "paper sheet came late", ""),  # the class's first day
        ({"day": date(2024, 12, 31)}, "running", "paper sheet came late", "session_outside_class"),
        ({"day": DAY}, "running", "", ""),  # and its last
        ({"day": date(2025, 6, 16)}, "running", "", ""),  # today is not over
        ({"minutes": 10}, "running", "", ""),
        ({"minutes": 720}, "running", "", ""),
        ({"minutes": 721}, "running", "", "session_minutes"),
        ({"trainer_of_class": False}, "running", "", "trainer_not_of_class"),
        ({"room_of_class": False}, "running", "", "room_not_of_class"),
        ({"stage_of_version": False}, "running", "", "stage_not_of_class"),
    ],
)
def test_what_a_session_must_be(changed, state, why, code):
    verdict = timetable.may_plan(
        slot(**changed), state=state, starts_on=date(2025, 1, 1), ends_on=DAY, today=date(2025, 6, 16), why_late=why
    )
    assert verdict.code == code


BEGINS = datetime(2025, 6, 30, 13, 30)


@pytest.mark.parametrize(
    "now, class_state, session_state, code",
    [
        (BEGINS, "running", "planned", ""),
        (BEGINS + timedelta(3), "completed", "held", ""),
        (
            BEGINS - timedelta(minutes=1),
            "running",
            "planned",
            "session_not_yet",
        ),  # the roll opens when its session does
        (BEGINS - timedelta(1), "running", "planned", "session_not_yet"),
        (BEGINS, "closed", "held", "class_not_running"),
        (BEGINS, "running", "cancelled", "session_cancelled"),
    ],
)
def test_when_the_roll_is_called(now, class_state, session_state, code):
    asked = {"class_state": class_state, "session_state": session_state}
    assert timetable.may_call(begins=BEGINS, now=now, **asked).code == code


def test_a_roll_too_early_tells_when_it_opens():
    early = timetable.may_call(
        begins=BEGINS, now=BEGINS - timedelta(hours=2), class_state="running", session_state="planned"
    )
    assert (early.have, early.need, early.details) == ("11:30", "13:30", {"on": date(2025, 6, 30)})


def slot(**changed):
    sound = {"day": date(2025, 6, 20), "minutes": 90, "trainer_of_class": True, "room_of_class": True}
    return timetable.Slot(**{**sound, "stage_of_version": True, **changed})


@pytest.mark.parametrize(
    "changed, codes",
    [
        ({}, []),
        ({"minutes": 480}, []),
        ({"minutes": 481}, ["session_long"]),
        ({"minutes": 600}, ["session_long"]),  # ten hours
        ({"over_midnight": True}, ["session_over_midnight"]),
        ({"minutes": 600, "over_midnight": True}, ["session_over_midnight", "session_long"]),
    ],
)
def test_what_is_mostly_a_slip_is_asked_about(changed, codes):
    assert [each.code for each in timetable.is_likely(slot(**changed), LAW).reasons()] == codes


def test_a_long_session_tells_the_hours_of_a_day_and_whose_rule_it_is():
    [long] = timetable.is_likely(slot(minutes=600), LAW).reasons()
    assert (long.have, long.need, long.source) == (10, 8, LAW.cite("normal_hours"))


@pytest.mark.parametrize(
    "marks, code",
    [
        ({1: ("present", 0), 2: ("late", 10)}, ""),
        ({1: ("present", 0), 2: ("late", 1)}, ""),
        ({1: ("present", 0), 2: ("late", 89)}, ""),
        ({1: ("present", 0)}, "marks_missing"),
        ({1: ("present", 0), 2: ("absent", 0), 3: ("present", 0)}, "mark_of_a_stranger"),
        ({1: ("present", 0), 2: ("asleep", 0)}, "mark_unknown"),
        ({1: ("present", 0), 2: ("late", 0)}, "late_minutes"),
        ({1: ("present", 0), 2: ("late", 90)}, "late_minutes"),
    ],
)
def test_a_roll_call_gives_everyone_a_mark(marks, code):
    assert timetable.roll_complete({1, 2}, marks, 90).code == code


def test_a_roll_tells_how_many_have_a_mark():
    verdict = timetable.roll_complete({1, 2, 3}, {1: ("present", 0)}, 90)
    assert (verdict.have, verdict.need) == (1, 3)


@pytest.mark.parametrize(
    "changed, code",
    [
        ({}, ""),
        ({"class_state": "closed"}, "class_not_running"),
        ({"class_state": "open"}, "class_not_begun"),
        ({"since": date(2025, 6, 17)}, "class_not_begun"),  # the class runs, the place in it begins tomorrow
        ({"on": date(2025, 6, 17)}, "log_in_the_future"),
        ({"on": date(2025, 2, 28)}, "log_outside_enrolment"),
        ({"until": date(2025, 6, 1)}, "log_outside_enrolment"),
        ({"on": date(2025, 3, 1)}, ""),  # the first day
        ({"until": date(2025, 6, 16)}, ""),  # the last
        ({"until": date(2025, 6, 15)}, "log_outside_enrolment"),
        ({"minutes": 0}, "log_without_time"),
        ({"minutes": 1}, ""),
        ({"minutes": 660}, ""),
        ({"minutes": 661}, "log_day_over_the_law"),
        ({"minutes": 961, "why_long": "the line stood still"}, ""),
        ({"minutes": 420, "taken": Taken(entries=720)}, "log_day_over_the_law"),  # 7 h and 12 h
        ({"minutes": 1440, "taken": Taken(sessions=240), "why_long": "x"}, "log_day_too_long"),  # beside 4 h of college
        ({"photos": 4}, ""),
        ({"photos": 5}, "too_many_photos"),
    ],
)
def test_what_a_log_entry_must_be(changed, code):
    writing = logbook.Writing(
        **{"on": date(2025, 6, 16), "minutes": 480, "taken": Taken(), "since": date(2025, 3, 1), "until": None,
           "class_state": "running", **changed}
    )  # fmt: skip
    verdict = logbook.day_may_be_written(writing, today=date(2025, 6, 16)) and logbook.may_write(writing, LAW)
    assert verdict.code == code


def test_only_a_countersigned_entry_is_corrected_and_once():
    assert logbook.may_correct("countersigned", corrected=False)
    assert logbook.may_correct("submitted", corrected=False).code == "only_countersigned_is_corrected"
    assert logbook.may_correct("countersigned", corrected=True).code == "already_corrected"
