"""A problem as it comes in JSON: what may be left out, and every fault at once."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from jiangtu.core.phrases import known
from jiangtu.core.rulebook import editions
from jiangtu.core.verdict import Refused
from jiangtu.mentoring.phrases.pairing import PHRASES
from jiangtu.mentoring.rules.pairing.book import PairingRules, Rules
from jiangtu.mentoring.rules.pairing.optimum import solve
from jiangtu.mentoring.rules.pairing.problem import Apprentice, Mentor, Problem
from jiangtu.mentoring.rules.pairing.reading import read

[BOOK] = editions(PairingRules, "cn")
SMALLEST = {
    "mentors": [{"id": "m1", "level": "技师", "sites": ["A"], "shifts": ["day"]}],
    "apprentices": [{"id": "a1", "level": "五级", "sites": ["A"], "shifts": ["day"]}],
}


def example() -> dict[str, Any]:
    return {
        "mentors": [
            {
                "id": "m1",
                "level": "L2",
                "skills": {"turning": 4, "cnc": 3},
                "suit": "red",
                "sites": ["A"],
                "shifts": ["day"],
                "places": 3,
            },
            {"id": "m2", "level": "L1", "skills": {"turning": 5}, "sites": ["A"], "shifts": ["day"], "places": 1},
        ],
        "apprentices": [
            {
                "id": "a1",
                "level": "L5",
                "target_level": "L4",
                "wants": {"turning": 3},
                "suit": "red",
                "sites": ["A"],
                "shifts": ["day"],
                "mentors": 1,
            },
            {"id": "a2", "level": "L5", "wants": {"turning": 3}, "sites": ["A"], "shifts": ["day"], "mentors": 1},
        ],
        "locked": [],
        "forbidden": [],
        "rules": {"max_apprentices_per_mentor": 8, "min_level_gap": 1},
    }


def faults_of(data: Any) -> list[dict[str, Any]]:
    with pytest.raises(Refused) as refused:
        read(data, BOOK)
    verdict = refused.value.verdict
    assert verdict.code == "invalid_problem"
    assert verdict.have == len(verdict.parts)
    assert {fault.code for fault in verdict.parts} <= known().keys()
    return [fault.as_record() for fault in verdict.parts]


def changed(path: str, value: Any) -> dict[str, Any]:
    """The example with the value at a dotted path changed ("-" takes it out)."""
    data = copy.deepcopy(example())
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = data
    for step in way:
        place = place[step]
    if value == "-":
        del place[last]
    else:
        place[last] = value
    return data


def test_what_is_left_out_takes_its_plain_meaning() -> None:
    problem = read(SMALLEST, BOOK)
    day, site = frozenset({"day"}), frozenset({"A"})
    assert problem == Problem(
        (Mentor("m1", "L2", {}, site, day, 1, ""),), (Apprentice("a1", "L5", {}, site, day, "", 1, ""),), Rules.of(BOOK)
    )
    nothing = dict.fromkeys(("target_level", "wants", "mentors", "suit"))
    given = {**SMALLEST, "apprentices": [{**SMALLEST["apprentices"][0], **nothing}], "locked": None, "rules": None}
    assert read(given, BOOK) == problem


def test_nobody_at_all_is_a_problem_solved() -> None:
    answer = solve(read({"mentors": [], "apprentices": []}, BOOK))
    assert (answer.pairs, answer.unfilled, answer.filled, answer.total_fit, answer.optimal) == ((), (), 0, 0, True)


def test_keys_that_pairing_does_not_know_are_passed_over() -> None:
    assert read({**example(), "class": "25-1", "rules": {"colour": "red"}}, BOOK) == read(
        {**example(), "rules": {}}, BOOK
    )


def test_a_link_named_twice_is_one_link() -> None:
    assert read(changed("locked", [["m1", "a1"], ["m1", "a1"]]), BOOK).locked == (("m1", "a1"),)


def test_a_ladder_of_its_own_replaces_the_national_one() -> None:
    data = changed("rules.ranks", {"L5": 0, "L4": 1, "L2": 2, "L1": 3})
    assert [pair.closeness for pair in solve(read(data, BOOK)).pairs] == [0.5, 0.5]


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("mentors", "-", "key_missing"),
        ("apprentices", None, "not_a_list"),
        ("mentors.0", "m1", "not_an_object"),
        ("mentors.0.id", "-", "key_missing"),
        ("mentors.0.id", " ", "not_a_text"),
        ("mentors.0.id", 7, "not_a_text"),
        ("mentors.0.level", "-", "key_missing"),
        ("mentors.0.level", "L9", "unknown_level"),
        ("apprentices.0.level", 5, "not_a_text"),
        ("apprentices.0.target_level", "L0", "unknown_level"),
        ("apprentices.0.target_level", "", "not_a_text"),
        ("mentors.0.sites", "-", "key_missing"),
        ("mentors.0.sites", "A", "not_a_list"),
        ("mentors.0.shifts", ["day", 2], "not_a_text"),
        ("mentors.0.shifts", [["day"]], "not_a_text"),
        ("mentors.0.skills", ["turning"], "not_an_object"),
        ("mentors.0.skills.turning", "4", "not_a_whole_number"),
        ("mentors.0.skills.turning", True, "not_a_whole_number"),
        ("mentors.0.skills.turning", 0, "grade_out_of_range"),
        ("apprentices.0.wants.turning", 6, "grade_out_of_range"),
        ("mentors.0.places", -1, "negative_places"),
        ("mentors.0.places", 2.0, "not_a_whole_number"),
        ("mentors.0.places", 10**30, "number_too_large"),
        ("apprentices.0.mentors", -1, "negative_mentors"),
        ("mentors.0.suit", 1, "not_a_text"),
        ("mentors.1.id", "m1", "duplicate_id"),
        ("apprentices.1.id", "a1", "duplicate_id"),
        ("locked", {"m1": "a1"}, "not_a_list"),
        ("locked", [["m1"]], "not_a_pair"),
        ("locked", [["m1", 1]], "not_a_pair"),
        ("locked", [["m9", "a1"]], "unknown_id"),
        ("forbidden", [["m1", "a9"]], "unknown_id"),
        ("rules", [], "not_an_object"),
        ("rules.min_level_gap", "1", "not_a_whole_number"),
        ("rules.min_level_gap", -1, "rule_out_of_range"),
        ("rules.max_apprentices_per_mentor", -1, "rule_out_of_range"),
        ("rules.ranks", {}, "ranks_empty"),
        ("rules.ranks", [1], "not_an_object"),
        ("rules.ranks", {"L5": 1, "L4": 2, "L2": 4, "L1": -5}, "rank_out_of_range"),
        ("rules.ranks", {"L5": 1, "L4": 2, "L2": 4, "L1": "5"}, "not_a_whole_number"),
    ],
)
def test_one_fault_is_named_and_no_other(path: str, value: Any, code: str) -> None:
    assert [fault["code"] for fault in faults_of(changed(path, value))] == [code]


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_a_problem_is_an_object(data: Any) -> None:
    assert [fault["code"] for fault in faults_of(data)] == ["not_an_object"]


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("mentors.0.sites", ["B"], "site_not_shared"),
        ("apprentices.0.shifts", ["night"], "shift_not_shared"),
        ("mentors.0.level", "L5", "rank_not_above"),
        ("apprentices.0.target_level", "L1", "target_level_not_reached"),
        ("mentors.0.skills", {"welding": 5}, "skill_not_covered"),
        ("forbidden", [["m1", "a1"]], "pair_forbidden"),
    ],
)
def test_a_locked_pair_may_not_break_a_rule(path: str, value: Any, rule: str) -> None:
    data = {**changed(path, value), "locked": [["m1", "a1"]]}
    rules = {fault["details"]["rule"] for fault in faults_of(data) if fault["code"] == "locked_pair_breaks_rule"}
    assert rule in rules
    assert rules <= {rule, "target_level_not_reached"}  # a mentor of L5 is also below the level aimed at


def test_nobody_is_locked_to_themself() -> None:
    data = example()
    data["apprentices"].append({**data["apprentices"][0], "id": "m1"})
    [fault] = faults_of({**data, "locked": [["m1", "m1"]]})
    assert (fault["code"], fault["details"]["rule"]) == ("locked_pair_breaks_rule", "own_mentor")


def test_locks_keep_to_the_places_of_both() -> None:
    data = {**changed("rules.max_apprentices_per_mentor", 1), "locked": [["m1", "a1"], ["m1", "a2"], ["m2", "a1"]]}
    found = [(fault["code"], fault["have"], fault["need"]) for fault in faults_of(data)]
    assert found == [("locked_beyond_places", 2, 1), ("locked_beyond_mentors", 2, 1)]


def test_every_fault_is_listed_at_once() -> None:
    data = example()
    data["mentors"][0] |= {"places": -1, "level": "L9", "sites": "A", "skills": {"turning": 9}}
    data["mentors"].append({**example()["mentors"][1]})
    data |= {"locked": [["m9", "a9"], ["m1", "a1"], ["m2", "a2"]], "forbidden": [["m2", "a2"], ["m2"]]}
    codes = sorted(fault["code"] for fault in faults_of(data))
    assert codes == sorted(
        [
            "negative_places",
            "unknown_level",
            "not_a_list",
            "grade_out_of_range",
            "duplicate_id",
            "unknown_id",
            "unknown_id",
            "locked_pair_breaks_rule",
            "not_a_pair",
        ]
    )


def test_a_fault_hides_only_what_cannot_be_judged_without_it() -> None:
    data = example()
    data["mentors"][0] |= {"places": -1, "level": "L9", "sites": ["B"], "shifts": "day", "skills": {"cnc": 3}}
    data["apprentices"][0] |= {"mentors": 0}
    found = faults_of({**data, "locked": [["m1", "a1"]]})
    assert [(fault["code"], fault["details"].get("rule", "")) for fault in found] == [
        ("not_a_list", ""),
        ("negative_places", ""),
        ("unknown_level", ""),
        ("locked_pair_breaks_rule", "site_not_shared"),
        ("locked_pair_breaks_rule", "skill_not_covered"),
        ("locked_beyond_mentors", ""),
    ]


@pytest.mark.parametrize(("key", "value"), [("min_level_gap", -1), ("min_level_gap", "3"), ("ranks", [])])
def test_a_faulty_rule_lays_no_fault_on_a_locked_pair(key: str, value: Any) -> None:
    found = faults_of({**changed(f"rules.{key}", value), "locked": [["m1", "a1"]]})
    assert len(found) == 1


def test_every_condition_fault_and_reason_has_its_sentence() -> None:
    assert PHRASES.keys() <= known().keys()
    values = dict.fromkeys(("have", "need", "id", "list", "where", "at", "key", "skill", "level", "mentor"), "7")
    values |= dict.fromkeys(("apprentice", "filled", "wanted", "total", "missing", "reason"), "7")
    assert all(str(text) % values for text in PHRASES.values())
