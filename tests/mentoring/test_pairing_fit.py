"""The fit of a pair, its hard rules, and why a place stays empty, by examples from the field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangtu.competences.rules.levels import ladder
from jiangtu.core.rulebook import Clause, editions, places, rulebook
from jiangtu.core.verdict import Refused
from jiangtu.mentoring.rules.pairing.book import PairingRules, Rules, Weights
from jiangtu.mentoring.rules.pairing.change import changed, cost_of_change, explain
from jiangtu.mentoring.rules.pairing.faults import require_sound
from jiangtu.mentoring.rules.pairing.fit import figures, fit_of
from jiangtu.mentoring.rules.pairing.optimum import solve
from jiangtu.mentoring.rules.pairing.problem import Apprentice, Mentor, Problem

[BOOK] = editions(PairingRules, "cn")
RULES = Rules.of(BOOK)
WEIGHTS = Weights(Decimal("0.6"), Decimal("0.2"), Decimal("0.2"))


def mentor(id: str = "m", level: str = "L2", **changes: Any) -> Mentor:
    values: dict[str, Any] = {"skills": {"turning": 4}, "sites": "A", "shifts": ["day"], "places": 1, **changes}
    return Mentor(id, level, **{**values, "sites": frozenset(values["sites"]), "shifts": frozenset(values["shifts"])})


def apprentice(id: str = "a", level: str = "L5", **changes: Any) -> Apprentice:
    values: dict[str, Any] = {"wants": {"turning": 3}, "sites": "A", "shifts": ["day"], **changes}
    return Apprentice(
        id, level, **{**values, "sites": frozenset(values["sites"]), "shifts": frozenset(values["shifts"])}
    )


def problem(mentors: list[Mentor], apprentices: list[Apprentice], **changes: Any) -> Problem:
    return Problem(tuple(mentors), tuple(apprentices), **{"rules": RULES, **changes})


def with_gap(gap: int) -> Rules:
    return Rules.of(BOOK, min_level_gap=gap)


def reason(*mentors: Mentor, **changes: Any) -> str:
    [gap] = solve(problem(list(mentors), [apprentice(**changes)])).unfilled
    return gap.reason


@pytest.mark.parametrize(
    ("master", "learner", "fit"),
    [
        (mentor(), apprentice(), 867),  # 600 + 200/3 + 200
        (mentor(level="L4"), apprentice(), 1000),
        (mentor(level="chief"), apprentice(level="apprentice"), 829),  # 600 + 200/7 + 200
        (mentor(skills={"turning": 2}), apprentice(wants={"turning": 3, "cnc": 5}), 467),  # 600/3 + 66.7 + 200
        (mentor(shifts=["day", "night"]), apprentice(shifts=["day", "evening", "night"]), 800),
        (mentor(skills={}), apprentice(wants={}), 867),  # nothing is wanted: all of it is covered
    ],
)
def test_fit_weighs_coverage_closeness_and_overlap(master: Mentor, learner: Apprentice, fit: int) -> None:
    assert figures(master, learner, RULES).fit == fit


def test_equal_ranks_where_the_rules_allow_them_are_as_close_as_can_be() -> None:
    found = figures(mentor(level="L5"), apprentice(), with_gap(0))
    assert (found.closeness, found.fit) == (1, 1000)


@pytest.mark.parametrize(
    ("coverage", "gap", "fit"),
    [(Fraction(13, 16), 1, 888), (Fraction(3, 16), 5, 353), (Fraction(41, 80), 5, 547), (Fraction(5, 16), 1, 588)],
)
def test_where_a_half_is_met_the_fit_is_what_python_makes_of_the_figures(
    coverage: Fraction, gap: int, fit: int
) -> None:
    assert (600 * coverage + Fraction(200, gap) + 200) % 1 == Fraction(1, 2)
    assert fit_of(float(coverage), 1 / gap, 1.0, WEIGHTS) == fit
    assert fit == round(1000 * (0.6 * float(coverage) + 0.2 * (1 / gap) + 0.2 * 1.0))


shares = st.integers(1, 300).flatmap(lambda n: st.integers(0, n).map(lambda k: k / n))
weights = (
    st.tuples(st.integers(0, 100), st.integers(0, 100))
    .map(sorted)
    .map(lambda cut: Weights(Decimal(cut[0]) / 100, Decimal(cut[1] - cut[0]) / 100, Decimal(100 - cut[1]) / 100))
)


@given(shares, st.integers(1, 99), shares, weights)
def test_fit_is_the_formula_for_one_pair_and_for_many_at_once(
    coverage: float, gap: int, overlap: float, given_weights: Weights
) -> None:
    by_coverage, by_closeness, by_overlap = (float(weight) for weight in msgspec.structs.astuple(given_weights))
    fit = round(1000 * (by_coverage * coverage + by_closeness * (1 / gap) + by_overlap * overlap))
    assert fit_of(coverage, 1 / gap, overlap, given_weights) == fit
    many = [np.array([part] * 9) for part in (coverage, 1 / gap, overlap)]
    assert fit_of(*many, given_weights).tolist() == [fit] * 9
    assert 0 <= fit <= 1000


def test_more_than_64_shifts_are_counted_all() -> None:
    many = [f"shift {n:03}" for n in range(130)]
    [pair] = solve(problem([mentor(shifts=many[::2])], [apprentice(shifts=many)])).pairs
    assert pair.overlap == 0.5


def test_weights_must_add_up_to_one() -> None:
    with pytest.raises(ValueError, match="add up to 1"):
        Weights(Decimal("0.6"), Decimal("0.2"), Decimal("0.3"))
    with pytest.raises(ValueError, match="negative"):
        Weights(Decimal("1.2"), Decimal("-0.4"), Decimal("0.2"))


def test_a_rulebook_without_weights_pairs_nobody() -> None:
    with pytest.raises(ValueError, match="lacks a figure"):
        Rules.of(msgspec.structs.replace(BOOK, weights=None))


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("学徒工", "apprentice"),
        ("apprentice worker", "apprentice"),
        ("五级", "L5"),
        ("初级工", "L5"),
        ("l5", "L5"),
        ("Ｌ４", "L4"),
        ("中级工", "L4"),
        ("高级工", "L3"),
        ("技师", "L2"),
        ("高级技师", "L1"),
        ("一级", "L1"),
        ("special-grade", "special"),
        ("Special_Grade", "special"),
        ("特级技师", "special"),
        ("首席技师", "chief"),
        ("chief technician", "chief"),
        ("L6", None),
        ("", None),
    ],
)
def test_levels_are_known_by_their_common_words(word: str, level: str | None) -> None:
    assert RULES.level(word) == level


def test_every_word_that_a_roster_may_use_for_a_level_is_known() -> None:
    for level in ladder():
        for word in filter(None, (level.key, level.term, level.name, level.code, *level.aliases)):
            assert RULES.level(word) == level.key


def test_another_ladder_stands_in_the_place_of_the_national_one() -> None:
    petroleum = Rules.of(
        BOOK, ranks={"technician": 0, "senior technician": 1, "chief technician": 2, "enterprise expert": 3}
    )
    assert petroleum.level("Senior-Technician") == "senior technician"
    assert petroleum.level("L2") is None
    answer = solve(
        problem([mentor(level="enterprise expert")], [apprentice(level="chief technician")], rules=petroleum)
    )
    assert answer.total_fit == 1000


def test_tianjin_caps_a_mentor_at_eight_and_names_its_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jiangtu.core.rulebook._row_source", None)  # the files alone
    book = rulebook(PairingRules, on=date(2025, 1, 1), place="120103")
    assert book.max_apprentices_per_mentor == 8
    assert book.clauses["max_apprentices_per_mentor"] == Clause(
        "pairing/120000@2021-06-22",
        "天津市企业新型学徒制 · Tianjin, new enterprise-based apprenticeship (天津市企业新型学徒制)",
        "http://tjbcrcw.com/contents/6529/280252.html",
        "S*",
    )
    assert book.clauses["min_level_gap"].mark == "ours"
    assert places(PairingRules) == ["120000", "cn"]


@pytest.mark.parametrize(
    ("mentors", "changes", "expected"),
    [
        ([], {}, "no_mentor_on_site"),
        ([mentor(sites="B")], {}, "no_mentor_on_site"),
        ([mentor()], {"sites": ""}, "no_mentor_on_site"),
        ([mentor(shifts=["night"])], {}, "no_shift_overlap"),
        ([mentor(level="L5")], {}, "no_rank_above"),
        ([mentor(level="L4")], {"target_level": "L3"}, "no_rank_above"),
        ([mentor(skills={"welding": 5})], {}, "no_skill"),
        ([mentor(places=0)], {}, "all_places_taken"),
        # The one on the site has the wrong shift, the one of the right shift stands on another site.
        ([mentor("m1", shifts=["night"]), mentor("m2", sites="B")], {}, "no_shift_overlap"),
        ([mentor("m1", shifts=["night"]), mentor("m2", level="L5"), mentor("m3", sites="B")], {}, "no_rank_above"),
    ],
)
def test_an_empty_place_names_the_first_rule_that_leaves_nobody(
    mentors: list[Mentor], changes: dict[str, Any], expected: str
) -> None:
    assert reason(*mentors, **changes) == expected


def test_who_lost_the_last_place_to_another_hears_that_all_are_taken() -> None:
    answer = solve(problem([mentor()], [apprentice("a1"), apprentice("a2", wants={"turning": 5})]))
    assert [(gap.apprentice, gap.missing, gap.reason) for gap in answer.unfilled] == [("a2", 1, "all_places_taken")]


def test_a_forbidden_mentor_counts_as_one_who_cannot_be_had() -> None:
    answer = solve(problem([mentor(places=3)], [apprentice()], forbidden=(("m", "a"),)))
    assert [gap.reason for gap in answer.unfilled] == ["all_places_taken"]


def test_who_wants_three_mentors_hears_of_those_they_do_not_have_yet() -> None:
    only_one = solve(problem([mentor("m1", places=3)], [apprentice(mentors=3)]))
    assert [(gap.missing, gap.reason) for gap in only_one.unfilled] == [(2, "no_mentor_on_site")]
    another_shift = solve(problem([mentor("m1"), mentor("m2", shifts=["night"])], [apprentice(mentors=3)]))
    assert [(gap.missing, gap.reason) for gap in another_shift.unfilled] == [(2, "no_shift_overlap")]
    locked = solve(problem([mentor("m1")], [apprentice(mentors=2)], locked=(("m1", "a"),)))
    assert [(gap.missing, gap.reason) for gap in locked.unfilled] == [(1, "no_mentor_on_site")]


def test_one_person_may_mentor_and_learn_but_not_with_themself() -> None:
    chain = problem(
        [mentor("expert", "chief"), mentor("chief", "special")],
        [apprentice("chief", "special"), apprentice("senior", "L1")],
    )
    assert [(pair.mentor, pair.apprentice) for pair in solve(chain).pairs] == [("expert", "chief"), ("chief", "senior")]
    alone = problem([mentor("x", "L2")], [apprentice("x", "L2")], rules=with_gap(0))
    [gap] = solve(alone).unfilled
    assert gap.reason == "no_mentor_on_site"
    written_twice = problem([mentor("x", "L2")], [apprentice("x", "L5")])  # their level differs from list to list
    assert solve(written_twice).pairs == ()


def test_filling_a_place_comes_before_fitting_well() -> None:
    both = problem(
        [mentor("good", "L4", skills={"turning": 5}), mentor("poor", "chief", skills={"turning": 1})],
        [
            apprentice("a1", wants={"turning": 5}),
            apprentice("a2", wants={"turning": 5}, shifts=["day", "night"], target_level="L5"),
        ],
        forbidden=(("poor", "a2"),),
    )
    assert [(pair.mentor, pair.apprentice) for pair in solve(both).pairs] == [("poor", "a1"), ("good", "a2")]


def test_the_cap_of_the_rulebook_holds_against_more_places() -> None:
    learners = [apprentice(f"a{n}") for n in range(10)]
    assert solve(problem([mentor(places=20)], learners)).filled == 8
    assert solve(problem([mentor(places=20)], learners, rules=Rules.of(BOOK, max_apprentices_per_mentor=3))).filled == 3


def test_an_explanation_shows_every_rule_with_have_and_need() -> None:
    stated = problem([mentor(sites="B", level="L4")], [apprentice(target_level="L3")], forbidden=(("m", "a"),))
    found = explain(stated, "m", "a")
    assert found.figures is None
    assert [(leaf.code, leaf.have, leaf.need) for leaf in found.verdict.leaves()] == [
        ("another_person", None, None),
        ("pair_forbidden", None, None),
        ("site_not_shared", ["B"], ["A"]),
        ("shift_shared", ["day"], ["day"]),
        ("rank_above", 1, 1),
        ("target_level_not_reached", "L4", "L3"),
        ("skill_covered", ["turning 4"], ["turning 3"]),
    ]
    good = explain(problem([mentor()], [apprentice()]), "m", "a")
    assert good.verdict
    assert good.figures == figures(mentor(), apprentice(), RULES)


@pytest.mark.parametrize("link", [("x", "a"), ("m", "x")])
def test_only_people_of_the_problem_are_explained(link: tuple[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        explain(problem([mentor()], [apprentice()]), *link)
    assert refused.value.verdict.code == "unknown_id"


def test_what_a_hand_changes_costs_against_the_optimum() -> None:
    two = problem(
        [mentor("fair", "L4", skills={"turning": 4}), mentor("good", "L4", skills={"turning": 5})],
        [apprentice("a1", wants={"turning": 4}), apprentice("a2", wants={"turning": 5})],
    )
    before = solve(two)
    assert [(pair.mentor, pair.apprentice, pair.fit) for pair in before.pairs] == [
        ("fair", "a1", 1000),
        ("good", "a2", 1000),
    ]
    worse = cost_of_change(two, lock=[("good", "a1")], before=before)
    assert worse.before is before
    assert (worse.filled, worse.total_fit) == (0, -120)
    assert worse.dropped == (("fair", "a1"), ("good", "a2"))
    assert worse.added == (("fair", "a2"), ("good", "a1"))
    empty = cost_of_change(two, forbid=[("fair", "a1"), ("fair", "a2")])
    assert (empty.filled, empty.total_fit) == (-1, -1000)
    assert cost_of_change(two, lock=[("fair", "a1")]).total_fit == 0


def test_a_link_is_released_before_it_is_locked_elsewhere() -> None:
    two = problem([mentor("m1"), mentor("m2", "L1")], [apprentice()], locked=(("m1", "a"),), forbidden=(("m2", "a"),))
    with pytest.raises(Refused):
        changed(two, lock=[("m2", "a")])
    moved = changed(two, release=[("m1", "a"), ("m2", "a")], lock=[("m2", "a")])
    assert (moved.locked, moved.forbidden) == ((("m2", "a"),), ())
    assert require_sound(moved) is moved
