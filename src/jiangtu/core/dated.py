"""What holds from a day to a day: the one meaning of "in force". Both days count; without an end it goes on."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.expressions import Combinable

Day = date | Combinable | OuterRef


def in_force(on: Day, along: str = "") -> Q:
    """The rows in force on a day (or on a column's day) as a filter; `along`: the way to their table, "pairs"."""
    path = f"{along}__" if along else ""
    return Q(**{f"{path}since__lte": on}) & not_ended(on, along)


def not_ended(on: Day, along: str = "") -> Q:
    """The rows that still hold on a day or begin after it."""
    path = f"{along}__" if along else ""
    return Q(**{f"{path}until__isnull": True}) | Q(**{f"{path}until__gte": on})


def holds(since: date, until: date | None, on: date) -> bool:
    """Whether what runs from `since` to `until` (None: without an end) is in force that day; as `in_force` in SQL."""
    return since <= on and (until is None or on <= until)


def ends_after_it_starts(name: str) -> models.CheckConstraint:
    """The constraint that every dated table has."""
    return models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name=name)
