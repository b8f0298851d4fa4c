"""Figures of pairs over many apprentices, grouped as apprenticeships groups them; no name is read."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet
from django.utils import timezone

from jiangtu.apprenticeships.queries import analysis as figures
from jiangtu.core.dated import in_force

from ..models import Pair
from .pairs import shaped

if TYPE_CHECKING:
    from jiangtu.apprenticeships.models import Apprenticeship


def forms_by(found: QuerySet[Apprenticeship], by: str, *, on: date) -> dict[str, dict[str, int]]:
    """Group -> form of pair -> apprentices in it on a day, each counted once: one query."""
    rows = shaped(Pair.objects.filter(in_force(on), apprenticeship__in=found.values("pk"))).select_related(None)
    rows = rows.annotate(group=figures.group_of(by, "apprenticeship__")).order_by()
    forms: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows.values("group", "form").annotate(people=Count("apprenticeship", distinct=True)):
        forms[row["group"]][row["form"]] = row["people"]
    return forms


def forms_of_apprenticeships(keys: list[int], *, on: date | None = None) -> dict[str, int]:
    """Form of pair -> how many of these apprenticeships (primary keys) are in it: one query."""
    found = Pair.objects.filter(in_force(on or timezone.localdate()), apprenticeship__in=keys)
    rows = shaped(found).select_related(None).order_by().values("form")
    return dict(rows.annotate(people=Count("apprenticeship", distinct=True)).values_list("form", "people"))
