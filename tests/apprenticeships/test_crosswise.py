"""Who changes an apprenticeship and who takes a roster of its class wait for each other, and never crosswise."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import psycopg
import pytest
from django.db import connections, transaction

from jiangtu.apprenticeships.actions import admission
from jiangtu.apprenticeships.actions import apprenticeships as acts
from jiangtu.apprenticeships.queries import apprenticeships
from jiangtu.console.clients import conninfo
from jiangtu.people import queries as people
from jiangtu.training.queries.classes import class_for_update
from tests.console.conftest import until
from tests.factories import apprenticeships as factory
from tests.factories.people import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)


def beside(act: Callable[[], object]) -> tuple[threading.Thread, list[object]]:
    """Do an act on a connection of its own, until it is done or waits for somebody; its thread, and what came of it."""
    came: list[object] = []

    def run() -> None:
        try:
            came.append(act())
        except Exception as fault:
            came.append(fault)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    assert until(lambda: came or somebody_waits(), seconds=30)
    return thread, came


def somebody_waits() -> bool:
    with psycopg.connect(conninfo()) as link:
        waits = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        return link.execute(waits).fetchone() is not None


def test_who_leaves_and_a_roster_that_is_taken_do_not_wait_crosswise() -> None:
    it = factory.apprentice()
    hr = factory.hr_of(it.enrolment.enterprise)
    with transaction.atomic():  # as a roster is taken: the class, then whom it names
        class_for_update(it.enrolment.training_class_id)
        leaving, came = beside(lambda: acts.leave(it, on=TODAY, reason="went home", by=hr))
        apprenticeships.for_update([it])
    leaving.join(30)
    assert came == [it]


def test_who_joins_and_a_roster_that_is_taken_do_not_wait_crosswise() -> None:
    training_class = factory.running_class(apprentices=0)
    hr = factory.hr_of(training_class.enterprises.get())
    row = factory.roster_row()
    known = person(name=row["name"], document=row["resident_id"])
    with transaction.atomic():
        class_for_update(training_class.pk)
        joining, came = beside(lambda: admission.admit_one(training_class, row, since=TODAY, reason="hired", by=hr))
        people.hold([known.pk])
    joining.join(30)
    [(made, _problems)] = came
    assert made.enrolment.person == known


def test_two_who_confirm_the_same_in_opposite_order_confirm_each_once() -> None:
    one, other = factory.apprentices(factory.running_class(apprentices=2), state="proposed")
    hr = factory.hr_of(one.enrolment.enterprise)
    with transaction.atomic():
        confirmed = acts.confirm([other, one], by=hr)
        again, came = beside(lambda: acts.confirm([one, other], by=hr))
    again.join(30)
    assert ({*confirmed}, came) == ({one, other}, [[]])
