"""Figures of allowances over many apprentices, grouped as apprenticeships groups them; no name is read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet, Sum

from jiangtu.apprenticeships.queries import analysis as figures

from ..models import AllowanceLine
from ..states import AllowanceState, LineState

if TYPE_CHECKING:
    from jiangtu.apprenticeships.models import Apprenticeship


def due_by(found: QuerySet[Apprenticeship], by: str, *, since: date, until: date) -> dict[str, Decimal]:
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
