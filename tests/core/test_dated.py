"""What is in force on a day, in Python and in the database alike."""

from datetime import date, timedelta

import pytest

from jiangtu.core import dated
from jiangtu.core.models import RuleRow

DAY = date(2025, 6, 16)
SPANS = [
    ("it begins that day", 0, None, True),
    ("it began the day before", -1, None, True),
    ("it begins the day after", 1, None, False),
    ("that day is its last", -9, 0, True),
    ("it ended the day before", -9, -1, False),
    ("it lasts that day alone", 0, 0, True),
    ("it is still to come and has an end", 1, 9, False),
]


@pytest.mark.parametrize("what, since, until, expected", SPANS, ids=[each[0] for each in SPANS])
@pytest.mark.django_db
def test_rows_in_force_are_the_same_in_python_and_in_the_database(what, since, until, expected):
    first, last = DAY + timedelta(since), None if until is None else DAY + timedelta(until)
    row = RuleRow.objects.create(name="r", key="k", value=1, since=first, until=last, source="s", mark="S")
    assert dated.holds(first, last, DAY) is expected
    assert RuleRow.objects.filter(dated.in_force(DAY), pk=row.pk).exists() is expected
    assert RuleRow.objects.filter(dated.not_ended(DAY), pk=row.pk).exists() is (until is None or until >= 0)
