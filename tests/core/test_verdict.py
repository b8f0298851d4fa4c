"""A verdict of several parts says which of them failed."""

import json
from datetime import date

import pytest

from jiangtu.core.verdict import No, Verdict, Warn, Yes, every


def test_a_verdict_of_parts_carries_the_code_of_the_first_that_failed():
    hours = No("hours_short", have=10, need=40)
    verdict = every(Yes("levels_met"), hours, No("not_assessed"))
    assert (verdict.ok, verdict.code) == (False, "hours_short")
    assert verdict.reasons()[0] is hours


def test_a_code_of_its_own_stands_before_that_of_a_part():
    assert every(No("hours_short"), code="stage_open").code == "stage_open"


def test_a_verdict_whose_parts_are_met_needs_no_code():
    assert every(Yes("levels_met"), Warn("ratio_high")).as_record()["code"] == ""


@pytest.mark.parametrize(
    "verdict",
    [
        Yes("pair_in_force", have=2, need=1),
        No("pair_not_in_force", have=0, need=1, on=date(2025, 3, 10)),
        Warn("measures_day_assumed", have=date(2018, 1, 1), source="办法 · Measures"),
        No("grade_missing", have=["a", "b"], days=[date(2025, 1, 1)]),
        every(Yes("levels_met"), No("hours_short", have=10, need=40)),
    ],
)
def test_a_verdict_that_was_kept_is_read_back_as_it_was(verdict):
    assert Verdict.of_record(json.loads(json.dumps(verdict.as_record()))) == verdict


@pytest.mark.parametrize(
    ("kept", "verdict"),
    [
        (  # a step of an allowance
            {"code": "month_without_log", "values": {"have": None, "need": None, "source": "", "on": "2025-03-10"}},
            Yes("month_without_log", on=date(2025, 3, 10)),
        ),
        (  # a problem of a file
            {"row": 3, "column": "contract_to", "code": "contract_too_short", "severity": "error",
             "values": {"have": "2025-05-01", "need": "2026-03-31", "source": "人社"}},
            No("contract_too_short", have=date(2025, 5, 1), need=date(2026, 3, 31), source="人社"),
        ),
        (
            {"row": 3, "column": "phone", "code": "phone_missing", "severity": "warning", "values": {}},
            Warn("phone_missing"),
        ),
    ],
)  # fmt: skip
def test_what_was_kept_before_there_was_one_shape_is_read_as_well(kept, verdict):
    assert Verdict.of_record(kept) == verdict


def test_a_text_that_only_looks_like_a_day_stays_a_text():
    assert Verdict.of_record({"ok": False, "code": "x", "have": "2025-02-30"}).have == "2025-02-30"
