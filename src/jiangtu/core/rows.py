"""Dated rule rows of the database, for `core.rulebook`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from .dated import in_force
from .models import RuleRow


def rows_in_force(
    name: str, chain: list[str], owner: UUID | None, on: date
) -> Iterator[tuple[str, Any, str, str, str, str]]:
    """(key, value, edition id, source, url, mark) of every row in force that day: one query.

    An institution's own row stands before its region's, a nearer region's before a wider one's, a later before an
    earlier one: the winner of each key comes last. An institution's row that names a place or scheme holds there only.
    """
    places = Q(place__in=chain, owner__isnull=True)
    if owner:
        places |= Q(owner=owner, place__in=["", *chain])
    rows = RuleRow.objects.filter(places, in_force(on), name=name)
    order = {place: rank for rank, place in enumerate(reversed(chain))}
    for row in sorted(rows, key=lambda r: (r.owner is not None, order.get(r.place, -1), r.since, r.pk)):
        edition = f"{name}/{row.owner or row.place}#{row.uuid}@{row.since}"
        yield row.key, row.value, edition, row.source, row.url, row.mark
