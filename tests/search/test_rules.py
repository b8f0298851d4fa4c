"""What is typed finds what is meant: characters, pinyin, initials, words, figures, and all of them mixed."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from jiangtu.search import rules


def finds(typed, *texts):
    return rules.found(rules.read(typed), texts)


@pytest.mark.parametrize(
    "typed",
    ["张三丰", "张三", "三丰", "丰", "张", "zhangsanfeng", "zhang san", "zhangs", "zsf", "zs", "sf", "sanfeng",
     "ZhangSan", "张san", "张 丰", "ＺＳ", "san zhang", "z"],
)  # fmt: skip
def test_a_name_is_found_as_one_would_type_it(typed):
    assert finds(typed, "张三丰")


@pytest.mark.parametrize("typed", ["张丰", "丰三", "zsg", "zhangfeng", "zf", "李", "san4", "angsan"])
def test_what_is_not_so_is_not_found(typed):
    assert not finds(typed, "张三丰")


@pytest.mark.parametrize("typed", ["", "   ", "·", "!?", "，。", "%_", "'"])
def test_what_holds_no_word_finds_nothing(typed):
    assert rules.read(typed) == ()
    assert not finds(typed, "张三丰", "any text")


@pytest.mark.parametrize(
    "surname, readings",
    [("单", ("shan", "dan")), ("曾", ("zeng", "ceng")), ("仇", ("qiu", "chou")), ("吕", ("lv", "lu"))],
)
def test_a_surname_is_found_by_its_own_reading_and_by_the_common_one(surname, readings):
    for reading in readings:
        assert finds(reading, f"{surname}小明")
        assert finds(f"{reading}xiaoming", f"{surname}小明")
        assert finds(f"{reading[0]}xm", f"{surname}小明")


@pytest.mark.parametrize("typed", ["xian", "xi an", "xi'an", "xa"])
def test_letters_are_divided_into_syllables_in_every_way(typed):
    assert finds(typed, "西安市职业学校")


def test_xian_is_also_one_syllable():
    assert finds("xian", "先锋机械厂")


@pytest.mark.parametrize(
    "typed", ["阿依古丽买买提", "阿依古丽·买买提", "阿依古丽•买买提", "ayigulimaimaiti", "aygl mmt"]
)
def test_middle_dots_and_spaces_in_names_do_not_matter(typed):
    assert finds(typed, "阿依古丽·买买提")
    assert finds("王五", "王　五")
    assert finds("王五", "王 五")


@pytest.mark.parametrize("typed", ["⻢晓燕", "马\xad晓燕", "马晓\u2069燕", "maxiaoyan\ufe0f"])
def test_what_nobody_sees_and_radicals_do_not_matter(typed):
    assert finds(typed, "马晓燕")
    assert finds("马晓燕", "⻢晓\u200b燕")


@pytest.mark.parametrize("typed", ["HZ-2025-01", "hz2025", "hz202501", "2025", "01", "2025-01", "数控", "hz 数控"])
def test_a_class_is_found_by_any_part_of_its_number(typed):
    assert finds(typed, "HZ-2025-01 数控车工一班")


@pytest.mark.parametrize("typed", ["turn", "Turning", "turning cnc", "cnc"])
def test_latin_words_are_found_by_their_beginning_whatever_their_order_and_case(typed):
    assert finds(typed, "CNC turning, first year")
    assert not finds("urning", "CNC turning")


def test_each_word_may_stand_in_another_text_of_the_thing():
    assert finds("湖州 turning", "湖州技师学院", "Turning")
    assert not finds("湖州 milling", "湖州技师学院", "Turning")


@pytest.mark.parametrize(
    "typed, marked",
    [
        ("三丰", "张[三丰]"), ("zhangsan", "[张三]丰"), ("sf", "张[三丰]"), ("丰", "张三[丰]"), ("z", "[张]三丰"),
        ("zhangs", "[张三]丰"), ("张 丰", "[张]三[丰]"),
    ],
)  # fmt: skip
def test_the_part_that_was_meant_is_marked(typed, marked):
    pieces = rules.marked(rules.read(typed), "张三丰")
    assert "".join(f"[{text}]" if met else text for text, met in pieces) == marked


def test_marks_stand_on_what_was_typed_of_a_word():
    pieces = rules.marked(rules.read("turn"), "CNC Turning")
    assert pieces == [("CNC ", False), ("Turn", True), ("ing", False)]
    assert rules.marked(rules.read("zoe"), "Zoë") == [("Zoë", True)]


def test_a_query_is_bounded_however_much_is_typed():
    query = rules.read(" ".join(["xianxianxianxianxianxian"] * 20 + [str(n) for n in range(20)]))
    assert len(query) <= rules.WORDS
    assert all(len(term) <= rules.WAYS + 2 for term in query)


CHARACTERS = st.text("张三丰单曾西安吕仇长a1bZ-'\\·  é&|!:()*<>", max_size=8)


@pytest.mark.django_db
@given(
    texts=st.lists(CHARACTERS, min_size=1, max_size=3), typed=CHARACTERS | st.sampled_from(["xian", "zs", "dan", "c"])
)
def test_the_database_finds_exactly_what_the_rules_find(texts, typed):
    query = rules.read(typed)
    if not query:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [rules.vector(texts), rules.as_tsquery(query)])
        assert cursor.fetchone()[0] == rules.found(query, texts)
