"""Lists: filtered, sorted, paged, with the columns one chooses, on screen or as .xlsx and .csv."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial, reduce
from operator import or_
from typing import Any, ClassVar

import django_filters
import django_tables2
from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.db.models import QuerySet
from django.db.models.query import ModelIterable
from django.forms import NullBooleanSelect
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import Accessor

from . import exports, links
from .actor import Actor
from .cells import Cells, lines
from .desk import Text
from .doors import Door
from .forms import DayField, Ruled
from .letters import usual
from .paging import Pages, all_rows
from .phrases import ANY
from .templatetags.jiangtu import NONE, money

SIZES = (25, 50, 100)
RIGHT = {"th": {"class": "n"}, "td": {"class": "n"}}


class Table(django_tables2.Table):
    """Base of every list. Columns named in `spare` are shown only when somebody chooses them; on a phone a line is a
    card, and those in `titled` (else the first one) are its title."""

    spare: ClassVar[tuple[str, ...]] = ()
    titled: ClassVar[tuple[str, ...]] = ()
    sizes = SIZES
    lines = lines  # for the template
    linking = False  # on the page alone: an export and the search in a list read plain names

    def named(self, value: Any, words: str = "") -> str:
        """A thing's name, or `words`, as a link where its page opens for the reader; several things one by one."""
        value = (value, words) if words else value
        # in one piece: on a phone each child of a cell would have a place of its own
        return format_html("<span>{}</span>", links.linked(self.request, value)) if self.linking else links.plain(value)


class Column(django_tables2.Column):
    """A text as it is."""


class Figure(Column):
    """A number, to the right, its digits under each other."""

    attrs = RIGHT


class Money(Figure):
    """An amount with its currency."""

    def __init__(self, *args: Any, currency: str = "CNY", **kwargs: Any):
        self.currency = currency
        super().__init__(*args, **kwargs)

    def render(self, value: Any) -> str:
        return money(value, self.currency)


class Day(django_tables2.Column):
    """A date, or a moment, as the reader's language writes it, on one line."""

    attrs: ClassVar = {"th": {"class": "nowrap"}, "td": {"class": "nowrap"}}
    alone = True  # nothing else of the row decides what stands in the cell

    def render(self, value: Any) -> str:
        if isinstance(value, datetime):  # of an export it has no zone any more
            return date_format(timezone.localtime(value) if timezone.is_aware(value) else value, "DATETIME_FORMAT")
        return date_format(value, "DATE_FORMAT")


class Named(django_tables2.Column):
    """Something with a name in both languages, found along `by`; sorted by the name that the reader sees, in Chinese
    by pinyin where the table has a `name_key`."""

    def __init__(self, *args: Any, by: str = "", **kwargs: Any):
        if by:
            kwargs["accessor"] = by
        self.path = f"{by}__" if by else ""
        super().__init__(*args, **kwargs)

    def order(self, queryset: QuerySet[Any], is_descending: bool) -> tuple[QuerySet[Any], bool]:
        field = f"{self.path}{'name_en' if get_language() == 'en' else self._chinese(queryset.model)}"
        return queryset.order_by(f"-{field}" if is_descending else field), True

    def render(self, value: Any, table: Table) -> str:
        return str(value) if self.link else table.named(value)

    def _chinese(self, model: type[models.Model]) -> str:
        for step in filter(None, self.path.split("__")):
            model = model._meta.get_field(step).related_model  # type: ignore[assignment]
        return "name_key" if any(field.name == "name_key" for field in model._meta.fields) else "name"


class Linked(django_tables2.Column):
    """A name, or several, that lead to the pages of what they name. `to`: the way from the row to the thing, where the
    cell itself is only its name."""

    def __init__(self, *args: Any, to: str = "", **kwargs: Any):
        self.to = Accessor(to) if to else None
        super().__init__(*args, **kwargs)

    def render(self, value: Any, record: Any, table: Table) -> str:
        thing = self.to.resolve(record, quiet=True) if self.to else value
        return table.named(thing, "" if thing is value else str(value)) if thing else str(value)


class State(django_tables2.Column):
    """A choice as a tag; `tones` gives values their colour: ok, wait, no, off (indigo without one)."""

    alone = True

    def __init__(
        self,
        *args: Any,
        tones: Mapping[str, str] | None = None,
        choices: type[models.TextChoices] | None = None,
        **kwargs: Any,
    ):
        """`choices`: the words of a value that a query made, which has no field to name it."""
        self.tones, self.choices = tones or {}, choices
        super().__init__(*args, **kwargs)

    def render(self, value: Any, record: Any, bound_column: BoundColumn) -> str:
        tone = self.tones.get(str(bound_column.accessor.resolve(record)), "")
        return format_html('<span class="tag {}">{}</span>', tone, self.value(value))

    def value(self, value: Any) -> Any:
        return self.choices(value).label if self.choices else value


