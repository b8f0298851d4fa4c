"""People's names: one spelling on record, and what is nobody's name."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from jiangtu.people import queries
from jiangtu.people.models import Person
from jiangtu.people.rules import names

DOTS = ["·", "•", "‧", "∙", "⋅", "・", "．", "･", " · ", "ꞏ"]


@pytest.mark.parametrize(
    ("written", "recorded"),
    [
        *((f"阿卜杜{dot}热西提", "阿卜杜·热西提") for dot in DOTS),
        ("张\u3000三", "张三"),
        (" 张 三\t丰 ", "张三丰"),
        ("⻢晓燕", "马晓燕"),
        ("张⻜", "张飞"),
        ("葛\U000e0100城", "葛城"),
        ("欧阳\u2069", "欧阳"),
        ("张\xad三", "张三"),
        ("\u3164张三", "张三"),
        ("Ｊｏｈｎ　 Smith", "John Smith"),
        ("John A. Smith", "John A. Smith"),
        ("李 Ming", "李 Ming"),
        ("𠮷田", "𠮷田"),
    ],
)
def test_a_name_has_one_spelling_on_record(written, recorded):
    assert names.spelled(written) == recorded
    assert names.check(recorded).ok
    assert names.same(written, recorded)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name_missing"),
        ("陈" * 101, "name_too_long"),
        *((name, "name_character") for name in ("李?", "王\ufffd", "赵\ue863", "张□", "马*", "李■", "张○○", "李〓")),
        *((name, "name_character") for name in ("-", "—", "…", "/", "·", "()", "🙂")),
        *((name, "name_character") for name in ("张三、李四", "张三，李四", "王·")),
        *((name, "name_has_digits") for name in ("13800138000", "330522", "张三1", "张三①", "李四２")),
        *((name, "name_of_nobody") for name in ("无", "NULL", "None", "nan", "合计", "先生", "姓名", "总 计")),
        ("张三（离职）", "name_brackets"),
        ("王五[转岗]", "name_brackets"),
    ],
)
def test_what_is_nobodys_name_is_told(name, code):
    said = names.check(names.spelled(name))
    assert (said.code, said.ok) == (code, code == "name_brackets")


@pytest.mark.parametrize(
    "name",
    ["王", "欧阳娜娜", "武则天〇", "𲎯三", "Zoë", "O'Neill", "Jean-Luc Picard", "ئابدۇللا", "བསོད་ནམས", "Müller, Jr."],
)
def test_names_of_every_kind_are_good(name):
    assert names.check(names.spelled(name)).code == ""


def test_the_character_in_the_way_is_named_by_its_number_where_nobody_sees_it():
    assert (names.check("赵\ue863").have, names.check("李?").have) == ("U+E863", "?")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("阿卜杜•热西提", "阿卜杜热西提", True),
        ("john o’neill", "John O'Neill", True),
        ("张三", "张三丰", False),
        ("马晓燕", "⻢晓燕", True),
    ],
)
def test_names_are_compared_without_regard_to_how_they_are_written(one, other, same):
    assert names.same(one, other) is same


@given(st.text(max_size=60))
def test_a_spelled_name_stays_as_it_is_and_is_judged_whatever_it_holds(text):
    once = names.spelled(text)
    assert names.spelled(once) == once
    assert names.check(once).code or names.check(once).ok


def test_people_of_one_name_are_told_apart_by_the_month_of_birth_else_by_a_number():
    def one(pk, name, born):
        return Person(pk=pk, name=name, born_on=born and date.fromisoformat(born))

    people = [
        one(1, "王伟", "1998-03-05"),
        one(2, "王伟", "1999-11-30"),
        one(5, "李静", None),
        one(4, "李静", "2001-01-01"),
        one(3, "李静", "2001-01-31"),
        one(6, "陈晨", None),
    ]
    with translation.override("en"):
        assert queries.told_apart(people) == {
            1: "王伟 (born March 1998)",
            2: "王伟 (born November 1999)",
            3: "李静 (1)",
            4: "李静 (2)",
            5: "李静 (3)",
            6: "陈晨",
        }
    with translation.override("zh-hans"):
        assert queries.told_apart(people)[1] == "王伟（1998年3月生）"
