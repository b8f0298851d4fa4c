"""The home of a class: the same tabs on all its pages, for each role those that hold something for it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest

from tests.factories import apprenticeships as field
from tests.factories.institutions import client_as, institution, member
from tests.factories.training import log_entry, running_class

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 16)
EIGHT = {
    "en": ["Overview", "People", "Timetable", "Hours and log", "Stages and assessment", "Pairs", "Papers", "History"],
    "zh-hans": ["概况", "人员", "课表", "学时与日志", "阶段与评价", "师徒结对", "文件", "经过"],
}
LINK = re.compile(r'<a\s+href="([^"]+)"\s*(?:aria-current="(\w+)")?\s*>(.*?)</a>', re.DOTALL)


def links(page, nav):
    """Words → (address, what `aria-current` says) of one of the page's lists of links."""
    [found] = re.findall(rf'<nav class="{nav}".*?</nav>', page, re.DOTALL) or [""]
    return {unescape(words.strip()): (url, current) for url, current, words in LINK.findall(found)}


@pytest.fixture
def of():
    return running_class(apprentices=0)


@pytest.fixture
def it(of):
    return field.apprentice(of)


@pytest.mark.parametrize("language", EIGHT)
def test_each_tab_carries_all_of_them_and_is_the_one_that_is_current(of, it, language):
    client = client_as(field.head_of(of), language=language)
    tabs = links(client.get(f"/classes/{of.uuid}").content.decode(), "pages")
    assert [*tabs] == EIGHT[language]
    for words, (url, _current) in tabs.items():
        page = client.get(url, follow=True).content.decode()
        told = links(page, "pages")
        assert [*told] == EIGHT[language]
        assert [each for each, (_url, current) in told.items() if current] == [words]
        assert links(page, "crumbs")[str(of)]


def test_pages_below_a_tab_say_so(of, it):
    """An apprentice's page stands below the people, a roster's report below the papers, the log beside the hours."""
    head = field.head_of(of)
    roster = field.roster_checked(of, field.roster_csv(field.roster_row()), by=head)
    entry = log_entry(it.enrolment, TODAY - timedelta(1))
    client = client_as(head)
    for url, tab in [
        (f"/apprenticeships/{it.uuid}", "People"),
        (f"/apprenticeships/{it.uuid}/leave", "People"),
        (f"/classes/enrolments/{it.enrolment.uuid}/hours", "Hours and log"),
        (f"/classes/log/{entry.uuid}", "Hours and log"),
        (f"/classes/{of.uuid}/edit", "Overview"),
    ]:
        told = links(client.get(url).content.decode(), "pages")
        assert {each: current for each, (_url, current) in told.items() if current} == {tab: "true"}, url
    report = client.get(f"/sheets/files/{roster.uuid}").content.decode()
    assert links(report, "pages")["Papers"][1]
    assert [*links(report, "crumbs")] == ["Classes", str(of), "Roster"]


def test_the_log_stands_beside_the_hours_for_those_who_read_it(of, it):
    bureau = member("bureau_officer", institution("bureau", region="330500"))
    for actor, reads in [(field.head_of(of), True), (bureau, False), (member("expert"), False)]:
        client = client_as(actor)
        beside = links(client.get(f"/classes/{of.uuid}/hours").content.decode(), "beside")
        assert ("Log" in beside) == reads, actor.role
        assert ("The log" in client.get(f"/classes/{of.uuid}").content.decode()) == reads, actor.role


def test_in_the_bar_the_classes_are_current_whichever_room_has_the_page(of, it):
    client = client_as(field.head_of(of))
    for url in (f"/classes/{of.uuid}", f"/apprenticeships/classes/{of.uuid}/people", f"/apprenticeships/{it.uuid}"):
        page = client.get(url).content.decode()
        [bar] = re.findall(r'<nav class="nav".*?</nav>', page, re.DOTALL)
        assert [words for _url, current, words in LINK.findall(bar) if current] == ["Classes"], url


def test_a_list_of_thirty_names_asks_as_often_as_one_of_three(queries_of):
    """People, classes and institutions in it are links, asked for together."""
    counts = []
    for number in (3, 30):
        of = running_class(apprentices=number)
        field.apprentices(of)
        client = client_as(field.head_of(of))
        urls = [f"/apprenticeships/classes/{of.uuid}/people", f"/classes/{of.uuid}/history", "/"]
        for url in urls:
            client.get(url)
        counts.append([queries_of(lambda url=url, client=client: client.get(url)) for url in urls])
    assert counts[0] == counts[1]