class Flag(django_tables2.Column):
    """What is so, or not: "yes", or a dash. An export says "no" as well."""

    def render(self, value: Any) -> str:
        return _("yes") if value else NONE

    def value(self, value: Any) -> bool:
        return bool(value)


class Tick(django_tables2.Column):
    """A box before a line, which belongs to the form `form` of the page; `accessor` leads to what is sent."""

    def __init__(self, *args: Any, form: str, name: str, **kwargs: Any):
        self.form, self.name = form, name
        super().__init__(*args, orderable=False, exclude_from_export=True, verbose_name="", **kwargs)

    def render(self, value: Any, record: Any) -> str:
        box = '<input type="checkbox" form="{}" name="{}" value="{}" aria-label="{}">'
        return format_html(box, self.form, self.name, value, _("Choose this line"))


Narrowings = Door[Callable[[], Mapping[str, django_filters.Filter]]]


class FilterSet(django_filters.FilterSet):
    """Base of the filters of every list. One that says by whom it may be asked (`only`) is there for nobody else; words
    are read in their usual letters. `further`: the door at which rooms above add theirs."""

    further: ClassVar[Narrowings | None] = None

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for bring in self.further or ():
            self.filters.update(copy.deepcopy({**bring()}))
        for name, each in [*self.filters.items()]:
            if isinstance(each, One):
                del self.filters[each.instead if each.asked(self.data.get(name)) else name]
        for name, each in [*self.filters.items()]:
            if hasattr(each, "may") and not each.may(self.request.actor):
                del self.filters[name]
            elif each.field_class is forms.CharField:
                each.field_class = partial(Ruled, usual)


class DayFilter(django_filters.DateFilter):
    """A filter by a day."""

    field_class = DayField


def only(may: Callable[[Actor], bool], each: django_filters.Filter) -> django_filters.Filter:
    """A filter by which those alone may ask for whom `may` is true."""
    each.may = may
    return each


class One(django_filters.ModelChoiceFilter):
    """By the one thing that a link names (its primary key), which alone is offered; else the filter `instead` stands in
    its place. `queryset`: request → those the reader may ask by."""

    def __init__(self, *, instead: str, **kwargs: Any):
        self.instead, self.key = instead, 0
        super().__init__(**kwargs)

    def asked(self, value: str | None) -> bool:
        """Whether the address names one."""
        self.key = int(value) if value and value.isascii() and value.isdigit() and len(value) < 19 else 0
        return bool(self.key)

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Model]:
        return super().get_queryset(request).filter(pk=self.key)


class Called(django_filters.CharFilter):
    """A filter by a part of the name of what a row belongs to: in a land with thousands of houses and classes nobody
    looks through a list of them. `fields`: the ways from the row to the names."""

    def __init__(self, *fields: str, **kwargs: Any):
        self.fields = fields
        super().__init__(**kwargs)

    def filter(self, rows: QuerySet[models.Model], value: str) -> QuerySet[models.Model]:
        if not value:
            return rows
        holds = reduce(or_, (models.Q(**{f"{field}__icontains": value}) for field in self.fields))
        return rows.filter(pk__in=rows.model._default_manager.filter(holds).order_by().values("pk"))


class YesOrNo(django_filters.BooleanFilter):
    """A filter on what is so or not; unasked it says "any", where Django would say "unknown"."""

    def __init__(self, *args: Any, **kwargs: Any):
        words = {"unknown": ANY, "true": gettext_lazy("yes"), "false": gettext_lazy("no")}
        widget = NullBooleanSelect()
        widget.choices = [*words.items()]
        super().__init__(*args, widget=widget, **kwargs)


class WordsForm(forms.Form):
    words = Ruled(usual, label=gettext_lazy("Search"), max_length=200, required=False)


class Words:
    """The filter of a list that has none of its own, which is never long: words anywhere in a line as it is shown."""

    def __init__(self, asked: Any, rows: Any):
        self.form, self.rows = WordsForm(asked), rows

    def found_in(self, table: Table) -> Any:
        """The rows that hold the words, in the order they came in."""
        words = (self.form.cleaned_data["words"] if self.form.is_valid() else "").casefold()
        if not words:
            return self.rows
        columns = [column for column in table.columns.iterall() if column.header]
        found = zip(self.rows, _cells(table, columns), strict=True)
        return [record for record, cells in found if any(words in _cell_text(cell).casefold() for cell in cells)]


