"""A verdict of several parts says which of them failed."""

from jiangtu.core.verdict import No, Warn, Yes, every


def test_a_verdict_of_parts_carries_the_code_of_the_first_that_failed():
    hours = No("hours_short", have=10, need=40)
    verdict = every(Yes("levels_met"), hours, No("not_assessed"))
    assert (verdict.ok, verdict.code) == (False, "hours_short")
    assert verdict.reasons()[0] is hours


def test_a_code_of_its_own_stands_before_that_of_a_part():
    assert every(No("hours_short"), code="stage_open").code == "stage_open"


def test_a_verdict_whose_parts_are_met_needs_no_code():
    assert every(Yes("levels_met"), Warn("ratio_high")).as_record()["code"] == ""
