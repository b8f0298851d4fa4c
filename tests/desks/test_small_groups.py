"""Who may see nobody finds, in all that is published to them, no figure and no difference that tells of few people."""

import csv
import re
from collections import Counter
from datetime import date
from itertools import combinations, groupby

import pytest
from django.db.models import Count, Sum

from jiangtu.allowances.models import AllowanceLine, PublishedAmount, PublishedEntry
from jiangtu.apprenticeships.actions import figures
from jiangtu.apprenticeships.models import FigureRow, PublishedRow
from jiangtu.apprenticeships.queries.published import CLASS
from jiangtu.core.desk import Look
from jiangtu.desks.queries.analysis import BY, analysis
from jiangtu.desks.queries.class_page import class_page
from jiangtu.training.models import TrainingClass
from tests.factories.institutions import client_as, institution, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pilot", "clock")]
READERS = ("ministry_analyst", "expert", "project_officer")
TODAY, FIVE = date(2025, 6, 16), 5
PERIODS = [("2024-06-16", "2025-06-16"), ("2024-06-17", "2025-06-16"), ("2025-01-01", "2025-03-31"), ("", "")]
COUNTS = ("people", "active", "stage_1", "stage_2", "stage_3", "completed", "left", "behind",
          "certified", "one_to_one", "one_to_many", "many_to_one", "unpaired")  # fmt: skip
# What the rule sorts by, before it takes the middle ones: a cell is all who are alike in it.
CELL = ("place", "college", CLASS, "state", "enterprise", "stage", "behind", "mark", "certified")


def pages_of(role):
    """Every table of figures a role can ask for: the numbers of the page, and those of its export."""
    client = client_as(member(role))
    for by in BY:
        for since, until in PERIODS:
            address = f"/figures?by={by}&since={since}&until={until}"
            found = client.get(address).context["found"]
            export = b"".join(client.get(address + "&export=csv").streaming_content).decode("utf-8-sig")
            yield found.rows, found.total, list(csv.reader(export.splitlines()))[1:]


@pytest.mark.parametrize("role", READERS)
def test_every_count_on_a_page_of_figures_and_in_its_export_is_a_multiple_of_five(role):
    n = 0
    for rows, total, exported in pages_of(role):
        for row in (*rows, total):
            assert {key: row[key] for key in COUNTS if row[key] % FIVE} == {}
            n += 1
        assert not [line for line in exported if any(re.fullmatch("[0-4]", cell) for cell in line[1:])]
        assert any("≈ 0" in line for line in exported)
    assert n > 200


def test_a_desk_and_the_pages_of_classes_tell_no_other_figure_of_people():
    for role in READERS:
        actor = member(role)
        said = {each.name: each.value for each in client_as(actor).get("/").context["desk"].figures}
        assert said["active"] > 100
        assert not [name for name, n in said.items() if name in COUNTS and n % FIVE]
        if role == "ministry_analyst":
            continue
        for it in TrainingClass.objects.filter(state="running").order_by("pk")[:8]:
            page = class_page(it.uuid, Look(actor, TODAY))
            assert not [key for key in COUNTS if page.published.total[key] % FIVE]
            assert not any((page.people, page.bars, page.behind, page.unpaired, page.unpaired_ahead))
            assert not any(n for _form, n in page.forms)
            assert not any(station["note"] for station in page.stations)
            assert {entry.kind for entry in page.history} <= {"training.TrainingClass", "programmes.Version"}


def test_an_expert_reads_nobody_in_a_class_not_even_masked_and_no_number_of_them():
    sized = TrainingClass.objects.filter(state="running").annotate(n=Count("enrolments"))
    it = sized.exclude(n__in=range(0, 100, FIVE)).order_by("pk").first()
    browser = client_as(member("expert"))
    session = it.sessions.filter(state="held").order_by("pk").first()
    people = list(it.enrolments.order_by("pk"))
    staff = {each.name[0] for each in (it.head, *it.trainers.order_by("pk"))}
    masked = {f"{each.person.name[0]}＊" for each in people if each.person.name[0] not in staff}
    assert browser.get(f"/classes/{it.uuid}/hours").status_code == 409
    assert browser.get(f"/classes/enrolments/{people[0].uuid}/hours").status_code == 404
    for address in (f"/classes/{it.uuid}", f"/classes/{it.uuid}/timetable", f"/classes/sessions/{session.uuid}",
                    f"/classes/{it.uuid}/history", f"/classes/{it.uuid}/record"):  # fmt: skip
        answer = browser.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        assert not [name for name in masked if name in page], address
        assert not re.search(rf"\b{len(people)}\b(?! Ju)", re.sub(r"<[^>]*>|\d+:\d+|\d+ (kB|min)", " ", page)), address
    assert "people" not in browser.get("/classes/").context["table"].columns.names()


