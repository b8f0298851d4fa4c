"""What of the pay entries is published to those who may see nobody, and what is not told yet (`rules.publishing`)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from jiangtu.apprenticeships.doors import Groups
from jiangtu.apprenticeships.queries.analysis import GROUPS
from jiangtu.apprenticeships.queries.land import group_of

from ..models import AllowanceLine, PayEntry, PublishedAmount
from ..rules.publishing import Paid, Where
from ..states import LineState

OF_PAIR = "pair__apprenticeship__"
# Where a line stands in the land, as `Where`.
WHERE = (
    *(OF_PAIR + GROUPS[by] for by in ("region", "college")),
    f"{OF_PAIR}enrolment__training_class__uuid",
    *(OF_PAIR + GROUPS[by] for by in ("enterprise", "occupation")),
)


def untold(on: date) -> list[Paid]:
    """The pay entries released by a day that are not told yet. A mentor is where the latest line due to them is, whose
    money it is or, where all is taken back, was: two queries."""
    entries = PayEntry.objects.filter(told=None, run__released_at__date__lte=on).order_by()
    mentors: Any = entries.values("mentor__person")
    due = AllowanceLine.objects.filter(state=LineState.DUE, mentor__person__in=mentors)
    latest: Any = due.order_by("mentor__person", "-run", *WHERE, "pk").distinct("mentor__person")
    where = {person: Where(*row) for person, *row in latest.values_list("mentor__person", *WHERE)}
    found = entries.values_list("pk", "mentor__person", "run__period_to", "amount")
    return [Paid(pk, person, where[person], ended, amount) for pk, person, ended, amount in found]


def amounts_by(of: Groups) -> dict[str, Decimal]:
    """Group → what is told of it between these days: one query."""
    told = PublishedAmount.objects.filter(of.published, on__range=(of.since, of.until)).order_by()
    grouped: Any = told.annotate(group=group_of(of.by)).values("group")
    return dict(grouped.annotate(sum=Sum("amount")).values_list("group", "sum"))
