"""Figures: each person once, own or region's or all, a fixed number of queries."""

import re
from datetime import date, timedelta
from importlib import import_module

import pytest

from jiangtu.apprenticeships import doors
from jiangtu.apprenticeships.actions import figures
from jiangtu.apprenticeships.doors import Chart, Column, Part
from jiangtu.apprenticeships.queries.analysis import people_by
from jiangtu.desks.queries.analysis import analysis
from jiangtu.institutions.states import Kind
from tests.factories import apprenticeships as field
from tests.factories.institutions import client_as, institution, member
from tests.factories.training import held_session, running_class

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 16)
YEAR = {"since": TODAY - timedelta(365), "until": TODAY, "on": TODAY}


def a_class(number, **values):
    of = running_class(apprentices=number, **values)
    return of, field.apprentices(of)


def total(actor, by="region"):
    return analysis(actor, by, **YEAR).total


def test_each_person_is_counted_once_in_the_latest_class():
    first, (it,) = a_class(1)
    it.state, it.left_on, it.left_reason = "left", date(2025, 4, 1), "changed enterprise"
    it.save()
    it.enrolment.until = date(2025, 4, 1)
    it.enrolment.save()
    second = running_class(apprentices=0, college=first.college, starts_on=date(2025, 5, 1))
    field.apprentice(second, person=it.enrolment.person)
    found = total(field.head_of(first))
    assert (found["people"], found["active"], found["left"]) == (1, 1, 0)


def test_a_college_counts_its_own_a_bureau_its_region_the_ministry_all():
    of, _ = a_class(6)
    a_class(7)
    elsewhere = institution("college", region="370211")
    a_class(8, college=elsewhere)
    assert total(field.head_of(of))["people"] == 6
    assert total(member("bureau_officer", institution(Kind.BUREAU, region="330500")))["people"] == 13
    figures.rebuild(TODAY)
    assert total(member("ministry_analyst"))["people"] == 20
    assert total(member("expert"))["people"] == 20


def test_who_may_see_nobody_is_told_nothing_before_the_first_figures_are_published():
    a_class(9)
    analyst = member("ministry_analyst")
    found = analysis(analyst, "occupation", **YEAR)
    assert (found.rows, found.total["people"], found.day) == ([], 0, None)
    assert "published tonight" in client_as(analyst).get("/figures").content.decode()


@pytest.mark.parametrize("by", ["region", "college", "enterprise", "occupation"])
def test_groups_add_up_whatever_the_dimension(by):
    a_class(6, enterprises=2)
    a_class(7)
    found = analysis(member("bureau_officer", institution(Kind.BUREAU, region="330500")), by, **YEAR)
    assert sum(row["people"] for row in found.rows) == found.total["people"] == 13
    assert all(row["name"] for row in found.rows)


def test_figures_tell_stages_hours_and_drop_outs():
    of, them = a_class(6)
    held_session(of, TODAY - timedelta(5), minutes=120)
    them[0].state, them[0].left_on, them[0].left_reason = "left", TODAY, "moved"
    them[0].save()
    found = total(field.head_of(of))
    assert (found["stage_1"], found["left"], found["unpaired"]) == (5, 1, 5)
    assert (found["have"], found["need"], found["behind"]) == (10, 800, 5)


def test_hours_are_added_up_before_they_are_rounded():
    of, _ = a_class(6)
    held_session(of, TODAY - timedelta(5), minutes=50)
    assert total(field.head_of(of))["have"] == 5


def test_the_page_has_charts_their_table_and_exports():
    of, _ = a_class(6)
    browser = client_as(field.head_of(of))
    html = browser.get("/figures?by=occupation").content.decode()
    assert html.count("data-chart=") == 7
    assert "echarts" in html
    export = b"".join(browser.get("/figures?by=occupation&export=csv").streaming_content).decode("utf-8-sig")
    assert export.splitlines()[0].startswith("Group,Apprentices")
    assert len(export.splitlines()) == 2


def test_charts_draw_the_largest_groups_and_the_table_has_all(monkeypatch):
    for layer in ("views", "queries"):
        monkeypatch.setattr(import_module(f"jiangtu.desks.{layer}.analysis"), "DRAWN", 1)
    of, _ = a_class(7, enterprises=2)
    answer = client_as(field.head_of(of)).get("/figures?by=enterprise")
    assert "the 1 largest" in answer.content.decode()
    assert [len(data["categories"]) for _id, _caption, data in answer.context["charts"]] == [1] * 7
    assert len(answer.context["table"].rows) == 2


def test_a_room_that_tells_a_figure_finds_it_in_the_table_in_a_chart_and_on_desks():
    of, _ = a_class(6)
    head, analyst = field.head_of(of), member("ministry_analyst")
    column = Column(99, "readers", "Who reads", above=True, on_desk=90)
    chart = Chart(99, "reading", "Readers drawn", {"readers": "readers"}, "people")
    part = Part(
        (column,), (chart,), lambda of: {group: {"readers": 4} for group in people_by(of.found, of.by, on=TODAY)}
    )
    with doors.figures.alone(*doors.figures, lambda: part):
        page = client_as(head).get("/figures?by=occupation")
        desk = client_as(analyst).get("/").content.decode()
    assert page.content.decode().count("Who reads") >= 2
    assert page.context["charts"][-1][2]["series"] == [{"name": "readers", "values": [4]}]
    assert "Who reads" in desk


@pytest.mark.parametrize("query", ["by=x", "since=x", "since=2025-06-01&until=2025-01-01", "until=1990-01-01"])
def test_a_nonsensical_question_is_survived(query):
    assert client_as(member("ministry_analyst")).get(f"/figures?{query}").status_code == 200


def test_figures_cost_the_same_however_many_classes(queries_of):
    counts = []
    analyst = member("ministry_analyst")
    for number in (1, 4):
        for _ in range(number):
            a_class(6)
        counts.append(queries_of(lambda: analysis(analyst, "enterprise", **YEAR)))
    assert counts[0] == counts[1]


def test_beside_a_period_that_cannot_be_shown_stands_the_one_whose_figures_are_shown(clock):
    of, _people = a_class(1)
    browser = client_as(field.head_of(of))
    said = "These are the figures of 16 Jun 2024 – 16 Jun 2025."
    assert said in " ".join(browser.get("/figures?since=2025-06-16&until=2025-01-01").content.decode().split())
    assert said not in " ".join(browser.get("/figures?since=2025-01-01&until=2025-06-16").content.decode().split())


def test_between_two_chinese_sentences_of_the_figures_there_is_no_gap(clock):
    a_class(6)
    figures.rebuild(TODAY)
    page = client_as(member("ministry_analyst")).get("/figures", HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
    assert "截至2025年6月16日" in page
    assert not re.search("。 [\u4e00-\u9fff]", " ".join(page.split()))
