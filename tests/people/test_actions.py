"""A person stands in the system once, their numbers sealed; accounts and consents leave a trace without personal data."""

import pytest
from django.db import connection

from jiangtu.core.actor import SYSTEM
from jiangtu.people import actions, queries
from jiangtu.people.actions import PersonRow
from jiangtu.people.models import Person
from tests.factories.people import person, resident_id

pytestmark = pytest.mark.django_db


def test_a_person_is_recorded_once_however_the_number_is_written():
    number = resident_id()
    first = person("陈丽", document=number)
    again = person("陈丽丽", document=f" {number[:6]} {number[6:].lower()}")
    assert (again.pk, again.name) == (first.pk, "陈丽")
    assert Person.objects.count() == 1


def test_a_list_of_people_costs_the_same_queries_for_three_rows_and_for_three_hundred(queries_of):
    def rows(many):
        return [PersonRow(f"学徒{n}", "resident_id", resident_id(), "13800001234") for n in range(many)]

    few, many = rows(3), rows(300)
    assert queries_of(lambda: actions.record_people(few, by=SYSTEM)) == queries_of(
        lambda: actions.record_people(many, by=SYSTEM)
    )
    assert Person.objects.count() == 303
