"""Figures over the land, added up from what a job makes each night, as of the day it did: of the many who have one
apprenticeship from sums of their rows (`FigureSum`), of the few who have several from the rows (`FigureRow`).

The same figures live stand in `analysis`; a test holds both together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Left

from jiangtu.core.actor import Actor
from jiangtu.core.paging import along
from jiangtu.institutions.states import Role
from jiangtu.training.queries import classes
from jiangtu.training.queries import hours as training_hours
from jiangtu.training.rules.hours import as_hours

from .. import access, doors
from ..models import Apprenticeship, Certificate, FigureRow, FigureSum, PublishedRow, StageProgress
from ..states import CertificateState, ProgressState, Standing
from .analysis import BEGUN, MUNICIPALITIES, STAGES, TOLD
from .standing import standing_on

OVER_THE_LAND = (Role.BUREAU_OFFICER,)
CLASS = "enrolment__training_class"
ENDED = Coalesce("enrolment__until", f"{CLASS}__ends_on")
FACTS = {
    "place": F(f"{CLASS}__place"),
    "college": F(f"{CLASS}__college__uuid"),
    "enterprise": F("enrolment__enterprise__uuid"),
    "occupation": F(f"{CLASS}__version__programme__occupation__code"),
    "since": F("enrolment__since"),
    "ended": ENDED,
    "running": F(f"{CLASS}__state"),
    "person": F("enrolment__person"),
}
COLUMNS = (
    "apprenticeship_id", "as_of", "alone", "place", "college", "enterprise", "occupation", "since", "ended", "state",
    "stage", "certified", "minutes", "hours", "behind", "mark",
)  # fmt: skip
SAME = (
    "as_of", "alone", "place", "college", "enterprise", "occupation", "since", "ended", "state", "stage", "mark",
)  # fmt: skip
SUMMED = ("training_class_id", *SAME, "people", "certified", "behind", "minutes", "hours")
AT_ONCE = 2_000

Rows = QuerySet[FigureRow] | QuerySet[FigureSum] | QuerySet[PublishedRow]


def day_of(actor: Actor) -> date | None:
    """The day for which the actor's figures stand; None where they are live: those of a house of its own, and all
    before the job has run for the first time."""
    if not actor.has(*OVER_THE_LAND):
        return None
    return FigureSum.objects.order_by("pk").values_list("as_of", flat=True).first()  # of one day, all of them


def counted(*, seen_by: Actor, since: date, until: date) -> tuple[QuerySet[FigureRow], tuple[Rows, ...]]:
    """As `analysis.counted`: of each person whom the actor's figures hold the latest row that was under way between the
    days. Few people have several, so that these alone are compared. The same people once more as the sums of those who
    have one, and the rows of those who have several."""
    under_way = Q(ended__gte=since) | Q(state__in=[Standing.ACTIVE, Standing.AHEAD])
    person = "apprenticeship__enrolment__person"
    seen = FigureRow.objects.filter(along(access.visible_to(seen_by), "apprenticeship"), under_way, since__lte=until)
    latest = seen.filter(alone=False).order_by(person, "-since", "-pk").distinct(person)
    several = Q(pk__in=list(latest.values_list("pk", flat=True)))
    sums = _sums(seen_by).filter(under_way, alone=True, since__lte=until)
    return seen.filter(Q(alone=True) | several).order_by(), (sums, FigureRow.objects.filter(several).order_by())


def _sums(actor: Actor) -> QuerySet[FigureSum]:
    """Those of the classes that the actor sees, as a bureau sees apprenticeships."""
    seen: Any = classes.classes(seen_by=actor).order_by().values("pk")
    return FigureSum.objects.filter(training_class__in=seen).order_by()


def _under_way(since: date, until: date) -> Q:
    return (Q(ended__gte=since) | Q(state__in=[Standing.ACTIVE, Standing.AHEAD])) & Q(since__lte=until)


def _latest(seen: QuerySet[FigureRow]) -> list[int]:
    """Of each person who has several among the rows the latest (primary keys)."""
    person = "apprenticeship__enrolment__person"
    latest = seen.filter(alone=False).order_by(person, "-since", "-pk").distinct(person)
    return list(latest.values_list("pk", flat=True))


def behind_by_class(actor: Actor) -> dict[int, int] | None:
    """Class (primary key) → how many fall behind; None where the actor's figures are live."""
    if day_of(actor) is None:
        return None
    of_class = _sums(actor).filter(behind__gt=0).values("training_class").annotate(n=Sum("behind"))
    return dict(of_class.values_list("training_class", "n"))


def behind(actor: Actor) -> QuerySet[FigureRow] | None:
    """The rows of those who fall behind; None where the actor's figures are live."""
    if day_of(actor) is None:
        return None
    seen = along(access.visible_to(actor), "apprenticeship")
    return FigureRow.objects.filter(seen, behind=True).order_by()


