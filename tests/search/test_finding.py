"""Who finds what: the index follows the facts, and what one may not see is neither found nor counted."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from jiangtu.core.actor import SYSTEM, VISITOR
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import YES
from jiangtu.institutions.actions.institutions import change_institution
from jiangtu.people.actions import merging, people
from jiangtu.search import actions, doors, queries
from jiangtu.search.models import IndexEntry
from tests.factories.institutions import institution, member
from tests.factories.mentoring import paired
from tests.factories.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def found(typed: str, by: Any) -> dict[str, list[str]]:
    """Kind's label -> the titles found, as text."""
    return {
        str(group.label): ["".join(text for text, _met in each.title) for each in group.items]
        for group in queries.find(typed, by=by)
    }


def follow_all() -> None:
    """What the worker would do now."""
    actions.follow(JournalEntry.objects.values_list("pk", flat=True))


@pytest.fixture
def pair() -> Any:
    it = paired(apprentices=2, mentors=1)
    people.correct_person(it.apprentices[0].enrolment.person, name="单小满", reason="登记", by=SYSTEM)
    people.correct_person(it.mentors[0].person, name="曾师傅", reason="登记", by=SYSTEM)
    follow_all()
    return it


@pytest.mark.parametrize("typed", ["单小满", "小满", "shanxiaoman", "danxiaoman", "sxm", "单"])
def test_hr_finds_an_apprentice_by_name_pinyin_and_initials(pair, typed):
    assert found(typed, pair.hr)["Apprentices"] == ["单小满"]


def test_who_is_not_of_the_house_does_not_find_its_people(pair):
    for role in ("enterprise_hr", "enterprise_mentor", "college_trainer", "programme_head", "township_coordinator"):
        assert found("单小满", member(role)) == {}, role
        assert found("曾师傅", member(role)) == {}, role


def test_who_reads_names_masked_does_not_find_people_by_name(pair):
    """docs/decisions/who-sees-whom.md"""
    bureau = member("bureau_officer", institution("bureau", region="330000"))
    assert found("单小满", bureau) == {}
    assert found("曾师傅", bureau) == {}
    for role in ("ministry_analyst", "expert", "project_officer"):
        assert found("单小满", member(role)) == {}, role


def test_a_visitor_finds_nothing(pair):
    assert queries.find("单小满", by=VISITOR) == []


def test_a_mentor_finds_the_apprentices_they_are_paired_with(pair):
    assert found("单小满", pair.mentor())["Apprentices"] == ["单小满"]


def test_what_is_hidden_is_neither_counted_nor_pushes_out_what_is_seen(pair):
    """A hundred others of the same name elsewhere change nothing: not the finds, not whether there are more."""
    follow_all()
    before = queries.find("单小满", by=pair.hr)
    other = IndexEntry.objects.get(kind="apprentice", title="单小满")
    IndexEntry.objects.bulk_create(
        IndexEntry(kind="apprentice", subject=IndexEntry().uuid, title="单小满", typed="单小满", page=["x"],
                   sort_key=" ", words=other.words)
        for _ in range(100)
    )  # fmt: skip
    assert queries.find("单小满", by=pair.hr) == before
    assert not any(group.more for group in before)


def test_a_new_name_is_found_and_the_old_one_no_longer(pair):
    people.correct_person(pair.apprentices[0].enrolment.person, name="仇大雪", reason="更名", by=SYSTEM)
    follow_all()
    assert found("qiudaxue", pair.hr)["Apprentices"] == ["仇大雪"]
    assert found("单小满", pair.hr) == {}


def test_each_act_asks_for_one_job_in_its_own_transaction():
    firm = institution(name="长兴机械")
    jobs = ProcrastinateJob.objects.filter(task_name="search.follow")
    before = jobs.count()
    change_institution(firm, name="安吉机械", by=SYSTEM)
    assert jobs.count() == before + 1
    actions.follow(jobs.order_by("-id").first().args["facts"])
    assert found("anji", member("administrator"))["Institutions"] == ["安吉机械"]


