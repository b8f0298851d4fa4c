"""The rows from which figures are published to those who may see nobody: one in five of the rows over the land, held
for a term. Whatever a page, a list or an export tells these readers of people is added up from them and nothing else
(`rules.publishing`)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import Lead

from jiangtu.core.rulebook import rulebook

from ..access import reads_published as reads_published
from ..models import FigureRow, PublishedRow
from ..rules.publishing import FiguresRules, fives, term, told_hours
from ..states import Standing
from . import land

if TYPE_CHECKING:
    from jiangtu.training.models import TrainingClass

PERSON, CLASS = "apprenticeship__enrolment__person", "apprenticeship__enrolment__training_class"
# Neighbours are alike: of the same class and enterprise, standing alike; the middle one is typical of its five.
ORDER = ("place", "college", CLASS, "state", "enterprise", "stage", "behind", "mark", "certified", "minutes", "pk")
COPIED = tuple(column for column in land.COLUMNS if column not in ("alone", "since", "ended", "minutes", "hours"))
AMOUNTS = ("minutes", "hours")
COLUMNS = (*COPIED, *AMOUNTS, "since", "ended", "later", "stands_for")


def as_of() -> tuple[date | None, int]:
    """The day for which the published figures stand (None before the first), and for how many people a row does."""
    one = PublishedRow.objects.order_by("pk").values_list("as_of", "stands_for").first()  # they are made all at once
    return one or (None, 0)


def counted(*, since: date, until: date) -> QuerySet[PublishedRow]:
    """The rows of those who were under way between the days, each person's latest."""
    under_way = Q(ended__gte=since) | Q(state__in=[Standing.ACTIVE, Standing.AHEAD])
    latest = Q(later=None) | Q(later__gt=until)
    return PublishedRow.objects.filter(under_way, latest, since__lte=until).order_by()


def of_class(training_class: TrainingClass) -> QuerySet[PublishedRow]:
    """The rows of a class's apprentices."""
    return PublishedRow.objects.filter(**{CLASS: training_class}).order_by()


def due(on: date) -> FiguresRules | None:
    """The rule by which figures are to be published anew on a day; None while those published are still held."""
    book = rulebook(FiguresRules, on=on)
    if not book.smallest_group or not book.renewed_every_months:
        return None
    day, _ = as_of()
    months = book.renewed_every_months
    return None if day and term(day, months) == term(on, months) else book


def rows_of(book: FiguresRules) -> list[tuple[object, ...]]:
    """The rows to publish of those over the land, in the order of `COLUMNS`. Who has not begun yet begins with the last
    day of a term, else they would be counted before."""
    n, months = book.smallest_group or 0, book.renewed_every_months or 0
    later = Window(Lead("since"), partition_by=F(PERSON), order_by=("since", "pk"))
    over_land: Any = FigureRow.objects.annotate(follows=later).order_by(*ORDER)
    told = list(over_land.values_list(*AMOUNTS, *COPIED, "since", "ended", "follows", "as_of"))
    rows: list[tuple[object, ...]] = []
    middles = (middle for middle, _ in fives(told, n))
    for (_, _, *copied, since, ended, follows, day), amounts in zip(
        middles, told_hours([row[:2] for row in told], n), strict=True
    ):
        first, last = term(since, months)[since > day], term(ended, months)[1]
        rows.append((*copied, *amounts, first, last, follows and term(follows, months)[follows > day], n))
    return rows
