"""Names in lists: one column shows a person's name as the reader reads it, one filter searches by it."""

from collections.abc import Iterator

import django_filters
import django_tables2
import pytest

from jiangtu.core import tables
from jiangtu.core.actor import Actor
from jiangtu.institutions.models import Membership
from jiangtu.institutions.queries.names import DAILY, NameColumn, NameFilter
from tests.house.source import load, python_files

# Lists whose readers look after people's roles and accounts, and read whose they are whatever their own role.
WHOLE = {"AccessTable", "AccountTable", "MemberTable", "MemberFilter"}
NAME = "person__name"


def below(kind: type) -> Iterator[type]:
    """The classes of ours that are made of one."""
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


@pytest.fixture(scope="module", autouse=True)
def _every_list():
    for path in python_files("views", "forms"):
        load(path)


def test_a_list_shows_names_by_the_column_of_names():
    found = [
        (table.__name__, name, column)
        for table in below(tables.Table)
        for name, column in table.base_columns.items()
        if str(column.accessor or name).endswith(NAME) or str(column.order_by or "").endswith(f"{NAME}_key")
    ]
    assert {table for table, _name, column in found if not isinstance(column, NameColumn)} == WHOLE - {"MemberFilter"}
    assert sum(isinstance(column, NameColumn) for _table, _name, column in found) > 5


def test_a_list_searches_by_names_through_the_filter_of_names():
    found = [
        (filters.__name__, each)
        for filters in below(django_filters.FilterSet)
        for each in filters.base_filters.values()
        if (each.field_name or "").endswith(NAME)
    ]
    assert {filters for filters, each in found if not isinstance(each, NameFilter)} == {"MemberFilter"}
    assert sum(isinstance(each, NameFilter) for _filters, each in found) > 3


def test_every_list_s_filters_leave_out_what_the_reader_may_not_ask_by():
    """`tables.FilterSet` does so; one that stands on django-filter's own would offer names to whom they are masked."""
    ours = [each for each in below(django_filters.FilterSet) if each.__module__.startswith("jiangtu.")]
    assert [each for each in ours if each is not tables.FilterSet and not issubclass(each, tables.FilterSet)] == []


def test_what_is_so_or_not_stands_in_words_in_every_list():
    """As `tables.Flag` writes it: a screen reader says nothing useful of a tick."""
    columns = [(table.__name__, *each) for table in below(tables.Table) for each in table.base_columns.items()]
    ticks = [(table, name) for table, name, column in columns if isinstance(column, django_tables2.BooleanColumn)]
    assert ticks == []
    assert sum(isinstance(column, tables.Flag) for _table, _name, column in columns) >= 3


class People(tables.Table):
    person = NameColumn(verbose_name="")


class ByName(tables.FilterSet):
    name = NameFilter()


@pytest.mark.parametrize("role, name, filters", [(min(DAILY), "王小明", ["name"]), ("bureau_officer", "王＊＊", [])])
def test_names_stand_masked_and_are_not_asked_by_outside_the_daily_work(rf, role, name, filters):
    request = rf.get("/")
    request.actor = Actor(1, 1, role)
    table = People([{"person": {"name": "王小明"}}])
    table.request = request
    assert [row.get_cell("person") for row in table.rows] == [name]
    assert [*ByName(request=request, queryset=Membership.objects.none()).filters] == filters
