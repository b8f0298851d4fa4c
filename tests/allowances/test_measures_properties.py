"""What holds for every case, and what a correction shows."""

import json
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangtu.allowances.phrases.measures import PHRASES
from jiangtu.allowances.rules.book import MeasuresRules
from jiangtu.allowances.rules.lines import difference
from jiangtu.core.phrases import sentence
from jiangtu.core.rulebook import schemes
from jiangtu.core.verdict import Verdict
from tests.allowances.measures_cases import FIRST, FLAT, SHARED, case, cny, codes, figures, pair, settle

MONTHS = [f"2025-0{n}" for n in range(1, 7)]


def changes_between(before, after):
    """What a correction changes, by apprentice."""
    return difference(*({line.apprentice: line for line in run.lines} for run in (before, after)))


days = st.integers(0, 200).map(lambda n: FIRST + timedelta(days=n - 10))


@st.composite
def pairs(draw, outcomes=("running", "passed", "failed", "left")):
    found = []
    for n in range(draw(st.integers(1, 5))):
        start, end = sorted([draw(days), draw(days)])
        facts = {"from": start, "to": end, "log_missing": draw(st.lists(st.sampled_from(MONTHS), max_size=2))}
        if draw(st.booleans()):
            facts["accident_on"] = draw(st.dates(start, end))
        facts["grade"] = draw(st.sampled_from(["excellent", "good", "pass", "fail"]))
        found.append(pair(f"a{n}", draw(st.sampled_from(outcomes)), **facts))
    return found


@given(pairs=pairs(), measures=st.sampled_from([SHARED, FLAT, "example-petroleum"]))
def test_the_lines_add_up_to_the_months_and_the_due_ones_to_the_total(pairs, measures):
    allowance = settle(*pairs, measures=measures)
    assert sum(line.amount for line in allowance.lines) == sum(month.amount for month in allowance.months)
    assert allowance.total == allowance.sum_of("due")
    assert sum(allowance.sum_of(state) for state in ("due", "held", "lost", "stopped")) == sum(
        x.amount for x in allowance.lines
    )


@given(pairs=pairs())
def test_a_shared_line_is_within_a_cent_of_its_exact_part(pairs):
    allowance = settle(*pairs)
    of_month = {month.month: Fraction(month.amount) / month.counting for month in allowance.months if month.counting}
    for line in allowance.lines:
        assert abs(Fraction(line.amount) - sum(of_month[name] for name in line.counted)) < Fraction(1, 100)


@given(pairs=pairs(), data=st.data(), measures=st.sampled_from(schemes(MeasuresRules)))
def test_the_order_of_the_pairs_moves_no_cent(pairs, data, measures):
    shuffled = data.draw(st.permutations(pairs))
    level = "L2"
    assert figures(settle(*pairs, measures=measures, level=level)) == figures(
        settle(*shuffled, measures=measures, level=level)
    )


@given(pairs=pairs(), data=st.data())
def test_a_missing_log_never_raises_the_whole(pairs, data):
    i, month = data.draw(st.integers(0, len(pairs) - 1)), data.draw(st.sampled_from(MONTHS))
    poorer = [*pairs]
    poorer[i] = {**pairs[i], "log_missing": [*pairs[i]["log_missing"], month]}
    before, after = settle(*pairs), settle(*poorer)
    assert sum(line.amount for line in after.lines) <= sum(line.amount for line in before.lines)


@given(pairs=pairs(outcomes=("passed",)), data=st.data())
def test_a_missing_log_never_raises_the_total_where_all_passed(pairs, data):
    month = data.draw(st.sampled_from(MONTHS))
    poorer = [{**pairs[0], "log_missing": [*pairs[0]["log_missing"], month]}, *pairs[1:]]
    assert settle(*poorer).total <= settle(*pairs).total


@given(pairs=pairs())
def test_nothing_earned_is_stopped_and_what_runs_is_never_paid(pairs):
    for told, line in zip(pairs, settle(*pairs).lines, strict=True):
        assert (line.state == "stopped") == (line.amount == 0)
        assert told["outcome"] != "running" or line.state in ("held", "stopped")


@settings(max_examples=50)
@given(pairs=pairs(), measures=st.sampled_from(schemes(MeasuresRules)))
def test_every_step_has_its_sentence_and_every_line_its_steps(pairs, measures):
    allowance = settle(*pairs, measures=measures, level="L2")
    assert set(codes(allowance)) <= set(PHRASES)
    for line in allowance.lines:
        steps = allowance.steps_of(line.apprentice)
        assert line.clause in steps
        assert {step.details.get("apprentice") for step in steps} <= {None, line.apprentice}


@pytest.mark.parametrize("name", schemes(MeasuresRules))
def test_no_measures_leave_a_mark_or_source_open(name):
    book = settle(pair(grade="good"), measures=name)
    assert book.source
    assert book.verified is False  # all five were read in copies or made up


def test_a_step_is_kept_as_plain_values_and_reads_as_before():
    allowance = settle(pair(outcome="left", to=date(2025, 3, 10)))
    records = json.loads(json.dumps([step.as_record() for step in allowance.derivation]))
    assert {"ok": True, "code": "measures_total", "have": "¥300.00"} in records
    assert any(record.get("details", {}).get("on") == "2025-03-10" for record in records)
    assert [sentence(Verdict.of_record(record)) for record in records] == [*map(sentence, allowance.derivation)]


def test_a_correction_shows_the_lines_it_changes_and_by_how_much():
    before = settle(pair("a1"), pair("a2"), pair("a3", "running"))
    after = settle(pair("a1"), pair("a2", log_missing=["2025-03"]), pair("a4"))
    changes = {change.key: change for change in changes_between(before, after)}
    assert {name: change.due for name, change in changes.items()} == {
        "a1": cny("16.67"), "a2": cny("-83.33"), "a3": cny("0.00"), "a4": cny("516.66"),
    }  # fmt: skip
    assert changes["a3"].after is None
    assert changes["a4"].before is None
    assert changes_between(before, before) == []


def test_a_correction_that_counts_another_month_is_told_though_the_sum_stays():
    before = settle(pair("a1", log_missing=["2025-03"]), measures=SHARED)
    after = settle(pair("a1", log_missing=["2025-04"]), measures=SHARED)
    [change] = changes_between(before, after)
    assert (change.key, change.due, change.months_differ) == ("a1", cny("0.00"), True)
    assert before.lines[0].months == after.lines[0].months


def test_an_apprentice_who_fails_does_not_move_the_other_lines():
    passed, failed = settle(pair("a1"), pair("a2")), settle(pair("a1"), pair("a2", "failed"))
    assert passed.lines[0] == failed.lines[0]
    assert [change.key for change in changes_between(passed, failed)] == ["a2"]


def test_amounts_are_decimals():
    assert {type(line.amount) for line in settle(pair()).lines} == {Decimal}
    assert case(pair()).pairs[0].start == FIRST
