"""Days that people write: every form and every column of a file asks by one rule (`core.days`) what can be meant."""

import re
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import django_filters
import pytest
from django import forms

from jiangtu.core.forms import DayField
from jiangtu.core.room import rooms
from jiangtu.sheets.doors import kinds
from jiangtu.sheets.rules.layout import Column, Layout
from tests.house.source import PACKAGE, python_files

# What a column of dates is called, whatever it is about.
A_DATE = re.compile(r"日期|劳动合同[起止]|_on$|_from$|_to$|^since$|^until$|\bdate\b")


def every(kind: type) -> Iterator[type]:
    """The classes of ours made of another."""
    for made in kind.__subclasses__():
        yield from every(made)
        if made.__module__.startswith("jiangtu."):
            yield made


def fields() -> list[tuple[str, type]]:
    """The class of every field of every form and filter, by where it stands; and of what kinds of file ask for."""
    for room in rooms():
        for part in ("forms", "views", "sheets"):
            if room.part(part):
                import_module(f"{room.name}.{part}")
    asked = [(kind.name, kind.asks(SimpleNamespace(starts_on=date(2025, 4, 1)))) for kind in given()]
    typed = [(form.__name__, form.base_fields) for form in every(forms.BaseForm)]
    filters = [(made.__name__, made.base_filters) for made in every(django_filters.FilterSet)]
    return [
        *((f"{form}.{name}", type(field)) for form, named in (*typed, *asked) for name, field in named.items()),
        *((f"{made}.{name}", each.field_class) for made, named in filters for name, each in named.items()),
    ]


def given() -> list[Any]:
    return [kind for brought in kinds for kind in brought()]


def columns() -> list[tuple[str, Column]]:
    """The columns of every layout, those of skills aside, which a class brings."""
    layouts = [(kind.name, kind.layout if isinstance(kind.layout, Layout) else kind.layout(())) for kind in _plain()]
    return [(f"{name}.{column.key}", column) for name, layout in layouts for column in layout.columns]


def _plain() -> list[Any]:
    from jiangtu.mentoring.rules import profiles

    plain = {"mentor-profiles": profiles.mentors_layout, "apprentice-profiles": profiles.apprentices_layout}
    return [SimpleNamespace(name=kind.name, layout=plain.get(kind.name, kind.layout)) for kind in given()]


def test_every_field_for_a_day_asks_whether_it_can_be_meant() -> None:
    found = [(where, field) for where, field in fields() if issubclass(field, (forms.DateField, forms.DateTimeField))]
    assert len(found) > 20
    assert [where for where, field in found if not issubclass(field, DayField)] == []


def test_every_column_of_dates_is_read_as_one() -> None:
    dated = {where for where, column in columns() if column.days}
    assert dated == {"roster.contract_from", "roster.contract_to", "certificates.issued_on"}
    called = {
        where
        for where, column in columns()
        if any(A_DATE.search(word) for word in (column.key, column.zh, *column.also))
    }
    assert called == dated


def test_no_importer_reads_a_day_past_the_rule_of_its_column() -> None:
    """`values.day` only reads; the console's class file is our own user's, and its days are compared there."""
    readers = {
        str(path.relative_to(PACKAGE))
        for path in python_files()
        if re.search(r"\bvalues\.day\b|values import [^\n]*\bday\b", path.read_text(encoding="utf-8"))
    }
    assert readers == {"sheets/rules/layout.py", "console/roster.py"}


@pytest.mark.parametrize("cell", [date(1905, 7, 17), date(1900, 1, 1), "0001-01-01", "9999-12-31", 2025, "2025"])
def test_no_column_of_dates_takes_a_year_for_a_day(cell: Any) -> None:
    for where, column in columns():
        if column.days:
            day, said = column.day(cell, today=date(2026, 1, 1))
            assert (day, said.ok) == (None, False), where
