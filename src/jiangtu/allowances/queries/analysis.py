"""Figures of allowances over many apprentices, grouped as apprenticeships groups them; no name is read."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from jiangtu.apprenticeships.doors import Chart, Column, Groups, Part
from jiangtu.apprenticeships.queries.analysis import group_of

from ..models import AllowanceLine
from ..states import AllowanceState, LineState


def due_by(of: Groups) -> dict[str, Decimal]:
    """Group -> what is due by the runs whose period touches these days and that were released by a day, a corrected run
    left out: one query."""
    corrected = Q(run__corrected_by__state=AllowanceState.RELEASED, run__corrected_by__released_at__date__lte=of.on)
    counted = f"pair__apprenticeship__{of.middle}"
    rows = (
        AllowanceLine.objects.filter(
            run__state=AllowanceState.RELEASED,
            run__released_at__date__lte=of.on,
            run__period_from__lte=of.until,
            run__period_to__gte=of.since,
            state=LineState.DUE,
            **{f"{counted}in": of.found.values("pk")},
        )
        .exclude(corrected)
        .annotate(group=group_of(of.by, counted))
        .order_by()
    )
    return dict(rows.values("group").annotate(sum=Sum("amount")).values_list("group", "sum"))


def figures(of: Groups) -> dict[str, dict[str, Decimal]]:
    """Group -> the allowances of its apprentices' mentors."""
    return {group: {"allowance": amount} for group, amount in due_by(of).items()}


PART = Part(
    (Column(60, "allowance", _("Allowances released"), above=True, money=True, amount=True, on_desk=80),),
    (Chart(70, "allowances", _("Mentors' allowances released"), {_("allowances"): "allowance"}, _("yuan")),),
    figures,
)


def part() -> Part:
    """What this room tells of groups of apprentices."""
    return PART
