"""Rows in two steps: first the keys of those that are shown, then all that is told of these few.

Whom somebody sees is a filter over many tables, and what a line tells joins as many again. Asked for in one statement
they are more than the planner puts in order, so it joins the whole land and filters last (docs/decisions/tables.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.db.models.sql.datastructures import Join
from django.db.models.sql.where import WhereNode
from django.utils.functional import cached_property

M = TypeVar("M", bound=Model)

COUNTED = 5_000  # rows that a list counts and pages through; of more it says so, and a filter or the export finds them
CHUNK = 2_000  # rows of an export at once


def along(which: Q, path: str) -> Q:
    """A filter on a table as one on rows that lead there by `path`: without the table beside itself in a subquery."""
    found = Q(_connector=which.connector, _negated=which.negated)
    children: list[Any] = which.children
    for each in children:
        found.children.append(along(each, path) if isinstance(each, Q) else (f"{path}__{each[0]}", each[1]))
    return found


def seen(rows: QuerySet[M], which: Q) -> QuerySet[M]:
    """The rows of a filter, each once though it joins several to one; all of them where it is empty. What stands on
    either side of an "or" is looked for by itself: together no index finds them, and the table is read whole."""
    if not which:
        return rows
    grounds = which.children if which.connector == Q.OR and not which.negated else [which]
    first, *others = (rows.filter(Q(ground)).order_by().values("pk") for ground in grounds)
    return rows.filter(pk__in=first.union(*others) if others else first)


def first_rows(rows: QuerySet[M], start: int = 0, stop: int | None = None) -> list[M]:
    """The rows of a slice in their order, found by their keys: two queries."""
    return _of_keys(rows, list(rows.values_list("pk", flat=True)[start:stop]))


def all_rows(rows: QuerySet[M]) -> Iterator[M]:
    """All rows in their order, some thousands at a time."""
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        yield from _of_keys(rows, keys[start : start + CHUNK])


def _of_keys(rows: QuerySet[M], keys: Sequence[Any]) -> list[M]:
    found = {row.pk: row for row in _only(rows, keys)} if keys else {}
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def _only(rows: QuerySet[M], keys: Sequence[Any]) -> QuerySet[M]:
    """Those of the rows with these keys. What found the keys is not asked again, unless it is a part of what the rows
    tell (a join to several rows, of which a column counts those that were meant)."""
    narrow = rows.order_by()
    tables = narrow.query.alias_map.items()
    if not any(
        isinstance(each, Join) and _several(each) and narrow.query.alias_refcount[alias] for alias, each in tables
    ):
        narrow.query.where = WhereNode()
    return narrow.filter(pk__in=keys)


def _several(join: Join) -> bool:
    field: Any = join.join_field
    return bool(field.one_to_many or field.many_to_many)


class Pages(Paginator):
    """The pages of a list of rows of a model, found by their keys; at most `COUNTED` rows of it."""

    @cached_property
    def count(self) -> int:
        """Rows that there are to page through."""
        return min(self._counted, COUNTED)

    @cached_property
    def _counted(self) -> int:
        bound: Any = self.object_list
        rows: QuerySet[Any] = bound.data.data
        return rows.order_by().values("pk")[: COUNTED + 1].count()  # without what columns tell of each

    @property
    def more(self) -> bool:
        """Whether there are more rows than one pages through."""
        return self._counted > COUNTED

    def page(self, number: int | str) -> Page[Any]:
        valid = self.validate_number(number)
        start = (valid - 1) * self.per_page
        bound: Any = self.object_list
        shown = first_rows(bound.data.data, start, min(start + self.per_page, self.count))
        return Page(type(bound)(shown, bound.table), valid, self)
