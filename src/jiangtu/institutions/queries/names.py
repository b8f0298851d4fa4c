"""Whose names are shown to whom: the one answer for every page, list, export and paper; the column of a name and its
filter."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Model, QuerySet

from jiangtu.core import tables
from jiangtu.core.actor import Actor
from jiangtu.core.masks import mask_name
from jiangtu.people import queries as people

from ..states import Role

# Roles that meet people in their daily work; a bureau and the others oversee, and read names masked.
DAILY = frozenset(
    {
        Role.APPRENTICE,
        Role.ENTERPRISE_MENTOR,
        Role.ENTERPRISE_HR,
        Role.COLLEGE_TRAINER,
        Role.PROGRAMME_HEAD,
        Role.TOWNSHIP_COORDINATOR,
    }
)


def reads_names(actor: Actor) -> bool:
    """Whether the actor reads the names of people they see in full; else they stand masked, are not searched by, and
    histories that name people stay closed (docs/decisions/who-sees-whom.md)."""
    return actor.role in DAILY


def shown(name: str, actor: Actor) -> str:
    """A person's name as the actor reads it: in full or masked."""
    return name if reads_names(actor) else mask_name(name)


class NameColumn(tables.Linked):
    """A person's name as the reader reads it, sorted as names are. `by`: the way from the row to the person; `to`: to
    what the name leads, where the column has no `linkify`."""

    def __init__(self, *, by: str = "person", **kwargs: Any):
        kwargs = {"accessor": f"{by}__name", "order_by": f"{by}__name_key", **kwargs}
        super().__init__(**kwargs)

    def render(self, value: str, record: object, table: tables.Table) -> str:
        words = shown(value, table.request.actor)
        return table.named(self.to.resolve(record), words) if self.to else words


class NameFilter(django_filters.CharFilter):
    """By a part of a name, for those who read it whole: a masked one is not to be guessed letter by letter."""

    may = staticmethod(reads_names)

    def __init__(self, *, by: str = "person", **kwargs: Any):
        self.by = by
        super().__init__(field_name=f"{by}__name", **kwargs)

    def filter(self, rows: QuerySet[Model], value: str) -> QuerySet[Model]:
        return rows.filter(people.named(value, self.by)) if value else rows
