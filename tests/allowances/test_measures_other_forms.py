"""graded-hundred, flat-two-hundred and xinwu-one-off."""

from datetime import date

import pytest

from jiangtu.core.verdict import Refused
from tests.allowances.measures_cases import FLAT, GRADED, ONCE, cny, codes, figures, pair, settle


@pytest.mark.parametrize(
    ("grade", "amount", "state"),
    [("excellent", "600.00", "due"), ("good", "300.00", "due"), ("pass", "300.00", "due"), ("fail", "0.00", "lost")],
)
def test_the_final_grade_decides_how_much_of_100_a_month_is_paid(grade, amount, state):
    allowance = settle(pair(grade=grade), measures=GRADED)
    assert figures(allowance) == {"a1": (6, amount, state)}
    assert [(m.counting, m.amount) for m in allowance.months] == [(1, cny("100"))] * 6


def test_each_graded_apprentice_stands_alone():
    allowance = settle(pair("a1", grade="excellent"), pair("a2", grade="pass"), pair("a3", "running"), measures=GRADED)
    assert figures(allowance) == {"a1": (6, "600.00", "due"), "a2": (6, "300.00", "due"), "a3": (6, "600.00", "held")}
    assert allowance.total == cny("900.00")


@pytest.mark.parametrize("outcome", ["passed", "failed"])
def test_a_finished_pair_without_a_grade_is_refused_by_name(outcome):
    with pytest.raises(Refused) as refused:
        settle(pair("a1", grade="good"), pair("a2", outcome), measures=GRADED)
    assert (refused.value.verdict.code, refused.value.verdict.have) == ("grade_missing", ["a2"])


def test_leaving_without_a_final_grade_earns_nothing_where_only_the_grade_pays():
    left = {"outcome": "left", "to": date(2025, 5, 31)}
    assert figures(settle(pair(**left), measures=GRADED)) == {"a1": (5, "0.00", "stopped")}
    assert figures(settle(pair(**left, grade="good"), measures=GRADED)) == {"a1": (5, "250.00", "due")}


@pytest.mark.parametrize(("outcome", "grade"), [("failed", "excellent"), ("passed", "fail")])
def test_where_outcome_and_grade_contradict_the_worse_is_taken_and_said(outcome, grade):
    allowance = settle(pair(outcome=outcome, grade=grade), measures=GRADED)
    assert figures(allowance) == {"a1": (6, "0.00", "lost")}
    assert "measures_grade_contradicts" in codes(allowance)


@pytest.mark.parametrize(("outcome", "state"), [("passed", "due"), ("failed", "due"), ("running", "held")])
def test_the_flat_measures_pay_200_a_month_for_each_and_ask_for_no_result(outcome, state):
    allowance = settle(pair("a1", outcome), pair("a2", outcome), measures=FLAT)
    assert figures(allowance) == {"a1": (6, "1200.00", state), "a2": (6, "1200.00", state)}
    assert [m.amount for m in allowance.months] == [cny("400")] * 6


def test_what_the_flat_measures_do_not_rule_changes_nothing_and_is_said():
    facts = {"outcome": "left", "to": date(2025, 3, 20), "accident_on": date(2025, 2, 3), "log_missing": ["2025-01"]}
    allowance = settle(pair(**facts), measures=FLAT)
    assert figures(allowance) == {"a1": (3, "600.00", "due")}
    silent = {f"measures_silent_on_{matter}" for matter in ("logs", "accidents", "departures")}
    assert silent | {"measures_objection"} <= set(codes(allowance))


@pytest.mark.parametrize(("level", "total"), [("首席技师", "5000"), ("L1", "4000"), ("技师", "3000")])
def test_the_one_off_goes_by_the_mentors_level(level, total):
    allowance = settle(pair(), measures=ONCE, level=level)
    assert allowance.total == cny(total)
    assert allowance.months == ()


@pytest.mark.parametrize("level", ["L3", "L5", "特级技师", "engineer"])
def test_a_level_the_measures_do_not_name_is_refused(level):
    with pytest.raises(Refused) as refused:
        settle(pair(), measures=ONCE, level=level)
    assert refused.value.verdict.code == "level_not_covered"


def test_the_one_off_is_paid_once_to_the_mentor_whatever_the_number_of_apprentices():
    allowance = settle(pair("a1"), pair("a2"), pair("a3"), measures=ONCE, level="L1")
    assert [str(line.amount) for line in allowance.lines] == ["1333.34", "1333.33", "1333.33"]
    assert allowance.total == cny("4000.00")


def test_the_one_off_is_held_while_all_pairs_run_and_falls_due_with_the_first_that_ends():
    assert figures(settle(pair("a1", "running"), pair("a2", "running"), measures=ONCE)) == {
        "a1": (6, "1500.00", "held"),
        "a2": (6, "1500.00", "held"),
    }
    assert figures(settle(pair("a1"), pair("a2", "running"), measures=ONCE)) == {
        "a1": (6, "3000.00", "due"),
        "a2": (6, "0.00", "stopped"),
    }


def test_a_pair_that_broke_off_carries_nothing_of_the_one_off():
    allowance = settle(pair(outcome="left", to=date(2025, 5, 31)), measures=ONCE)
    assert figures(allowance) == {"a1": (5, "0.00", "stopped")}
    assert allowance.lines[0].clause.code == "allowance_stopped_broken_off"


def test_a_one_off_that_was_paid_is_not_paid_again():
    allowance = settle(pair(), measures=ONCE, paid_once_on=date(2024, 7, 1))
    assert figures(allowance) == {"a1": (6, "0.00", "stopped")}
    assert allowance.lines[0].clause.code == "allowance_stopped_paid"


def test_measures_that_go_by_level_ask_for_it():
    with pytest.raises(Refused) as refused:
        settle(pair(), measures=ONCE, level="")
    assert [fault.details["where"] for fault in refused.value.verdict.parts] == ["mentor_level"]
