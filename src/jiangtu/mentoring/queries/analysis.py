"""Figures of pairs and allowances over many apprentices, grouped as apprenticeships groups them; no name is read."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from jiangtu.apprenticeships.queries import analysis as figures

from ..models import AllowanceLine, Pair
from ..states import AllowanceState, LineState
from .mentors import in_force
from .pairs import shaped


def forms_by(found: QuerySet[Any], by: str, *, on: date) -> dict[str, dict[str, int]]:
    """Group -> form of pair -> apprentices in it on a day, each counted once: one query."""
    rows = shaped(Pair.objects.filter(in_force(on), apprenticeship__in=found.values("pk"))).select_related(None)
    rows = rows.annotate(group=figures.group_of(by, "apprenticeship__")).order_by()
    forms: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows.values("group", "form").annotate(people=Count("apprenticeship", distinct=True)):
        forms[row["group"]][row["form"]] = row["people"]
    return forms


def allowances_by(found: QuerySet[Any], by: str, *, since: date, until: date) -> dict[str, Decimal]:
    """Group -> what is due by released runs whose period touches these days, a corrected run left out: one query."""
    corrected = Q(run__corrected_by__state=AllowanceState.RELEASED)
    rows = (
        AllowanceLine.objects.filter(
            pair__apprenticeship__in=found.values("pk"),
            run__state=AllowanceState.RELEASED,
            run__period_from__lte=until,
            run__period_to__gte=since,
            state=LineState.DUE,
        )
        .exclude(corrected)
        .annotate(group=figures.group_of(by, "pair__apprenticeship__"))
        .order_by()
    )
    return dict(rows.values("group").annotate(sum=Sum("amount")).values_list("group", "sum"))


def forms_of_apprenticeships(keys: list[int], *, on: date | None = None) -> dict[str, int]:
    """Form of pair -> how many of these apprenticeships (primary keys) are in it: one query."""
    found = Pair.objects.filter(in_force(on or timezone.localdate()), apprenticeship__in=keys)
    rows = shaped(found).select_related(None).order_by().values("form")
    return dict(rows.annotate(people=Count("apprenticeship", distinct=True)).values_list("form", "people"))
