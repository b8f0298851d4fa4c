"""Whether a plan is whole, and the stages a programme starts with."""

import msgspec
import pytest

from jiangtu.competences.rules.levels import LEVELS
from jiangtu.programmes.rules.plans import competences_allowed, level_on_ladder, plan_whole
from jiangtu.programmes.rules.stages import default_stages


def test_a_programme_starts_with_junior_craftsman_craftsman_and_master_craftsman():
    book = default_stages()
    assert [stage.name_en for stage in book.stages] == ["Junior craftsman", "Craftsman", "Master craftsman"]
    assert [stage.emphasis_en for stage in book.stages] == [
        "General knowledge and basic rules", "Professional qualities and skills", "Skills and practice",
    ]  # fmt: skip


def test_the_stages_names_in_chinese_are_marked_as_ours_because_no_source_gives_them():
    book = default_stages()
    assert book.clauses["names_zh"].mark == "ours"
    assert book.clauses["stages"].mark == "S"


def test_each_stage_has_its_name_in_chinese():
    book = default_stages()
    with pytest.raises(ValueError, match="Chinese"):
        msgspec.structs.replace(book, stages=book.stages[1:]).__post_init__()


def test_a_stage_is_no_level_of_skill():
    levels = {word for level in LEVELS for word in (level.key, level.term, level.name)}
    book = default_stages()
    assert not levels & {word for s in book.stages for word in (s.key, s.name_en, book.names_zh[s.key].name)}


def test_each_stage_needs_hours():
    assert plan_whole([("one", 10), ("two", 1)]).ok
    verdict = plan_whole([("one", 10), ("two", 0)])
    assert [(leaf.code, leaf.details["stage"]) for leaf in verdict.reasons()] == [("stage_without_hours", "two")]
    assert plan_whole([]).code == "no_stages"


def test_the_target_is_a_level_of_the_occupations_own_ladder():
    assert level_on_ladder("L4", ["L5", "L4"]).ok
    assert level_on_ladder("engineer", ["L5", "L4"]).code == "level_not_on_ladder"


def test_a_stage_asks_for_each_competence_once_and_only_for_its_occupations():
    assert competences_allowed([1, 2], [1, 2, 3]).ok
    assert competences_allowed([1, 1], [1]).code == "competence_twice"
    verdict = competences_allowed([1, 8, 9], [1])
    assert (verdict.code, verdict.have) == ("competence_of_another_occupation", 2)
