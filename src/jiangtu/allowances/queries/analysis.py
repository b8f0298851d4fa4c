"""Figures of allowances over many apprentices, grouped as apprenticeships groups them; no name is read."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from jiangtu.apprenticeships.doors import Chart, Column, Groups, Part
from jiangtu.apprenticeships.queries.analysis import group_of

from ..models import AllowanceLine
from ..states import AllowanceState, LineState
from . import published
from .published import OF_PAIR


def due_by(of: Groups) -> dict[str, Decimal]:
    """Group -> what is due by the runs whose period ended between these days and that were released by a day, a
    corrected run left out: one query."""
    corrected = Q(run__corrected_by__state=AllowanceState.RELEASED, run__corrected_by__released_at__date__lte=of.on)
    rows = (
        AllowanceLine.objects.filter(
            run__state=AllowanceState.RELEASED,
            run__released_at__date__lte=of.on,
            run__period_to__range=(of.since, of.until),
            state=LineState.DUE,
            pair__apprenticeship__in=of.found.values("pk"),
        )
        .exclude(corrected)
        .annotate(group=group_of(of.by, OF_PAIR))
        .order_by()
    )
    return dict(rows.values("group").annotate(sum=Sum("amount")).values_list("group", "sum"))


def figures(of: Groups) -> dict[str, dict[str, Decimal]]:
    """Group -> the allowances of its apprentices' mentors."""
    amounts = due_by(of) if of.published is None else published.amounts_by(of)
    return {group: {"allowance": amount} for group, amount in amounts.items()}


PART = Part(
    (Column(60, "allowance", _("Allowances released"), above=True, money=True, amount=True, on_desk=80),),
    (Chart(70, "allowances", _("Mentors' allowances released"), {_("allowances"): "allowance"}, _("yuan")),),
    figures,
)


def part() -> Part:
    """What this room tells of groups of apprentices."""
    return PART
