"""One figure has one definition: a desk, the class page, the page of figures, a list and its export never disagree.

Over the pilot data, for every role; whatever a room brings to the desks is walked here without a word more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone, translation

from jiangtu.core.actor import Actor
from jiangtu.core.desk import MANY, Figure, Look
from jiangtu.core.links import Sentence
from jiangtu.desks.queries import desks
from jiangtu.desks.queries.analysis import of_the_year
from jiangtu.desks.queries.class_page import class_page
from jiangtu.institutions.states import Role
from jiangtu.training.models import TrainingClass
from jiangtu.training.queries import classes
from tests import databases
from tests.databases import NOW
from tests.factories.pilot import client_of

pytestmark = pytest.mark.embedded
DESKS = [role for role in Role.values if role != Role.APPRENTICE]  # whose front page is the day's work


@dataclass(frozen=True)
class Seat:
    """Somebody of the pilot data at their desk."""

    client: Client
    actor: Actor
    desk: desks.Desk


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The pilot data, which are only read."""
    with django_db_blocker.unblock(), databases.holding(databases.pilot()):
        yield


@pytest.fixture(scope="module")
def seats(db: None) -> Iterator[dict[str, Seat]]:
    with time_machine.travel(NOW, tick=False), translation.override("en"):
        found = {}
        for role in DESKS:
            client = client_of(role)
            actor = client.get("/").wsgi_request.actor
            found[role] = Seat(client, actor, desks.of(Look(actor, timezone.localdate())))
        yield found


def counted(seat: Seat, figure: Figure) -> object:
    """What the page that a figure leads to shows of it: the rows of its list, or the sum of its column."""
    answer = seat.client.get(figure.url)
    assert answer.status_code == 200, figure
    context = answer.context
    if "found" in context:  # the page of figures: its table adds up to what it says above
        rows = context["found"].rows
        assert figure.name == "percent" or sum(row[figure.name] for row in rows) == context["found"].total[figure.name]
        return context["found"].total[figure.name]
    if "table" in context:
        n = context["table"].page.paginator.count
        export = seat.client.get(figure.url + ("&" if "?" in figure.url else "?") + "export=csv")
        assert len(b"".join(export.streaming_content).decode("utf-8-sig").splitlines()) == n + 1, figure
        return n
    return len(context["pairs"]) if "pairs" in context else len(context["entries"]) + context["more"]


@pytest.mark.parametrize("role", DESKS)
def test_every_figure_on_a_desk_leads_to_exactly_what_it_counts(seats, role):
    seat = seats[role]
    assert seat.desk.figures
    wrong = {}
    for figure in seat.desk.figures:
        shown = counted(seat, figure)
        if shown != figure.value and not isinstance(figure.value, str):
            wrong[str(figure.label)] = (figure.value, shown)
    assert wrong == {}


@pytest.mark.parametrize("role", DESKS)
def test_a_desk_and_the_page_of_figures_say_the_same(seats, role):
    seat = seats[role]
    if seat.client.get("/figures").status_code != 200:
        return
    total = of_the_year(Look(seat.actor, timezone.localdate())).total
    said = {figure.name: figure.value for figure in seat.desk.figures if figure.name in total}
    whole = {name: value for name, value in said.items() if not isinstance(value, str)}
    # completed and left are told of twelve months there, on the desks of those who lead of all the years
    assert {name: total[name] for name in whole} == whole
    assert "active" in said


@pytest.mark.parametrize("role", DESKS)
def test_what_waits_on_a_desk_waits_on_the_pages_of_its_classes_and_nowhere_else(seats, role):
    seat, today = seats[role], timezone.localdate()
    if not classes.classes(seen_by=seat.actor).exists():
        return
    lines = [due for due in seat.desk.dues if due.about]
    together = {due.name: due.n for due in seat.desk.dues if not due.about}
    cut = {name for name, n in Counter(due.name for due in lines).items() if n >= MANY}  # the desk shows the first ones
    on_desk, on_pages, sums = Counter[Any](), Counter[Any](), Counter[str]()
    for due in lines:
        on_desk[due.name, due.about] += due.n
    seen = TrainingClass.objects.filter(pk__in=classes.classes(seen_by=seat.actor).values("pk")).order_by("pk")
    if role in (Role.EXPERT, Role.PROJECT_OFFICER):  # they see the whole land
        seen = seen.filter(uuid__in=[due.about for due in lines])
    for it in seen:
        for due in class_page(it.uuid, Look(seat.actor, today)).dues:
            on_pages[due.name, it.uuid] += due.n
            sums[due.name] += due.n
    assert on_desk.keys() <= on_pages.keys(), "what the desk says of a class, its page says too"
    for key, n in on_pages.items():
        if key[0] not in together:
            assert on_desk[key] == n or key[0] in cut, key
    assert {name: sums[name] for name in together.keys() & sums} == {
        name: together[name] for name in together.keys() & sums
    }


def test_a_line_that_counts_leads_to_a_list_of_that_many(seats):
    wrong = []
    for role, seat in seats.items():
        for due in seat.desk.dues:
            if "?" in due.url:
                answer = seat.client.get(due.url)
                if "table" in answer.context and answer.context["table"].page.paginator.count != due.n:
                    wrong.append((role, due.name, due.n, answer.context["table"].page.paginator.count))
    assert wrong == []


def test_nobody_is_said_to_be_on_pace_who_has_no_hour(seats):
    seat = seats[Role.PROGRAMME_HEAD]
    for it in TrainingClass.objects.filter(college=seat.actor.institution, state__in=["open", "running"]).order_by(
        "pk"
    ):
        page = class_page(it.uuid, Look(seat.actor, timezone.localdate()))
        notes = [str(station.get("note", "")) for station in page.stations]
        if all(bar.have == 0 for bar in page.bars):
            assert not any("on pace" in note for note in notes), it


def test_a_class_is_said_to_be_ready_for_a_step_only_if_the_act_takes_it(seats):
    for seat in seats.values():
        for due in seat.desk.dues:
            if due.name.startswith("class-to-") and isinstance(due.text, Sentence) and "yet" not in due.text:
                it = TrainingClass.objects.get(uuid=due.about)
                verb = due.name.removeprefix("class-to-")
                assert classes.may_step({it: verb}, on=timezone.localdate())[it.pk], due
