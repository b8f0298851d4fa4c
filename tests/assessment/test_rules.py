"""What a sheet asks, whose word stands, and whether it is enough."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import pytest

from jiangtu.assessment.rules.sheet import Choice, Rating, RatingSheet, ratings_sound
from jiangtu.assessment.rules.standing import Need, Word, differs, levels_met

ON = date(2025, 3, 3)
SCALE = [Choice(n, f"name {n}", f"sentence {n}") for n in range(1, 6)]


@dataclass
class Skill:
    pk: int
    uuid: UUID
    name: str

    def __str__(self):
        return self.name


THREADS, DRAWINGS = Skill(1, uuid4(), "threads"), Skill(2, uuid4(), "drawings")


def word(level):
    return Word(level, "seen", ON, rater=9)


def sheet(**fields):
    """`level_1="3"` is what the browser sends for the first skill's level."""
    of = {"1": THREADS, "2": DRAWINGS}
    return RatingSheet([THREADS, DRAWINGS], SCALE, {f"{k[:-2]}-{of[k[-1]].uuid}": v for k, v in fields.items()})


@pytest.mark.parametrize(
    "sides, standing, codes",
    [
        (("enterprise",), {}, ["not_assessed_by_enterprise"]),
        (("college",), {"enterprise": 5}, ["not_assessed_by_college"]),
        (("enterprise",), {"enterprise": 3}, ["level_met_by_enterprise"]),
        (("enterprise",), {"enterprise": 2, "college": 5}, ["level_short_by_enterprise"]),
        (
            ("enterprise", "college"),
            {"enterprise": 3, "college": 2},
            ["level_met_by_enterprise", "level_short_by_college"],
        ),
        (
            ("enterprise", "college"),
            {"enterprise": 4, "college": 3},
            ["level_met_by_enterprise", "level_met_by_college"],
        ),
        (("enterprise", "college"), {"self": 5}, ["not_assessed_by_enterprise", "not_assessed_by_college"]),
    ],
)
def test_a_competence_stands_when_each_side_that_counts_has_found_the_level(sides, standing, codes):
    verdict = levels_met([Need(1, THREADS, 3, sides)], {1: {side: word(level) for side, level in standing.items()}})
    assert [leaf.code for leaf in verdict.leaves()] == codes
    assert verdict.ok == all("met" in code for code in codes)


def test_each_condition_shows_have_and_need():
    verdict = levels_met([Need(1, THREADS, 3, ("college",))], {1: {"college": word(2)}})
    (leaf,) = verdict.leaves()
    assert (leaf.have, leaf.need, str(leaf.details["competence"])) == (2, 3, "threads")


def test_a_stage_that_asks_for_nothing_is_met():
    assert levels_met([], {}).ok


@pytest.mark.parametrize(
    "levels, apart",
    [((), False), ((3,), False), ((3, 4), False), ((2, 4), True), ((3, 3, 5), True), ((4, 3, 3), False)],
)
def test_words_two_levels_apart_differ(levels, apart):
    sides = dict(zip(("enterprise", "college", "self"), map(word, levels), strict=False))
    assert differs(sides, differs_from=2) is apart


def test_a_sheet_not_yet_sent_shows_no_fault_and_gives_no_ratings():
    fresh = RatingSheet([THREADS], SCALE)
    assert (fresh.is_valid(), fresh.fault, fresh.ratings) == (False, None, [])


def test_competences_left_empty_are_not_assessed_now():
    found = sheet(level_1="3", example_1=" cut M20 alone ")
    assert found.is_valid()
    assert found.ratings == [Rating(1, 3, "cut M20 alone")]


@pytest.mark.parametrize(
    "fields, code",
    [
        ({"level_1": "3"}, "example_missing"),
        ({"level_1": "3", "example_1": "   "}, "example_missing"),
        ({"example_1": "cut M20"}, "level_missing_for"),
        ({"level_1": "9", "example_1": "cut M20"}, "level_missing_for"),
        ({"level_1": "3", "example_1": "x" * 501}, "example_too_long"),
    ],
)
def test_a_line_half_done_says_what_is_missing_and_keeps_what_was_typed(fields, code):
    found = sheet(**fields, level_2="4", example_2="reads GD&T")
    assert not found.is_valid()
    assert [line.fault.code for line in found if line.fault is not None] == [code]
    assert found.lines[0].example == fields.get("example_1", "").strip()
    assert found.lines[1].level == 4


def test_an_empty_sheet_says_so():
    assert sheet().fault.code == "nothing_assessed"
    assert not sheet().is_valid()


@pytest.mark.parametrize("fields", [{"level_1": "3"}, {"example_1": "cut M20"}])
def test_a_sheet_half_done_is_not_called_empty(fields):
    assert sheet(**fields).fault is None
    assert not sheet(**fields).is_valid()


def test_an_example_may_fill_its_five_hundred_characters():
    assert sheet(level_1="3", example_1="e" * 500).is_valid()
    assert sheet(level_1="3", example_1="e" * 501).lines[0].fault.code == "example_too_long"


@pytest.mark.parametrize(
    "ratings, on, code",
    [
        ([], ON, "nothing_assessed"),
        ([Rating(1, 3, "a")], date(2025, 3, 4), "assessed_in_the_future"),
        ([Rating(1, 3, "a"), Rating(1, 4, "b")], ON, "competence_assessed_twice"),
        ([Rating(1, 0, "a")], ON, "level_off_the_scale"),
        ([Rating(1, 6, "a")], ON, "level_off_the_scale"),
        ([Rating(1, 3, " ")], ON, "example_missing"),
    ],
)
def test_what_is_no_assessment_is_refused(ratings, on, code):
    verdict = ratings_sound(ratings, top=5, on=on, today=ON)
    assert not verdict.ok
    assert code in {leaf.code for leaf in verdict.reasons()}


def test_levels_one_to_five_with_an_example_are_sound():
    assert ratings_sound([Rating(n, n, "seen") for n in range(1, 6)], top=5, on=ON, today=ON).ok
