"""Figures of allowances over many apprentices, grouped as apprenticeships groups them; no name is read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from jiangtu.apprenticeships.doors import Chart, Column, Groups, Part
from jiangtu.apprenticeships.queries.analysis import group_of

from ..models import AllowanceLine
from ..states import AllowanceState, LineState

if TYPE_CHECKING:
    from jiangtu.apprenticeships.models import Apprenticeship


def due_by(found: QuerySet[Apprenticeship], by: str, *, since: date, until: date, on: date) -> dict[str, Decimal]:
    """Group -> what is due by the runs whose period touches these days and that were released by a day, a corrected run
    left out: one query."""
    corrected = Q(run__corrected_by__state=AllowanceState.RELEASED, run__corrected_by__released_at__date__lte=on)
    rows = (
        AllowanceLine.objects.filter(
            pair__apprenticeship__in=found.values("pk"),
            run__state=AllowanceState.RELEASED,
            run__released_at__date__lte=on,
            run__period_from__lte=until,
            run__period_to__gte=since,
            state=LineState.DUE,
        )
        .exclude(corrected)
        .annotate(group=group_of(by, "pair__apprenticeship__"))
        .order_by()
    )
    return dict(rows.values("group").annotate(sum=Sum("amount")).values_list("group", "sum"))


def figures(of: Groups) -> dict[str, dict[str, Decimal]]:
    """Group -> the allowances of its apprentices' mentors."""
    paid = due_by(of.found, of.by, since=of.since, until=of.until, on=of.on)
    return {group: {"allowance": amount} for group, amount in paid.items()}


PART = Part(
    (Column(60, "allowance", _("Allowances released"), above=True, money=True, on_desk=80),),
    (Chart(70, "allowances", _("Mentors' allowances released"), {_("allowances"): "allowance"}, "CNY"),),
    figures,
)


def part() -> Part:
    """What this room tells of groups of apprentices."""
    return PART
