"""Figures of pairs over many apprentices, grouped as apprenticeships groups them; no name is read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangtu.apprenticeships.doors import Chart, Column, Groups, Part
from jiangtu.apprenticeships.queries import apprenticeships
from jiangtu.apprenticeships.queries.analysis import group_of
from jiangtu.apprenticeships.queries.standing import in_training
from jiangtu.core.dated import in_force

from ..models import Pair
from ..states import PairForm
from .pairs import formed, without_mentor

if TYPE_CHECKING:
    from jiangtu.apprenticeships.models import Apprenticeship


def forms_by(found: QuerySet[Apprenticeship], by: str, *, on: date) -> dict[str, dict[str, int]]:
    """Group -> form of pair -> apprentices in it on a day, each counted once: one query."""
    rows = formed(Pair.objects.filter(in_force(on), apprenticeship__in=found.values("pk")))
    rows = rows.annotate(group=group_of(by, "apprenticeship__")).order_by()
    forms: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows.values("group", "form").annotate(people=Count("apprenticeship", distinct=True)):
        forms[row["group"]][row["form"]] = row["people"]
    return forms


def forms_of_apprenticeships(keys: list[int], *, on: date | None = None) -> dict[str, int]:
    """Form of pair -> how many of these apprenticeships (primary keys) are in it: one query."""
    found = Pair.objects.filter(in_force(on or timezone.localdate()), apprenticeship__in=keys).order_by()
    return Counter(dict(formed(found).values_list("apprenticeship", "form")).values())  # all pairs of one have one form


def figures(of: Groups) -> dict[str, dict[str, int]]:
    """Group -> form of pair -> apprentices in training who are in it; and how many are without a mentor."""
    active = of.found.filter(in_training(of.on))
    told = forms_by(active, of.by, on=of.on)
    alone = without_mentor(active, of.on).annotate(group=group_of(of.by)).order_by().values("group")
    for group, n in alone.annotate(n=Count("pk")).values_list("group", "n"):
        told[group]["unpaired"] = n
    return told


def marks(keys: Collection[int], on: date) -> dict[int, str]:
    """Of apprenticeships in training (primary keys) the figure in which each is counted on a day: the form of its pair,
    or that it has none; one whose pair is still to come is in neither. Two queries."""
    found = formed(Pair.objects.filter(in_force(on), apprenticeship__in=keys)).order_by()
    alone = without_mentor(apprenticeships.of_keys(keys), on).order_by()
    return dict.fromkeys(alone.values_list("pk", flat=True), "unpaired") | dict(
        found.values_list("apprenticeship", "form")
    )


PART = Part(
    (
        Column(40, PairForm.ONE_TO_ONE, _("One-to-one"), spare=True),
        Column(41, PairForm.ONE_TO_MANY, _("One-to-many"), spare=True),
        Column(42, PairForm.MANY_TO_ONE, _("Many-to-one"), spare=True),
        Column(43, "unpaired", _("Without a mentor"), above=True, on_desk=70),
    ),
    (
        Chart(
            50,
            "forms",
            _("Apprentices by form of pair"),
            {**{form.label: form.value for form in PairForm}, _("without a mentor"): "unpaired"},
            _("people"),
            stacked=True,
        ),
    ),
    figures,
    daily=True,
    marks=marks,
)


def part() -> Part:
    """What this room tells of groups of apprentices."""
    return PART
