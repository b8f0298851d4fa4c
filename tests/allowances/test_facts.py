"""What the record of a pair says to the Measures."""

from datetime import date

import pytest

from jiangtu.allowances.rules.facts import PairRecord, outcome_of, pair_of

FIRST, LAST = date(2025, 1, 1), date(2025, 6, 30)
ALL = frozenset(f"2025-{month:02d}" for month in range(1, 7))


def record(**values):
    filled = {
        "pair": "p", "since": FIRST, "until": None, "left_on": None, "completed": False, "certified": False,
        "final_grade": None, "logged": ALL, **values,
    }  # fmt: skip
    return PairRecord(**filled)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({}, "running"),
        ({"until": date(2025, 3, 31)}, "running"),
        ({"final_grade": "good"}, "passed"),
        ({"final_grade": "fail"}, "failed"),
        ({"final_grade": "fail", "completed": True}, "failed"),
        ({"completed": True}, "passed"),
        ({"certified": True}, "passed"),
        ({"left_on": date(2025, 3, 10)}, "left"),
        ({"left_on": date(2025, 3, 10), "final_grade": "good"}, "left"),
        ({"left_on": date(2025, 3, 10), "final_grade": "fail"}, "failed"),
        ({"left_on": date(2025, 5, 10), "until": date(2025, 3, 31)}, "running"),
    ],
)
def test_how_a_pair_came_out(said, outcome):
    assert outcome_of(record(**said)) == outcome


def test_a_departure_is_the_pairs_last_day():
    pair = pair_of(record(left_on=date(2025, 3, 10)), FIRST, LAST, 15)
    assert (pair.outcome, pair.end) == ("left", date(2025, 3, 10))
    failed = pair_of(record(left_on=date(2025, 3, 10), final_grade="fail"), FIRST, LAST, 15)
    assert (failed.outcome, failed.end) == ("failed", date(2025, 3, 10))


def test_a_pair_that_nobody_ended_runs_to_the_end_of_its_contracts_term():
    term = date(2025, 4, 30)
    assert pair_of(record(term_to=term), FIRST, LAST, 15).end == term
    assert pair_of(record(term_to=term, until=date(2025, 5, 31)), FIRST, LAST, 15).end == date(2025, 5, 31)
    assert pair_of(record(term_to=term, left_on=date(2025, 3, 10)), FIRST, LAST, 15).end == date(2025, 3, 10)


def test_a_month_lacks_its_log_only_where_the_pair_ran_long_enough_to_count():
    of = record(since=date(2025, 1, 20), until=date(2025, 4, 20), logged=frozenset({"2025-02"}))
    assert pair_of(of, FIRST, LAST, 15).log_missing == {"2025-03", "2025-04"}
    assert pair_of(of, FIRST, LAST, 12).log_missing == {"2025-01", "2025-03", "2025-04"}


def test_an_accident_counts_from_the_earliest_day_within_the_pair():
    days = (date(2024, 12, 1), date(2025, 4, 2), date(2025, 5, 2))
    assert pair_of(record(accidents=days), FIRST, LAST, 15).accident_on == date(2025, 4, 2)
    assert pair_of(record(accidents=days[:1]), FIRST, LAST, 15).accident_on is None


def test_an_extension_outside_the_pair_is_not_told():
    of = record(extended_from=date(2025, 7, 1), until=date(2025, 6, 30), final_grade="fail")
    assert pair_of(of, FIRST, LAST, 15).extended_from is None
