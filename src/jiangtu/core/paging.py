"""Rows in two steps: first the keys of those that are shown, then all that is told of these few.

Whom somebody sees is a filter over many tables, and what a line tells joins as many again. Asked for in one statement
they are more than the planner puts in order, so it joins the whole land and filters last (docs/decisions/tables.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.db.models.sql.datastructures import Join
from django.db.models.sql.where import WhereNode
from django.utils.functional import cached_property

M = TypeVar("M", bound=Model)

COUNTED = 1_000  # rows that a list counts; a longer one is paged through so far from its start and from its end
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
    grounds = which.children if which.connector == Q.OR and not which.negated else [which]
    found = [rows.filter(Q(ground)).order_by() for ground in grounds if ground]
    if len(found) < 2 and not any(map(_repeats, found)):
        return rows.filter(which)
    first, *others = (each.values("pk") for each in found)
    return rows.filter(pk__in=first.union(*others) if others else first)


def all_rows(rows: QuerySet[M]) -> Iterator[M]:
    """All rows in their order, found by their keys, some thousands at a time."""
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
    if not _repeats(narrow):
        narrow.query.where = WhereNode()
    return narrow.filter(pk__in=keys)


def _repeats(rows: QuerySet[M]) -> bool:
    """Whether a row may come several times, since it is joined to several."""
    tables = [each for alias, each in rows.query.alias_map.items() if rows.query.alias_refcount[alias]]
    fields: list[Any] = [each.join_field for each in tables if isinstance(each, Join)]
    return any(field.one_to_many or field.many_to_many for field in fields)


class Pages(Paginator):
    """The pages of a list of rows of a model, found by their keys. The keys of its first `COUNTED` rows are asked for
    at once: they say how many there are and which stand on a page. Of a longer list the last ones are found from its
    end, in the order turned round: page -1 is the last, -2 the one before."""

    _turned = False  # asked for from its end

    @cached_property
    def _first(self) -> list[Any]:
        return list(self._rows.values_list("pk", flat=True)[: COUNTED + 1])

    @cached_property
    def _last(self) -> list[Any]:
        return list(self._rows.reverse().values_list("pk", flat=True)[: COUNTED + 1])[::-1]

    @property
    def _found(self) -> int:
        """How many keys were found, from whichever end they were asked for."""
        return len(self._last if self._turned else self._first)

    @property
    def _rows(self) -> QuerySet[Any]:
        bound: Any = self.object_list
        rows: QuerySet[Any] = bound.data.data
        return rows

    @cached_property
    def count(self) -> int:
        """Rows that there are, up to `COUNTED`."""
        return min(self._found, COUNTED)

    @property
    def more(self) -> bool:
        """Whether there are more rows than are counted."""
        return self._found > COUNTED

    def validate_number(self, number: int | float | str) -> int:
        """The number of a page. One from the end of a list that is counted whole is that from its start."""
        with suppress(TypeError, ValueError):
            asked = int(number)
            self._turned |= asked < 0
            if -self.num_pages <= asked < 0:
                return asked if self.more else self.num_pages + asked + 1
        return super().validate_number(number)

    def page(self, number: int | str) -> Page[Any]:
        valid = self.validate_number(number)
        keys, at = (self._last, valid) if valid < 0 else (self._first[: self.count], valid - 1)
        bound: Any = self.object_list
        shown = _of_keys(self._rows, keys[at * self.per_page : (at + 1) * self.per_page or None])
        return ListPage(type(bound)(shown, bound.table), valid, self)


class ListPage(Page[Any]):
    """A page of such a list."""

    @property
    def back(self) -> list[tuple[int, int]]:
        """The pages from the end that it leads to where not all are counted: number in the address, number shown."""
        pages: Any = self.paginator
        near = range(max(min(self.number, -1) - 2, -pages.num_pages), min(self.number + 3, 0)) if pages.more else ()
        return [(each, -each) for each in sorted({*near, -1} if near else ())]
