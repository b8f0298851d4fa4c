"""Names sort as Chinese lists do: by pinyin, one surname together, a surname read as a surname."""

import pytest

from jiangtu.core.pinyin import name_key, readings, syllables


def in_order(*names, of_person=True):
    return sorted(names, key=lambda name: name_key(name, of_person=of_person))


def test_people_stand_by_pinyin_and_one_surname_stands_together():
    assert in_order("赵敏", "李娜", "黎明", "李明", "安宁", "张三") == ["安宁", "黎明", "李明", "李娜", "张三", "赵敏"]


def test_a_surname_is_read_as_a_surname():
    assert in_order("单雄", "曾凡", "仇英", "尉迟恭", "秦明", "宋江", "钟灵", "詹天") == [
        "秦明", "仇英", "单雄", "宋江", "尉迟恭", "曾凡", "詹天", "钟灵",
    ]  # fmt: skip


def test_an_institution_has_no_surname():
    assert in_order("谢村中学", "解放路学校", "金工厂", of_person=False) == ["解放路学校", "金工厂", "谢村中学"]


def test_latin_names_stand_among_the_syllables_whatever_their_case_and_accents():
    assert in_order("王五", "Zoë", "anna", "ÁLVARO", "白雪") == ["ÁLVARO", "anna", "白雪", "王五", "Zoë"]


@pytest.mark.parametrize("one, other", [("阿依古丽·买买提", "阿依古丽•买买提"), ("　李 明", "李 明"), ("ＬＩ", "li")])
def test_what_is_typed_differently_is_one_name(one, other):
    assert name_key(one) == name_key(other)


def test_a_short_name_stands_before_the_longer_ones_that_begin_with_it():
    assert in_order("李明华", "李明", "李") == ["李", "李明", "李明华"]


def test_a_character_has_all_its_readings_the_surname_first():
    assert readings("曾") == ("zeng", "ceng")
    assert set(readings("吕")) == {"lv", "lu"}
    assert readings("A") == ()
    assert {"zhang", "zhuang", "lv", "lu", "a"} <= syllables()
