"""second-harbour-equipment: 150 for the first apprentice of a month, 50 for each further one, shared equally."""

from datetime import date

import pytest

from tests.allowances.measures_cases import cny, codes, figures, pair, settle


def test_three_apprentices_who_all_passed_make_six_months_of_250():
    allowance = settle(pair("a1"), pair("a2"), pair("a3"))
    assert allowance.total == cny("1500.00")
    assert [(m.month, m.counting, m.amount) for m in allowance.months] == [
        (f"2025-0{n}", 3, cny("250")) for n in range(1, 7)
    ]
    assert figures(allowance) == dict.fromkeys(("a1", "a2", "a3"), (6, "500.00", "due"))


@pytest.mark.parametrize("leaver", ["a1", "a2", "a3"])
def test_what_a_leaver_earned_before_stays_due_whatever_place_it_has_in_the_file(leaver):
    pairs = [
        pair(a, **({"outcome": "left", "to": date(2025, 3, 10)} if a == leaver else {})) for a in ("a1", "a2", "a3")
    ]
    allowance = settle(*pairs)
    lines = figures(allowance)
    assert allowance.total == cny("1300.00")
    assert lines.pop(leaver) == (2, "166.67", "due")
    assert sorted(lines.values()) == [(6, "566.66", "due"), (6, "566.67", "due")]


def test_the_month_of_a_departure_does_not_count_however_late_in_it():
    left = settle(pair(outcome="left", to=date(2025, 3, 31)))
    assert figures(left) == {"a1": (2, "300.00", "due")}
    assert figures(settle(pair(to=date(2025, 3, 31)))) == {"a1": (3, "450.00", "due")}


def test_a_failed_apprentices_months_are_lost_and_the_others_keep_their_part():
    allowance = settle(pair("a1"), pair("a2", "failed"))
    assert figures(allowance) == {"a1": (6, "600.00", "due"), "a2": (6, "600.00", "lost")}
    assert allowance.total == allowance.sum_of("due") == cny("600.00")
    clause = allowance.lines[1].clause
    assert (clause.code, clause.need) == ("allowance_lost_extended", 3)


def test_a_running_pair_is_held():
    allowance = settle(pair(outcome="running"))
    assert figures(allowance) == {"a1": (6, "900.00", "held")}
    assert allowance.total == cny("0.00")


def test_a_running_pair_needs_no_last_day():
    open_pair = pair(outcome="running")
    del open_pair["to"]
    assert figures(settle(open_pair)) == {"a1": (6, "900.00", "held")}


def test_a_month_without_its_log_does_not_count_and_adds_nothing_for_the_others():
    allowance = settle(pair("a1"), pair("a2", log_missing=["2025-03"]))
    assert [(m.counting, m.amount) for m in allowance.months][2] == (1, cny("150"))
    assert figures(allowance) == {"a1": (6, "650.00", "due"), "a2": (5, "500.00", "due")}
    assert "month_without_log" in codes(allowance)


@pytest.mark.parametrize(
    ("outcome", "expected"), [("passed", "due"), ("running", "held"), ("failed", "lost"), ("left", "due")]
)
def test_an_accident_stops_the_allowance_from_its_month_and_leaves_the_months_before_to_the_outcome(outcome, expected):
    assert figures(settle(pair(outcome=outcome, accident_on=date(2025, 4, 30)))) == {"a1": (3, "450.00", expected)}


@pytest.mark.parametrize("outcome", ["passed", "running", "failed", "left"])
def test_a_line_with_nothing_earned_is_stopped(outcome):
    allowance = settle(pair(outcome=outcome, accident_on=date(2025, 1, 2)))
    assert figures(allowance) == {"a1": (0, "0.00", "stopped")}
    assert allowance.lines[0].clause.code == "allowance_stopped_accident"


@pytest.mark.parametrize(
    ("facts", "clause"),
    [
        ({"outcome": "left", "to": date(2025, 1, 31)}, "allowance_stopped_departure"),
        ({"from": date(2025, 6, 20)}, "allowance_stopped_no_month"),
        ({"from": date(2024, 1, 1), "to": date(2024, 6, 30)}, "allowance_stopped_no_month"),
        ({"log_missing": [f"2025-0{n}" for n in range(1, 7)]}, "allowance_stopped_log"),
        ({"extended_from": date(2025, 1, 1)}, "allowance_stopped_extension"),
        ({"from": date(2024, 1, 1), "accident_on": date(2024, 12, 31)}, "allowance_stopped_accident"),
    ],
)
def test_a_stopped_line_names_what_stopped_it(facts, clause):
    allowance = settle(pair(**facts))
    assert figures(allowance) == {"a1": (0, "0.00", "stopped")}
    assert allowance.lines[0].clause.code == clause


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2025, 1, 17), date(2025, 6, 30), 6),  # 15 days of January
        (date(2025, 1, 18), date(2025, 6, 30), 5),
        (date(2025, 1, 1), date(2025, 2, 15), 2),
        (date(2025, 1, 1), date(2025, 2, 14), 1),
        (date(2025, 2, 14), date(2025, 2, 28), 1),  # 15 days of February, first and last included
        (date(2024, 3, 1), date(2026, 3, 1), 6),  # beyond the period nothing counts
    ],
)
def test_a_month_counts_from_fifteen_days_of_the_pair(start, end, months):
    assert figures(settle(pair(**{"from": start, "to": end})))["a1"][0] == months


def test_only_the_days_within_the_period_make_a_month():
    allowance = settle(pair(), period_from=date(2025, 1, 20))
    assert [m.counting for m in allowance.months] == [0, 1, 1, 1, 1, 1]
    assert allowance.total == cny("750.00")


def test_the_months_of_an_extension_after_failing_run_without_allowance():
    allowance = settle(pair(extended_from=date(2025, 4, 1)))
    assert figures(allowance) == {"a1": (3, "450.00", "due")}
    assert "month_of_extension" in codes(allowance)


def test_the_petroleum_example_goes_by_the_mentors_layer_and_says_that_it_is_made_up():
    expert = settle(pair(), pair("a2"), measures="example-petroleum", level="企业专家")
    technician = settle(pair(), measures="example-petroleum", level="技师")
    assert expert.lines[0].amount > technician.lines[0].amount
    assert not expert.verified
    assert "measures_mark_example" in codes(expert)