def test_whoever_subtracts_all_that_is_published_knows_no_small_group_of_the_pilot_data_to_the_head():
    """The attacker has every published row, the rule, and the order of all cells; exact bounds of integers."""
    true = list(FigureRow.objects.order_by(*CELL).values_list(*CELL))
    told = Counter(PublishedRow.objects.values_list(*CELL))
    cells = [(cell, FIVE * told[cell]) for cell, _ in groupby(true)]
    assert sum(n for _, n in cells) == FIVE * PublishedRow.objects.count()
    small = 0
    for at in (4, 2, 1, 0):  # enterprises, classes, colleges, places
        for value, n in Counter(cell[at] for cell in true).items():
            least, most = bounds(cells, lambda cell, at=at, value=value: cell[at] == value)
            assert least <= n <= most
            assert most - least >= 2, (at, value)
            small += n < FIVE
    for n in (sum(1 for _ in same) for _, same in groupby(true)):
        small += n < FIVE
    for cell, _ in cells:
        least, most = bounds(cells, lambda each, cell=cell: each == cell)
        assert most - least >= 2, cell
    assert small > 50, "the pilot data have small groups to look for"


def bounds(cells, counts):
    """The least and most people in the cells that count: so many stand before the end of each cell as were told, give
    or take two; a walk along the cells, whose state is by how many."""
    ends, before = {0: (0, 0)}, 0
    for cell, n in cells:
        before += n
        after = {}
        for at in range(max(before - 2, 0), before + 3):
            ways = [
                (least + (at - end) * counts(cell), most + (at - end) * counts(cell))
                for end, (least, most) in ends.items()
                if end <= at
            ]
            if ways:
                after[at] = min(least for least, _ in ways), max(most for _, most in ways)
        ends = after
    return min(least for least, _ in ends.values()), max(most for _, most in ends.values())


def test_published_totals_are_near_the_truth_and_count_nobody_who_has_not_begun():
    bureau, analyst = member("bureau_officer", institution("bureau", region="330500")), member("ministry_analyst")
    asked = {"since": date(2024, 7, 1), "until": TODAY, "on": TODAY}
    (told,) = [row for row in analysis(analyst, "region", **asked).rows if row["key"] == "330500"]
    true = analysis(bureau, "region", **asked).total
    assert abs(told["people"] - true["people"]) < FIVE
    assert told["people"] == told["active"] + told["completed"] + told["left"]


def test_hours_on_a_page_of_figures_tell_no_number_of_people_in_training():
    """Every programme of the pilot data has 400 hours: those needed, divided by it, are the people as they are told."""
    for rows, total, _exported in pages_of("ministry_analyst"):
        for row in (*rows, total):
            assert row["need"] == 400 * row["active"]
            assert row["need"] or not row["have"]


def test_published_hours_are_near_the_truth():
    told, true = (each.objects.aggregate(h=Sum("hours"), m=Sum("minutes")) for each in (PublishedRow, FigureRow))
    assert abs(told["h"] - true["h"]) < 0.03 * true["h"]
    assert abs(told["m"] / told["h"] - true["m"] / true["h"]) < 0.03 * true["m"] / true["h"]


def test_published_money_is_that_of_five_paid_people_or_more_and_none_is_lost():
    told = PublishedEntry.objects.values("amount").annotate(n=Count("entry__mentor__person", distinct=True))
    assert min(each["n"] for each in told) >= FIVE
    due = AllowanceLine.objects.filter(state="due", run__state="released").aggregate(n=Sum("amount"))["n"]
    assert due > 0
    asked = {"since": date(2020, 1, 1), "until": TODAY, "on": TODAY}
    for by in BY:
        found = analysis(member("ministry_analyst"), by, **asked)
        assert sum(row["allowance"] for row in found.rows) == found.total["allowance"] == due


@pytest.mark.parametrize("role", READERS)
def test_every_amount_on_a_page_is_added_up_from_whole_published_amounts(role):
    whole = list(PublishedAmount.objects.values_list("amount", flat=True))
    sums = {sum(some) for n in range(len(whole) + 1) for some in combinations(whole, n)}
    for rows, total, _exported in pages_of(role):
        assert {row["allowance"] for row in (*rows, total)} <= sums


def test_what_is_published_is_held_until_the_next_quarter():
    analyst = member("ministry_analyst")
    asked = {"since": date(2024, 6, 16), "until": TODAY, "on": TODAY}

    def told():
        return {by: analysis(analyst, by, **asked).rows for by in BY}

    before, day = told(), analysis(analyst, "region", **asked).day
    gone = FigureRow.objects.filter(state="active").order_by("pk")[:40]
    assert len(gone) == 40
    left = [row.apprenticeship for row in gone]
    for each in left:
        each.state, each.left_on, each.left_reason = "left", date(2025, 6, 16), "moved"
        each.save()
    figures.rebuild(date(2025, 6, 30))
    assert (told(), analysis(analyst, "region", **asked).day) == (before, day)
    figures.rebuild(date(2025, 7, 1))
    assert told() != before
    assert analysis(analyst, "region", **asked).day == date(2025, 7, 1)