def apprenticeships_of(rows: QuerySet[FigureRow] | QuerySet[PublishedRow]) -> QuerySet[Apprenticeship]:
    """Those that the rows tell of, for what a room adds up by its own days."""
    keys: Any = rows.values("pk")
    return Apprenticeship.objects.filter(pk__in=keys).order_by()


def group_of(by: str) -> Case | Cast | F:
    """The key of the group to which a row belongs that says itself where it stands, as text."""
    if by == "county":
        return F("place")
    if by != "region":
        return Cast(F(by), CharField())
    province = Concat(Left("place", 2), Value("0000"))
    return Case(
        When(place__regex=MUNICIPALITIES, then=province),
        default=Concat(Left("place", 4), Value("00")),
        output_field=CharField(),
    )


def figures(of: Iterable[Rows], by: str) -> dict[str, dict[str, int]]:
    """Group → key → figure, those of the marks of a room above among them: two queries for each sort of rows."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for rows in of:
        for group, told in _added_up(rows, by):
            found[group].update(told)
    return {group: {**told, "have": int(as_hours(told["have"]))} for group, told in found.items()}


def _added_up(rows: Rows, by: str) -> Iterator[tuple[str, dict[str, int]]]:
    people: Any = F("people") if rows.model is FigureSum else Value(1)
    active = Q(state=Standing.ACTIVE)
    grouped = rows.annotate(group=group_of(by)).values("group")
    told: Any = grouped.annotate(
        n=Sum(people),
        **{each.value: Sum(people, filter=Q(state=each), default=0) for each in TOLD},
        **{f"stage_{order}": Sum(people, filter=active & Q(stage=order), default=0) for order in STAGES},
        have=Sum("minutes"),
        need=Sum("hours"),
        short=Sum(Cast("behind", IntegerField())),
        with_one=Sum(Cast("certified", IntegerField())),
    )
    for row in told:
        named = {"people": row.pop("n"), "behind": row.pop("short"), "certified": row.pop("with_one")}
        yield row.pop("group"), row | named
    marked: Any = grouped.exclude(mark="").values("group", "mark").annotate(n=Sum(people))
    for group, mark, n in marked.values_list("group", "mark", "n"):
        yield group, {mark: n}


def sums() -> Iterator[tuple[object, ...]]:
    """The sums of all rows, in the order of `SUMMED`."""
    of_class = f"apprenticeship__{CLASS}"
    rows: Any = FigureRow.objects.order_by().values(of_class, *SAME)
    told = rows.annotate(
        people=Count("pk"),
        with_one=Sum(Cast("certified", IntegerField())),
        short=Sum(Cast("behind", IntegerField())),
        have=Sum("minutes"),
        need=Sum("hours"),
    )
    yield from told.values_list(of_class, *SAME, "people", "with_one", "short", "have", "need")


def rows_on(on: date) -> Iterator[tuple[object, ...]]:
    """The rows of all that figures count, as of a day, in the order of `COLUMNS`; some thousands at a time."""
    every = Apprenticeship.objects.filter(state__in=BEGUN).order_by("pk")
    several = set(
        every.order_by().values("enrolment__person").annotate(n=Count("pk")).filter(n__gt=1)
        .values_list("enrolment__person", flat=True)
    )  # fmt: skip
    last = 0
    facts: Any = every.values("pk", "enrolment", stands=standing_on(on), **FACTS)
    while some := list(facts.filter(pk__gt=last)[:AT_ONCE]):
        yield from _rows(some, several, on)
        last = some[-1]["pk"]


def _rows(some: list[dict[str, Any]], several: set[int], on: date) -> Iterator[tuple[object, ...]]:
    keys = [row["pk"] for row in some]
    active = {row["pk"]: row for row in some if row["stands"] == Standing.ACTIVE}
    opened = StageProgress.objects.filter(apprenticeship__in=list(active), state=ProgressState.OPEN).order_by()
    stages = dict(opened.values_list("apprenticeship", "stage__order"))
    certified = set(
        Certificate.objects.filter(apprenticeship__in=keys, state=CertificateState.VALID)
        .order_by().values_list("apprenticeship", flat=True)
    )  # fmt: skip
    running = [row["enrolment"] for row in active.values() if row["running"] == "running"]
    found = training_hours.hours_on_registers(running, on=on)
    hours = {each.enrolment.pk: each for of_class in found.values() for each in of_class.apprentices}
    marks: dict[int, str] = defaultdict(str)
    for part in doors.figures:
        if mark := part().marks:
            marks.update(mark(list(active), on))
    for row in some:
        own = hours.get(row["enrolment"])
        yield (
            row["pk"], on, row["person"] not in several, row["place"], row["college"], row["enterprise"],
            row["occupation"], row["since"], row["ended"], row["stands"], stages.get(row["pk"]), row["pk"] in certified,
            own.all.delivered if own else 0, own.all.need if own else 0, bool(own and not own.forecast()),
            marks[row["pk"]],
        )  # fmt: skip
