"""The rows from which figures are published to those who may see nobody: one in five of the rows over the land, held
for a term. Whatever a page, a list or an export tells these readers of people is added up from them and nothing else
(`rules.publishing`)."""

from __future__ import annotations

from collections.abc import Sequence
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
MEMBER = ("apprenticeship_id", "row_id")
# From an apprenticeship to the one of its five that says where it is counted.
MIDDLE = "published_member__row__apprenticeship__"


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


def rows_of(book: FiguresRules) -> tuple[list[tuple[object, ...]], list[tuple[int, int]]]:
    """The rows to publish of those over the land, in the order of `COLUMNS`, and whose amounts are told with each
    (`MEMBER`). Who has not begun yet begins with the last day of a term, else they would be counted before."""
    n, months = book.smallest_group or 0, book.renewed_every_months or 0
    later = Window(Lead("since"), partition_by=F(PERSON), order_by=("since", "pk"))
    over_land: Any = FigureRow.objects.annotate(follows=later).order_by(*ORDER)
    told = over_land.values_list("pk", *AMOUNTS, *COPIED, "since", "ended", "follows", "as_of")
    rows: list[tuple[object, ...]] = []
    members: list[tuple[int, int]] = []
    near: Sequence[tuple[Any, ...]] = ()  # a rest with a middle has the hours of those before it
    for (pk, _minutes, hours, *copied, since, ended, follows, day), five in fives(list(told), n):
        first, last = term(since, months)[since > day], term(ended, months)[1]
        near = five or near
        amounts = told_hours(hours, [each[1:3] for each in near], n)
        rows.append((*copied, *amounts, first, last, follows and term(follows, months)[follows > day], n))
        members += ((each[0], pk) for each in five)
    return rows, members
