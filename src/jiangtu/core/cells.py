"""The cells of a list. What is the same for all rows (whether a column has words of its own, what its function takes,
the attributes of its cells) is found once for each column, not for each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from html import unescape
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import conditional_escape as escape
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]
from django.utils.translation import gettext as _
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import A, signature

from .phrases import written


@lru_cache(maxsize=1000)
def _taken(function: Callable[..., Any]) -> tuple[tuple[str, ...], str | None]:
    """The names of what a function takes, and of whatever else it takes."""
    names, catch_all = signature(function)
    return tuple(name for name in names if name != "self"), catch_all


class Cells:
    """One column of a table as it is read row by row."""

    def __init__(self, table: Any, bound: BoundColumn):
        self.table, self.bound = table, bound
        name, self.accessor = bound.name, A(bound.accessor)
        self.own = hasattr(table, f"value_{name}") or hasattr(table, f"render_{name}")
        self.display: str | None = None  # the method that names a choice, once a row has shown whether there is one
        self.asked = False
        self.again = getattr(bound.column, "alone", False) and not self.own and not bound.link
        self.told: dict[Any, Any] = {}  # value → what stands for it, where nothing else of the row decides that

    def shown(self, row: BoundRow) -> Any:
        """What stands on the screen."""
        raw = self.accessor.resolve(row.record, quiet=True) if self.again else None
        if raw in self.told:
            return self.told[raw]
        value, link = self._of(row.record), self.bound.link
        if value in self.bound.column.empty_values:
            return self.bound.default
        content = self._call(self.bound.render, row, value)
        if link and (href := self._call(link.url or link.compose_url, row, value)) is not None:
            content = format_html('<a href="{}">{}</a>', href, content)
        if self.again:
            self.told[raw] = content
        return content

    def exported(self, row: BoundRow, as_it_is: bool) -> Any:
        """What a file gets: a number or a date as what it is, else the text of the screen, so that a masked name stays
        masked. `as_it_is`: whether the column's own value may stand."""
        if as_it_is and not self.own:
            raw = self.accessor.resolve(row.record, quiet=True)
            if isinstance(raw, datetime):
                local = timezone.localtime(raw) if timezone.is_aware(raw) else raw
                return local.replace(microsecond=0, tzinfo=None)
            if _is_number(raw):
                return raw
        value = self._of(row.record)
        told = None
        if value not in self.bound.column.empty_values:
            told = self._call(self.bound.value, row, value)
        if isinstance(told, bool):
            return _("yes") if told else _("no")
        if _is_number(told):
            return told
        return "" if told is None else _plain(told)

    def _of(self, record: Any) -> Any:
        """The value, a choice by its words."""
        try:
            if self.asked and not self.display:
                return self.accessor.resolve(record)
            holder, last = self.accessor.penultimate(record)
            if not self.asked and holder is not None:
                self.asked, self.display = True, self._display(record, holder, last)
            return getattr(holder, self.display)() if self.display else self.accessor.resolve(record)
        except (AttributeError, ValueError, KeyError, TypeError):  # the way to it breaks off in the middle
            return None

    def _display(self, record: Any, holder: Any, last: str) -> str | None:
        if not isinstance(holder, models.Model):
            return None
        try:
            chosen = getattr(self.accessor.get_field(record), "choices", ())
        except FieldDoesNotExist:
            return None
        return f"get_{last}_display" if chosen and hasattr(holder, f"get_{last}_display") else None

    def _call(self, function: Callable[..., Any], row: BoundRow, value: Any) -> Any:
        given = {
            "value": value, "record": row.record, "column": self.bound.column, "bound_column": self.bound,
            "bound_row": row, "table": self.table,
        }  # fmt: skip
        names, catch_all = _taken(getattr(function, "__func__", function))
        return function(**given) if catch_all else function(**{name: given[name] for name in names})


def _plain(value: Any) -> str:
    """The words of a cell: of markup of ours what stands between its tags, of anybody's text every character."""
    text = written(value)
    return unescape(strip_tags(text)) if isinstance(text, SafeString) else text


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, Decimal, date)) and not isinstance(value, bool)


def lines(table: Any) -> Iterator[SafeString]:
    """The rows of the table's page as markup: in a template each cell would be six pieces more. The columns that are
    `titled`, else the first one, say what a line is about."""
    title = table.titled or [each.name for each in table.columns if each.header][:1]
    cells = []
    for each in table.columns:
        label = format_html(' data-label="{}"', each.header) if each.header else ""
        titles = " data-title" if each.name in title else ""
        cells.append((f'<td role="cell"{label}{titles} {each.attrs["td"].as_html()}>', Cells(table, each)))
    for row in table.paginated_rows:
        told = (f"{tag}{escape(localize(template_localtime(column.shown(row))))}</td>" for tag, column in cells)
        yield SafeString(f'<tr role="row">{"".join(told)}</tr>')
