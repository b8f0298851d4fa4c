"""Why a line is due, held, lost or stopped: a closed list, and a case of each."""

from datetime import date
from unittest.mock import patch

import msgspec
import pytest

from jiangtu.allowances.phrases.measures import PHRASES
from jiangtu.allowances.rules.allowance import decide
from jiangtu.allowances.rules.book import measures_in_force
from jiangtu.allowances.rules.facts import PairRecord, pair_of
from jiangtu.allowances.rules.lines import REASONS
from jiangtu.allowances.states import LineState
from jiangtu.core import rulebook
from jiangtu.core.phrases import sentence
from tests.allowances.measures_cases import FIRST, FLAT, GRADED, LAST, ONCE, SHARED, case, pair

MARCH, LATER = date(2025, 3, 10), date(2026, 2, 28)
NO_LOG = [f"2025-0{n}" for n in range(1, 7)]
# (state, reason) -> the first pair of a mentor, the others, the Measures, what else the case says, what differs in them
CASES = {
    ("due", "allowance_due_passed"): (pair(), [], SHARED),
    ("due", "allowance_due_served"): (pair(), [], FLAT),
    ("due", "allowance_due_once"): (pair(), [], ONCE),
    ("due", "allowance_due_left"): (pair(outcome="left", to=MARCH), [], SHARED),
    ("due", "allowance_due_left_silent"): (pair(outcome="left", to=MARCH), [], FLAT),
    ("due", "allowance_due_excellent"): (pair(grade="excellent"), [], GRADED),
    ("due", "allowance_due_good"): (pair(grade="good"), [], GRADED),
    ("due", "allowance_due_pass"): (pair(grade="pass"), [], GRADED),
    ("held", "allowance_held_running"): (pair(outcome="running", to=LATER), [], SHARED),
    ("held", "allowance_held_unreviewed"): (pair(outcome="running", to=MARCH, closed_on=MARCH), [], SHARED),
    ("held", "allowance_held_term_over"): (pair(outcome="running", to=LAST), [], SHARED),
    ("lost", "allowance_lost_extended"): (pair(outcome="failed"), [], SHARED),
    ("lost", "allowance_lost_failed"): (pair(outcome="failed"), [], SHARED, {}, {"extension_months": None}),
    ("lost", "allowance_lost_grade"): (pair(grade="fail"), [], GRADED),
    ("stopped", "allowance_stopped_accident"): (pair(accident_on=date(2025, 1, 8)), [], SHARED),
    ("stopped", "allowance_stopped_departure"): (pair(outcome="left", to=date(2025, 1, 8)), [], SHARED),
    ("stopped", "allowance_stopped_extension"): (pair(extended_from=FIRST), [], SHARED),
    ("stopped", "allowance_stopped_log"): (pair(log_missing=NO_LOG), [], SHARED),
    ("stopped", "allowance_stopped_no_month"): (pair(to=date(2025, 1, 8)), [], SHARED),
    ("stopped", "allowance_stopped_ungraded"): (pair(outcome="left", to=MARCH), [], GRADED),
    ("stopped", "allowance_stopped_paid"): (pair(), [], ONCE, {"paid_once_on": date(2024, 7, 1)}),
    ("stopped", "allowance_stopped_broken_off"): (pair(outcome="left", to=MARCH), [], ONCE),
    ("stopped", "allowance_stopped_carried"): (pair(outcome="running"), [pair("a2")], ONCE),
}


def clause_of(first, others, measures, facts=(), differs=()):
    told = case(first, *others, measures=measures, **dict(facts))
    with patch.object(rulebook, "_row_source", None):
        book, _ = measures_in_force(told.measures, told.period_from, told.period_to)
    line = decide(told, msgspec.structs.replace(book, **dict(differs))).lines[0]
    return line.state, line.clause


@pytest.mark.parametrize("reason", CASES, ids=lambda reason: reason[1])
def test_each_reason_has_its_case(reason):
    state, clause = clause_of(*CASES[reason])
    assert (state, clause.code) == reason
    said = sentence(clause)
    assert said.startswith(f"{LineState(state).label.capitalize()}: ")
    assert "%(" not in said


def test_the_list_is_closed():
    assert {(state, code) for state, codes in REASONS.items() for code in codes} == set(CASES)
    starts = tuple(f"allowance_{state}_" for state in REASONS)
    assert {code for code in PHRASES if code.startswith(starts)} == {code for _state, code in CASES}


@pytest.mark.parametrize(
    ("reason", "mends"),
    [
        ("allowance_held_unreviewed", "Enter the final review, then compute the period anew"),
        ("allowance_held_term_over", "Enter the final review, or write the contract anew"),
        ("allowance_stopped_log", "Have the missing entries written and countersigned"),
    ],
)
def test_what_can_be_mended_says_how(reason, mends):
    (at,) = [each for each in CASES if each[1] == reason]
    assert mends in sentence(clause_of(*CASES[at])[1])


def record(**facts):
    plain = {"pair": "a1", "since": FIRST, "until": None, "left_on": None, "completed": False, "certified": False,
             "final_grade": None, "term_to": LATER}  # fmt: skip
    return PairRecord(**{**plain, **facts})


def test_the_record_of_a_pair_that_was_ended_without_a_final_review_says_so():
    assert pair_of(record(until=MARCH), FIRST, LAST, 15).closed_on == MARCH
    assert pair_of(record(), FIRST, LAST, 15).closed_on is None
    assert pair_of(record(until=MARCH, final_grade="good"), FIRST, LAST, 15).closed_on is None
