"""The pairing found is the best there is: against brute force, whatever the order, locks and kinds."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import cache
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangtu.core.rulebook import editions
from jiangtu.mentoring.rules.pairing.book import PairingRules
from jiangtu.mentoring.rules.pairing.fit import figures
from jiangtu.mentoring.rules.pairing.network import Network
from jiangtu.mentoring.rules.pairing.optimum import Answer, prepare, solve
from jiangtu.mentoring.rules.pairing.problem import Problem
from jiangtu.mentoring.rules.pairing.reading import read
from jiangtu.mentoring.rules.pairing.reasons import REASONS

[BOOK] = editions(PairingRules, "cn")
LADDER = ["apprentice", "L5", "L4", "L3", "L2", "L1", "special", "chief"]

grades = st.dictionaries(st.sampled_from(["turning", "cnc", "welding", "gauging"]), st.integers(1, 5), max_size=4)
sites = st.lists(st.sampled_from("AB"), max_size=2, unique=True)
shifts = st.lists(st.sampled_from(["day", "night"]), max_size=2, unique=True)


@st.composite
def problems(draw: st.DrawFn) -> dict[str, Any]:
    """Small problems in which people are often alike, so that kinds hold several members."""
    number = st.integers(0, 3)
    masters = draw(st.lists(st.tuples(st.sampled_from(LADDER[1:]), grades, sites, shifts, number), max_size=2))
    learners = draw(
        st.lists(
            st.tuples(st.sampled_from(LADDER[:4]), st.sampled_from([None, "L4", "L3"]), grades, sites, shifts, number),
            max_size=2,
        )
    )
    mentors = [
        {"id": f"m{number}", "level": level, "skills": skills, "sites": where, "shifts": when, "places": places}
        for number, (level, skills, where, when, places) in enumerate(
            kind for kind in masters for _ in range(draw(st.integers(1, 2)))
        )
    ]
    apprentices = [
        {
            "id": f"a{number}",
            "level": level,
            "target_level": target,
            "wants": wants,
            "sites": where,
            "shifts": when,
            "mentors": wanted,
        }
        for number, (level, target, wants, where, when, wanted) in enumerate(
            kind for kind in learners for _ in range(draw(st.integers(1, 3)))
        )
    ]
    links = [[m["id"], a["id"]] for m in mentors for a in apprentices]
    forbidden = draw(st.lists(st.sampled_from(links), max_size=3)) if links else []
    rules = {"max_apprentices_per_mentor": draw(st.integers(0, 3)), "min_level_gap": draw(st.integers(0, 2))}
    data = {"mentors": mentors, "apprentices": apprentices, "forbidden": forbidden, "rules": rules}
    keeps: list[tuple[str, str]] = []
    for link in draw(st.permutations(links))[:2] if links else []:
        if fit_of(data, *link) is not None and keeps_to_places(data, [*keeps, tuple(link)]):
            keeps.append(tuple(link))
    return {**data, "locked": [list(link) for link in keeps]}


def fit_of(data: dict[str, Any], mentor: str, apprentice: str) -> int | None:
    """The fit by the words of the rule; None when the pair breaks a hard rule."""
    m = next(person for person in data["mentors"] if person["id"] == mentor)
    a = next(person for person in data["apprentices"] if person["id"] == apprentice)
    high, low = LADDER.index(m["level"]), LADDER.index(a["level"])
    shared = set(m["shifts"]) & set(a["shifts"])
    covered = [min(Fraction(1), Fraction(m["skills"].get(skill, 0), grade)) for skill, grade in a["wants"].items()]
    coverage = sum(covered) / Fraction(len(covered)) if covered else Fraction(1)
    if (
        mentor == apprentice
        or [mentor, apprentice] in data["forbidden"]
        or not set(m["sites"]) & set(a["sites"])
        or not shared
        or high - low < data["rules"]["min_level_gap"]
        or (a["target_level"] is not None and high < LADDER.index(a["target_level"]))
        or not coverage
    ):
        return None
    closeness = 1 / (high - low) if high > low else 1
    overlap = len(shared) / len(a["shifts"])
    return round(1000 * (0.6 * float(coverage) + 0.2 * closeness + 0.2 * overlap))


def keeps_to_places(data: dict[str, Any], links: list[tuple[str, str]]) -> bool:
    cap = data["rules"]["max_apprentices_per_mentor"]
    given_ = [m for m, _ in links]
    taken = [a for _, a in links]
    return (
        len(set(links)) == len(links)
        and all(given_.count(m["id"]) <= min(m["places"], cap) for m in data["mentors"])
        and all(taken.count(a["id"]) <= a["mentors"] for a in data["apprentices"])
    )


def brute_force(data: dict[str, Any]) -> tuple[int, int]:
    """(filled, total fit) of the best pairing, by trying every set of mentors for each apprentice in turn."""
    mentors = [m["id"] for m in data["mentors"]]
    locked = {tuple(link) for link in data["locked"]}
    places = tuple(min(m["places"], data["rules"]["max_apprentices_per_mentor"]) for m in data["mentors"])

    @cache
    def best(number: int, left: tuple[int, ...]) -> tuple[int, int]:
        if number == len(data["apprentices"]):
            return 0, 0
        apprentice = data["apprentices"][number]
        fits = [fit_of(data, m, apprentice["id"]) for m in mentors]
        found = (-1, -1)
        for chosen in range(2 ** len(mentors)):
            who = [row for row in range(len(mentors)) if chosen >> row & 1]
            kept = all((m, apprentice["id"]) not in locked or row in who for row, m in enumerate(mentors))
            if kept and len(who) <= apprentice["mentors"] and all(fits[row] is not None and left[row] for row in who):
                rest = best(number + 1, tuple(free - (row in who) for row, free in enumerate(left)))
                if rest[0] >= 0:
                    found = max(found, (rest[0] + len(who), rest[1] + sum(fits[row] or 0 for row in who)))
        return found

    return best(0, places)


@settings(max_examples=250, deadline=None)
@given(problems())
def test_no_other_pairing_fills_more_places_or_fits_better(data: dict[str, Any]) -> None:
    answer = solve(read(data, BOOK))
    assert (answer.filled, answer.total_fit) == brute_force(data)
    assert answer.optimal


@settings(max_examples=150, deadline=None)
@given(problems())
def test_a_pairing_keeps_every_hard_rule_and_every_locked_pair(data: dict[str, Any]) -> None:
    answer = solve(read(data, BOOK))
    links = [(pair.mentor, pair.apprentice) for pair in answer.pairs]
    assert keeps_to_places(data, links)
    assert [pair.fit for pair in answer.pairs] == [fit_of(data, *link) for link in links]
    assert {tuple(link) for link in data["locked"]} <= set(links)
    missing = {gap.apprentice: gap.missing for gap in answer.unfilled}
    for apprentice in data["apprentices"]:
        has = sum(a == apprentice["id"] for _, a in links)
        assert missing.pop(apprentice["id"], 0) == apprentice["mentors"] - has
    assert not missing


@settings(max_examples=150, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_the_lists_changes_nothing(data: dict[str, Any], draw: random.Random) -> None:
    shuffled = {key: value if key == "rules" else draw.sample(value, len(value)) for key, value in data.items()}
    for person in (*shuffled["mentors"], *shuffled["apprentices"]):
        person["sites"] = person["sites"][::-1]
    assert solve(read(shuffled, BOOK)) == solve(read(data, BOOK))


@settings(max_examples=150, deadline=None)
@given(problems())
def test_the_figures_of_all_pairs_at_once_are_those_of_each_pair(data: dict[str, Any]) -> None:
    problem = read(data, BOOK)
    mentors = {person.id: person for person in problem.mentors}
    apprentices = {person.id: person for person in problem.apprentices}
    for pair in solve(problem).pairs:
        alone = figures(mentors[pair.mentor], apprentices[pair.apprentice], problem.rules)
        assert (pair.fit, pair.coverage, pair.closeness, pair.overlap) == msgspec.structs.astuple(alone)


@settings(max_examples=150, deadline=None)
@given(problems())
def test_the_reason_is_the_first_rule_that_leaves_no_further_mentor(data: dict[str, Any]) -> None:
    answer = solve(read(data, BOOK))
    for gap in answer.unfilled:
        apprentice = next(a for a in data["apprentices"] if a["id"] == gap.apprentice)
        has = {pair.mentor for pair in answer.pairs if pair.apprentice == gap.apprentice}
        assert gap.reason == eliminated([m for m in data["mentors"] if m["id"] not in has], apprentice, data["rules"])


def eliminated(mentors: list[dict[str, Any]], apprentice: dict[str, Any], rules: dict[str, int]) -> str:
    low = LADDER.index(apprentice["level"]) + rules["min_level_gap"]
    if apprentice["target_level"] is not None:
        low = max(low, LADDER.index(apprentice["target_level"]))
    tests = [
        lambda m: set(m["sites"]) & set(apprentice["sites"]),
        lambda m: set(m["shifts"]) & set(apprentice["shifts"]),
        lambda m: LADDER.index(m["level"]) >= low,
        lambda m: not apprentice["wants"] or set(m["skills"]) & set(apprentice["wants"]),
    ]
    for reason, passes in zip(REASONS, tests, strict=False):
        mentors = [m for m in mentors if passes(m)]
        if not mentors:
            return reason
    return "all_places_taken"


def class_of(mentors: int, apprentices: int, seed: int) -> Problem:
    draw = random.Random(seed)
    skills = ["turning", "cnc", "measuring", "drawing"]
    data = {
        "mentors": [
            {
                "id": f"m{n}",
                "level": draw.choice(LADDER[4:]),
                "skills": {s: draw.randint(1, 5) for s in skills},
                "sites": draw.sample("ABCDEF", 2),
                "shifts": ["day"],
                "places": draw.randint(1, 3),
            }
            for n in range(mentors)
        ],
        "apprentices": [
            {
                "id": f"a{n}",
                "level": "L5",
                "wants": {s: draw.randint(1, 5) for s in draw.sample(skills, 3)},
                "sites": [draw.choice("ABCDEF")],
                "shifts": ["day"],
                "mentors": draw.randint(1, 2),
            }
            for n in range(apprentices)
        ],
    }
    return read(data, BOOK)


@pytest.mark.parametrize("seed", range(5))
def test_solving_piece_by_piece_is_as_good_as_solving_the_whole(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    network = prepare(class_of(30, 60, seed)).network()
    # Six networks beside one another, and only as many arcs at a time as the smallest piece has.
    shift = len(network.supply)
    six = Network(
        *(np.concatenate([column + n * shift for n in range(6)]) for column in network[:2]),
        *(np.tile(column, 6) for column in network[2:]),
    )
    monkeypatch.setattr("jiangtu.mentoring.rules.pairing.network.AT_ONCE", 1)
    whole, flows = six.solved_whole(), six.flows()
    assert flows.sum() == whole.sum() > 0
    assert (flows * six.cost).sum() == (whole * six.cost).sum()


def test_three_hundred_apprentices_and_mentors_who_all_fit_are_paired_at_once() -> None:
    draw = random.Random(7)
    skills = ["turning", "cnc", "measuring"]
    person = {"sites": ["A"], "shifts": ["day"]}
    data = {
        "mentors": [
            {**person, "id": f"m{n}", "level": "L1", "skills": {s: draw.randint(1, 5) for s in skills}}
            for n in range(300)
        ],
        "apprentices": [
            {**person, "id": f"a{n}", "level": "L5", "wants": {s: draw.randint(1, 5) for s in skills}}
            for n in range(300)
        ],
    }
    answer = solve(read(data, BOOK))
    assert answer.filled == 300
    assert len({pair.mentor for pair in answer.pairs}) == 300


def alike(mentors: int, places: int, apprentices: int, each: int) -> Answer:
    person = {"sites": ["A"], "shifts": ["day"]}
    return solve(
        read(
            {
                "mentors": [{**person, "id": f"m{n}", "level": "L1", "places": places} for n in range(mentors)],
                "apprentices": [{**person, "id": f"a{n}", "level": "L5", "mentors": each} for n in range(apprentices)],
            },
            BOOK,
        )
    )


@given(st.integers(1, 5), st.integers(0, 6), st.integers(1, 6), st.integers(0, 6))
@settings(max_examples=100, deadline=None)
def test_alike_people_share_evenly_and_nobody_meets_twice(
    mentors: int, places: int, apprentices: int, each: int
) -> None:
    answer = alike(mentors, places, apprentices, each)
    links = [(pair.mentor, pair.apprentice) for pair in answer.pairs]
    assert len(set(links)) == len(links) == min(mentors * min(places, apprentices), apprentices * min(each, mentors))
    loads = [sum(m == f"m{n}" for m, _ in links) for n in range(mentors)]
    assert max(loads) - min(loads) <= 1