def test_following_twice_changes_nothing(pair):
    def index() -> list[Any]:
        return list(IndexEntry.objects.order_by("kind", "subject").values_list("kind", "subject", "title", "words"))

    before = index()
    follow_all()
    assert index() == before


def test_the_index_made_anew_is_the_one_that_followed_the_facts(pair):
    def index() -> set[Any]:
        kinds = ["institution", "member", "account"]  # every one of them was written by an act
        return set(
            IndexEntry.objects.filter(kind__in=kinds).values_list("kind", "subject", "title", "typed", "sort_key")
        )

    followed = index()
    numbers = actions.rebuild()
    assert index() == followed
    assert numbers["apprentice"] == 2
    assert IndexEntry.objects.count() == sum(numbers.values())


def test_an_administrator_finds_everybodys_record_and_the_way_to_merge_two():
    known = person("单小满")
    actions.rebuild()
    assert found("单小满", member("administrator")) == {"Records of people": ["单小满"]}
    assert found("单小满", member("enterprise_hr")) == {}
    for words in ("合并", "merge"):
        assert "Records" in found(words, member("administrator"))["Pages of your role"]
    merging.merge_people(known, person("单小满", document=""), by=member("administrator"), reason="重复登记")
    follow_all()
    assert found("单小满", member("administrator")) == {"Records of people": ["单小满"]}


def test_what_is_gone_leaves_the_index_when_it_is_made_anew():
    IndexEntry.objects.create(kind="apprentice", subject=IndexEntry().uuid, title="x", page=[], typed="x", sort_key="x")
    actions.rebuild()
    assert not IndexEntry.objects.filter(title="x").exists()


def test_a_find_costs_the_same_queries_for_few_and_for_many(pair, queries_of):
    few = queries_of(lambda: queries.find("师傅", by=pair.hr))
    for n in range(30):
        institution(name=f"师傅工厂{n}")
    follow_all()
    assert queries_of(lambda: queries.find("师傅", by=pair.hr)) == few
    administrator = member("administrator")
    many = queries_of(lambda: queries.find("师傅", by=administrator))
    assert many <= 2 * len(queries.sources())


def test_following_costs_the_same_queries_for_few_and_for_many(queries_of):
    def facts(number: int) -> list[int]:
        last = JournalEntry.objects.order_by("pk").last()
        people.record_people([people.PersonRow(name=f"李{n}") for n in range(number)], by=SYSTEM, allowed=YES)
        return list(JournalEntry.objects.filter(pk__gt=last.pk if last else 0).values_list("pk", flat=True))

    few, many = facts(3), facts(300)
    assert queries_of(lambda: actions.follow(few)) == queries_of(lambda: actions.follow(many))


def test_what_is_called_so_stands_first_and_the_short_before_the_long():
    for name in ("湖州机械分厂", "新湖州机械", "湖州机械", "湖州机械附属工厂"):
        institution(name=name)
    follow_all()
    assert found("湖州机械", member("administrator"))["Institutions"] == [
        "湖州机械", "湖州机械分厂", "湖州机械附属工厂", "新湖州机械",
    ]  # fmt: skip


def test_of_many_only_the_first_are_shown_and_it_is_said():
    for n in range(queries.MOST + 1):
        institution(name=f"安吉机械{n}")
    follow_all()
    [group] = [each for each in queries.find("安吉", by=member("administrator")) if each.label == "Institutions"]
    assert (len(group.items), group.more) == (queries.MOST, True)


def test_a_shelf_is_found_by_either_language_and_says_why():
    shelf = doors.Shelf("Pages", 1, lambda actor, query: [doors.Place("班级", "Classes", "/classes/", also="课表")])
    with doors.shelves.alone(lambda: [shelf]):
        for typed in ("class", "班级", "banji", "bj", "课表"):
            assert found(typed, member("administrator")) == {"Pages": ["Classes"]}, typed
        [group] = queries.find("班", by=member("administrator"))
        assert group.items[0].other == [("班", True), ("级", False)]


def test_the_index_of_words_answers():
    """Of many entries the words are found by their index, and no other way."""
    actions.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT 1 FROM search_indexentry WHERE words @@ '''张三'''::tsquery")
        assert any("index_words" in line for [line] in cursor.fetchall())
