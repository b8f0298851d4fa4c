"""The field and the words on their pages, and that whatever is found opens."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jiangtu.core.actor import SYSTEM
from jiangtu.people.actions import people
from jiangtu.search import actions, queries, rules
from tests.factories.institutions import client_as, member
from tests.factories.mentoring import paired

pytestmark = pytest.mark.django_db
URL = "/search/"


@pytest.fixture
def pair() -> Any:
    it = paired(apprentices=2, mentors=1)
    people.correct_person(it.apprentices[0].enrolment.person, name="单小满", reason="登记", by=SYSTEM)
    actions.rebuild()
    return it


def said(answer: Any) -> str:
    return answer.content.decode()


def test_without_javascript_the_field_is_a_page_and_its_button_finds(pair):
    client = client_as(pair.hr)
    page = said(client.get(URL))
    assert 'method="post"' in page
    assert "autofocus" in page
    found = said(client.post(URL, {"q": "sxm"}))
    assert "<html" in found
    assert "<mark>单小满</mark>" in found
    assert 'value="sxm"' in found


def test_a_script_gets_only_what_was_found(pair):
    found = said(client_as(pair.hr).post(URL, {"q": "单小"}, headers={"HX-Request": "true"}))
    assert "<html" not in found
    assert "<mark>单小</mark>满" in found
    assert reverse("apprenticeships:detail", args=[pair.apprentices[0].uuid]) in found


def test_an_address_that_asks_by_itself_is_answered_as_a_whole_page(pair):
    found = said(client_as(pair.hr).get(URL, {"q": "单小"}))
    assert "<html" in found
    assert "<mark>单小</mark>满" in found
    assert 'value="单小"' in found
    assert "Nothing with this name" in said(client_as(pair.hr).get(URL, {"q": "无此人某"}))


def test_the_field_itself_puts_nothing_into_an_address(pair):
    client = client_as(pair.hr)
    assert 'method="get"' not in said(client.get(URL))
    assert "?" not in "".join(client.post(URL, {"q": "单小满"}).headers.values())


def test_finding_nothing_says_so_alike_whether_it_is_hidden_or_not_there(pair):
    client = client_as(member("enterprise_hr"))
    hidden, nowhere = (said(client.post(URL, {"q": q}, headers={"HX-Request": "true"})) for q in ("单小满", "无此人某"))
    assert hidden == nowhere
    assert "Nothing with this name" in hidden


@pytest.mark.parametrize("typed", ["", " ", "·", "x" * 101, "<b>", "'; DROP", "\\", "%", "：*&|!()"])
def test_whatever_is_typed_is_answered(typed):
    assert client_as(member("enterprise_hr")).post(URL, {"q": typed}).status_code == 200


def test_what_is_typed_comes_back_harmless():
    assert "<b>x" not in said(client_as(member("enterprise_hr")).post(URL, {"q": "<b>x"}))


def test_a_visitor_signs_in_first():
    assert Client().post(URL, {"q": "张"}).status_code == 302


def test_the_page_reads_alone_though_it_is_posted_to(pair, monkeypatch):
    monkeypatch.setattr(queries, "find", lambda typed, by: actions.rebuild())
    with pytest.raises(Exception, match="a reading request wrote"):
        client_as(pair.hr).post(URL, {"q": "x"})


def test_whatever_somebody_finds_opens(pair):
    """Each kind of each role: what is visible in the search is visible on its page."""
    hats = [pair.hr, pair.head, pair.mentor(), pair.apprentice(), *map(member, ("administrator", "ministry_analyst"))]
    clients = [(hat, client_as(hat)) for hat in hats]
    actions.rebuild()
    kinds: set[str] = set()
    for hat, client in clients:
        for source in queries.sources():
            seen = source.visible(hat)
            for key in seen.values_list("uuid", flat=True).order_by("pk")[:3] if seen is not None else ():
                [entry] = source.entries({key})
                groups = {str(each.label): each for each in queries.find(entry.title, by=hat)}
                group = groups[str(source.label)]
                assert client.get(group.items[0].url).status_code == 200, (hat.role, source.kind, entry.title)
                kinds.add(source.kind)
    assert kinds == {source.kind for source in queries.sources()}


def test_the_words_stand_in_both_languages():
    for language, word in (("en", "Index entry"), ("zh-hans", "检索条目")):
        assert word in said(client_as(member("apprentice"), language=language).get(reverse("search:words")))


def test_a_word_is_found_by_its_pinyin():
    [group] = queries.find("jiansuotiaomu", by=member("apprentice"))
    assert group.items[0].url == reverse("search:words")
    assert rules.read("jiansuo")


def test_a_rule_is_found_and_opens():
    hat = member("apprentice")
    client = client_as(hat)
    for typed in ("学时", "xueshi", "hours"):
        [rules_found] = [group for group in queries.find(typed, by=hat) if group.label == "Rules"]
        assert all(client.get(each.url).status_code == 200 for each in rules_found.items)


def test_the_pages_of_ones_role_are_found_and_no_others():
    def pages(role: str, typed: str) -> list[str]:
        found = queries.find(typed, by=member(role))
        return [
            "".join(text for text, _met in each.title)
            for g in found
            if g.label == "Pages of your role"
            for each in g.items
        ]

    assert "Accounts" in pages("administrator", "zhanghao")
    assert pages("apprentice", "zhanghao") == []
    assert pages("enterprise_hr", "classes") == ["Classes"]


def test_the_field_stands_at_the_head_of_every_page_for_who_is_signed_in():
    page = said(client_as(member("enterprise_hr")).get("/"))
    assert "data-search-open" in page
    assert "data-search-dialog" in page
    assert "data-search-open" not in said(Client().get(reverse("account_login")))
