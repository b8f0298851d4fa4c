import msgspec
import pytest

from jiangtu.competences.rules.levels import LEVELS, RANKS, LadderRules, ladder, parse_level, rank
from jiangtu.core.rulebook import editions

SPELLINGS = {
    "apprentice": ["apprentice", "学徒工", "学徒", "Apprentice Worker"],
    "L5": [
        "L5",
        "l5",
        "Ｌ５",
        "五级",
        "初级工",
        "5级",
        "５级",
        " 初级 工 ",
        "五级/初级工",
        "初级工（五级）",
        "五级 初级工",
        "五级\n初级工",
        "初级工（五级）",
        "junior worker",
        "国家职业资格五级",
    ],
    "L4": ["L4", "四级", "中级工", "intermediate worker", "职业技能等级四级", "中级"],
    "L3": ["L3", "三级", "高级工", "三级／高级工", "Senior Worker"],
    "L2": ["L2", "二级", "技师", "technician", "国家职业资格二级（技师）"],
    "L1": ["L1", "一级", "高级技师", "senior-technician", "Ⅰ级"],
    "special": ["special", "特级技师", "special-grade technician"],
    "chief": ["chief", "首席技师", "Chief Technician"],
}


@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in SPELLINGS.items() for text in texts])
def test_people_write_one_level_in_many_ways(key, text):
    assert parse_level(text) == key


@pytest.mark.parametrize(
    "text", ["", " ", "六级", "L6", "L0", "大师", "五级/中级工", "五级 中级工", "1", "5", "无", "engineer", "/"]
)
def test_what_is_no_level_or_says_two_things_is_not_guessed(text):
    assert parse_level(text) is None


def test_the_rank_rises_from_apprentice_worker_to_chief_while_the_codes_fall():
    assert RANKS == {"apprentice": 0, "L5": 1, "L4": 2, "L3": 3, "L2": 4, "L1": 5, "special": 6, "chief": 7}
    assert [level.term for level in LEVELS] == [
        "学徒工",
        "初级工",
        "中级工",
        "高级工",
        "技师",
        "高级技师",
        "特级技师",
        "首席技师",
    ]
    assert [level.code for level in LEVELS] == ["", "五级", "四级", "三级", "二级", "一级", "", ""]


def test_enterprise_experts_stand_above_chief_technicians_on_the_petroleum_ladder():
    assert [level.key for level in ladder("petroleum")] == [
        "technician", "senior-technician", "chief-technician", "enterprise-expert",
    ]  # fmt: skip
    assert parse_level("首席技师", "petroleum") == "chief-technician"
    assert parse_level("L1", "petroleum") == "senior-technician"
    assert rank("enterprise-expert", "petroleum") > rank("chief-technician", "petroleum")


def test_a_title_is_read_on_the_ladder_of_titles_only():
    assert parse_level("高级工程师", "professional") == "senior-engineer"
    assert parse_level("高级工", "professional") is None


def test_a_ladder_rises_and_no_spelling_means_two_levels():
    book = editions(LadderRules, "national")[-1]
    low, high = book.levels[:2]
    with pytest.raises(ValueError, match="rise"):
        msgspec.structs.replace(book, levels=(high, low)).__post_init__()
    with pytest.raises(ValueError, match="rise"):
        msgspec.structs.replace(book, levels=(low, msgspec.structs.replace(high, rank=low.rank))).__post_init__()
    alike = msgspec.structs.replace(high, aliases=(low.name,))
    with pytest.raises(ValueError, match="two levels"):
        msgspec.structs.replace(book, levels=(low, alike)).__post_init__()


def test_an_unknown_ladder_is_named():
    with pytest.raises(LookupError, match="clouds"):
        ladder("clouds")
