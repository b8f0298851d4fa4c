"""Reading a case: every fault at once, and the edition that rules it."""

from datetime import date, datetime
from uuid import uuid4

import pytest

from jiangtu.allowances.rules.book import measures_in_force
from jiangtu.allowances.rules.case import read_case
from jiangtu.allowances.rules.record import case_record
from jiangtu.core import rulebook
from jiangtu.core.models import RuleRow
from jiangtu.core.verdict import Refused
from tests.allowances.measures_cases import SHARED, case, codes, pair, settle


def faults(*pairs, **facts):
    with pytest.raises(Refused) as refused:
        case(*pairs, **facts)
    assert refused.value.verdict.code == "invalid_case"
    return [(fault.details["where"], fault.code) for fault in refused.value.verdict.parts]


@pytest.mark.parametrize(
    ("facts", "where", "code"),
    [
        ({"from": date(2025, 7, 1)}, "pairs[0].to", "case_days_reversed"),
        ({"from": "2025-02-30"}, "pairs[0].from", "case_not_a_day"),
        ({"from": datetime(2025, 1, 1, 8)}, "pairs[0].from", "case_not_a_day"),
        ({"from": None}, "pairs[0].from", "case_key_missing"),
        ({"apprentice": " "}, "pairs[0].apprentice", "case_key_missing"),
        ({"apprentice": 7}, "pairs[0].apprentice", "case_not_text"),
        ({"outcome": "gone"}, "pairs[0].outcome", "case_choice_unknown"),
        ({"outcome": None}, "pairs[0].outcome", "case_key_missing"),
        ({"grade": "A"}, "pairs[0].grade", "case_choice_unknown"),
        ({"log_missing": ["2025-13"]}, "pairs[0].log_missing[0]", "case_month_invalid"),
        ({"log_missing": ["2025-01", "2025-1"]}, "pairs[0].log_missing[1]", "case_month_invalid"),
        ({"log_missing": "2025-01"}, "pairs[0].log_missing", "case_month_invalid"),
        ({"log_mising": []}, "pairs[0].log_mising", "case_key_unknown"),
        ({"accident_on": date(2025, 7, 1)}, "pairs[0].accident_on", "case_day_outside_pair"),
        ({"accident_on": date(2024, 7, 1)}, "pairs[0].accident_on", "case_day_outside_pair"),
    ],
)
def test_a_fault_of_a_pair_is_named_with_its_place(facts, where, code):
    assert (where, code) in faults(pair(**facts))


@pytest.mark.parametrize(
    ("facts", "where", "code"),
    [
        ({"pairs": []}, "pairs", "case_no_pairs"),
        ({"pairs": {"apprentice": "a1"}}, "pairs", "case_no_pairs"),
        ({"pairs": ["a1"]}, "pairs[0]", "case_not_a_table"),
        ({"period_to": date(2024, 12, 31)}, "period_to", "case_days_reversed"),
        ({"period_from": date(1925, 1, 1)}, "period_to", "case_period_too_long"),
        ({"period_from": "soon"}, "period_from", "case_not_a_day"),
        ({"measures": ""}, "measures", "case_key_missing"),
        ({"level": "L9"}, "mentor_level", "case_level_unknown"),
        ({"periods": 2}, "periods", "case_key_unknown"),
    ],
)
def test_a_fault_of_the_case_is_named_with_its_place(facts, where, code):
    assert (where, code) in faults(pair(), **facts)


def test_an_apprentice_stands_in_one_pair_only():
    assert ("pairs", "case_apprentice_twice") in faults(pair("a1"), pair("a1", **{"from": date(2025, 4, 1)}))


def test_a_departure_has_its_day():
    open_end = pair(outcome="left")
    del open_end["to"]
    assert faults(open_end) == [("pairs[0].to", "case_departure_without_day")]


def test_every_fault_is_told_at_once():
    found = faults(pair(outcome="gone", grade="A"), pair("a2", log_missing=["May"]), measures="", level="L9")
    assert len(found) == 5


def test_a_case_comes_back_from_its_record_as_it_was():
    told = case(
        pair(log_missing=["2025-03"], accident_on=date(2025, 4, 1)),
        pair("a2", "running", grade="good", to="2025-05-31"),
    )
    assert read_case(case_record(told)) == told


@pytest.mark.parametrize("name", ["unheard-of", "../cn/hours", "cn"])
def test_unknown_measures_are_refused_with_those_that_are_known(name):
    with pytest.raises(Refused) as refused:
        settle(pair(), measures=name)
    assert refused.value.verdict.code == "measures_unknown"
    assert refused.value.verdict.need == [
        "example-petroleum", "flat-two-hundred", "graded-hundred", "second-harbour-equipment", "xinwu-one-off",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last"), [(date(2017, 1, 1), date(2017, 6, 30)), (date(2017, 10, 1), date(2018, 3, 31))]
)
def test_a_period_that_begins_before_any_edition_is_refused(first, last):
    with pytest.raises(Refused) as refused:
        settle(pair(), period_from=first, period_to=last)
    assert refused.value.verdict.code == "no_edition_on_date"


def test_an_assumed_first_day_and_a_copied_source_are_warned_about():
    said = codes(settle(pair()))
    assert {"measures_day_assumed", "measures_mark_copy", "measures_days_ours"} <= set(said)


def test_a_change_of_edition_within_the_period_is_warned_about(tmp_path, monkeypatch):
    edition = 'source = "s"\nmark = "ours"\nform = "each"\ndays_for_a_month = 15\namount = "{}"\nfrom = {}\n'.format
    folder = tmp_path / "mentor-measures"
    folder.mkdir()
    later = edition(20, "2025-04-01")
    (folder / "ours.toml").write_text(
        f"[[edition]]\n{edition(10, '2024-01-01')}to = 2025-03-31\n[[edition]]\n{later}", "utf-8"
    )
    monkeypatch.setattr(rulebook, "ROOT", tmp_path)
    monkeypatch.setattr(rulebook, "_row_source", None)
    book, warnings = measures_in_force("ours", date(2025, 1, 1), date(2025, 6, 30))
    assert book.amount == 20
    assert [(w.code, w.have, w.need) for w in warnings] == [
        ("measures_edition_changed", "mentor-measures/ours@2024-01-01", "mentor-measures/ours@2025-04-01")
    ]


@pytest.mark.django_db
def test_an_enterprises_own_row_stands_before_the_file_for_that_enterprise_only():
    enterprise = uuid4()
    facts = {"since": date(2025, 3, 1), "source": "厂办〔2025〕3号", "mark": "S"}
    RuleRow.objects.create(name="mentor-measures", owner=enterprise, key="amount", value="180", **facts)
    period = (SHARED, date(2025, 1, 1), date(2025, 6, 30))
    own, warnings = measures_in_force(*period, owner=enterprise)
    assert (own.amount, own.further_amount, own.cite("amount")) == (180, 50, "厂办〔2025〕3号")
    assert [warning.code for warning in warnings] == ["measures_edition_changed"]
    other, none = measures_in_force(*period, owner=uuid4())
    assert (other.amount, none) == (150, [])