def _cell_text(cell: object) -> str:
    return str(Day().render(cell)) if isinstance(cell, date) else str(cell)


def listing(
    request: HttpRequest,
    *,
    table: type[Table],
    queryset: Any,
    title: Text,
    filterset: type[django_filters.FilterSet] | None = None,
    acts: Mapping[str, Text] | None = None,
    template: str = "core/listing.html",
    context: Mapping[str, Any] | None = None,
    of_rows: Callable[[Any], Mapping[str, Any]] | None = None,
) -> HttpResponse:
    """A whole list page, or its export when `?export=xlsx|csv` asks for one.

    `queryset` may be a list of dicts or objects, then without a filterset; a list without one is filtered by words.
    Asks two queries of the list whatever its length (and what the filters' own choices need). `acts`: the buttons
    beside the title, address → words; the first is the one next step of an empty list, unless `context` has another
    as `empty_url` and `empty_label`. The template gets `table`, `filters`, `title`, and what `of_rows` says of the
    rows as filtered.
    """
    filters: Any = filterset(request.GET or None, queryset=queryset, request=request) if filterset else None
    shaped = table(filters.qs if filters is not None else queryset)
    shaped.request = request
    if filters is None:
        filters = Words(request.GET or None, queryset)
        kept = filters.found_in(shaped)
        if kept is not queryset:
            shaped = table(kept)
            shaped.request = request
    names = {column.name for column in shaped.columns.iterall()}
    if by := [each for each in request.GET.getlist("sort") if each.removeprefix("-") in names]:
        shaped.order_by = by
    if isinstance(shaped.data.data, QuerySet):
        shaped.data.data = _steady(shaped.data.data)
    _choose(shaped, request.GET.getlist("cols"))
    if request.GET.get("export") in exports.FORMATS:
        shown = [each for each in shaped.columns if each.header and not each.column.exclude_from_export]
        sheet = exports.Sheet([str(each.header) for each in shown], _cells(shaped, shown), _counted(shaped.data.data))
        return exports.answer(request, sheet, title=str(title))
    asked_for = [(k, v) for k, values in request.GET.lists() for v in values]
    shaped.linking = True
    asked = request.GET.get("per_page", "")
    per_page = int(asked) if asked in map(str, SIZES) else SIZES[0]
    shaped.paginator = (Pages if _of_models(shaped.data.data) else Paginator)(shaped.rows, per_page)
    shaped.page = shaped.paginator.get_page(request.GET.get("page"))
    found = {
        "table": shaped,
        "filters": filters,
        "title": title,
        "columns": [column for column in shaped.columns.iterall() if column.header],
        "acts": acts or {},
        "empty_url": next(iter(acts or {}), ""),
        "empty_label": next(iter((acts or {}).values()), ""),
        "carried": [(k, v) for k, v in asked_for if k not in ("page", "export")],
        "beside": [(k, v) for k, v in asked_for if k not in ("page", "export", *filters.form.fields)],
    }
    told = of_rows(filters.qs if isinstance(filters, django_filters.FilterSet) else queryset) if of_rows else {}
    return render(request, template, {**found, **told, **(context or {})})


def _choose(table: Table, wanted: list[str]) -> None:
    """Show the columns asked for; without any, all but the spare ones. A column without a heading always stays."""
    known = [column.name for column in table.columns.iterall()]
    chosen = [name for name in wanted if name in known] or [name for name in known if name not in table.spare]
    for column in table.columns.iterall():
        if column.header and column.name not in chosen:
            table.columns.hide(column.name)


def _of_models(rows: Any) -> bool:
    return isinstance(rows, QuerySet) and issubclass(rows._iterable_class, ModelIterable)


def _counted(rows: Any) -> int:
    """How many rows there are, of a table in the database in a query of its own."""
    return rows.order_by().count() if isinstance(rows, QuerySet) else len(rows)


def _steady(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows with the key as last word of their order, so that no row is on two pages or on none."""
    if not _of_models(rows):
        return rows
    order = rows.query.order_by or (rows.model._meta.ordering if rows.query.default_ordering else ())
    return rows.order_by(*order, "pk")


def _cells(table: Table, columns: list[BoundColumn]) -> Iterator[list[Any]]:
    data = table.data.data
    cells = [(Cells(table, bound), not isinstance(bound.column, State)) for bound in columns]
    for record in all_rows(data) if _of_models(data) else data:
        row = BoundRow(record, table=table)
        yield [column.exported(row, as_it_is) for column, as_it_is in cells]
