"""The figures of the analysis page, by region, house or occupation: as many queries whatever their size. Each room
tells its part at the door `apprenticeships.figures`; here they are put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy

from jiangtu.apprenticeships import doors
from jiangtu.apprenticeships.doors import Column, Groups
from jiangtu.apprenticeships.queries import analysis as figures
from jiangtu.apprenticeships.queries import land, published
from jiangtu.competences import queries as competences
from jiangtu.core.actor import Actor
from jiangtu.core.desk import Look, Text
from jiangtu.institutions.queries import institutions
from jiangtu.institutions.states import Role

if TYPE_CHECKING:
    from jiangtu.training.models import TrainingClass

BY = {
    "region": gettext_lazy("Region"),
    "college": gettext_lazy("College"),
    "enterprise": gettext_lazy("Enterprise"),
    "occupation": gettext_lazy("Occupation"),
}
YEAR = timedelta(days=365)
DRAWN = 20  # groups of a chart; the table has them all


@dataclass(frozen=True)
class Analysis:
    """`rows`: a dict for each group (the columns' keys), `total` their sums, `fives`: how many people one row of those
    published stands for, where the actor reads these; `day` for which they stand, None before the first are made."""

    by: str
    rows: list[dict[str, Any]]
    total: dict[str, Any]
    fives: int | None
    day: date | None


def columns() -> list[Column]:
    """The figures of all rooms, in order."""
    return sorted((column for part in doors.figures for column in part().columns), key=lambda column: column.rank)


def analysis(actor: Actor, by: str, *, since: date, until: date, on: date) -> Analysis:
    """What the actor's figures say of the people in training between two days; hours and pairs as of `on`."""
    reads_published = published.reads_published(actor)
    grain = "county" if by == "region" and not reads_published else by
    groups = groups_of(actor, grain, since=since, until=until, on=on)
    rows = _rows(groups)
    names = _names([row["key"] for row in rows], by)
    for row in rows:
        row["name"] = names[row["key"]]
    rows.sort(key=lambda row: (-row["people"], row["key"]))
    day = None if reads_published and not groups.stands_for else groups.on
    return Analysis(by, rows, summed(rows), groups.stands_for if reads_published else None, day)


def groups_of(actor: Actor, by: str, *, since: date, until: date, on: date) -> Groups:
    """Whom the actor's figures count: live, or over the land or published as of the day of their rows."""
    if published.reads_published(actor):
        day, each = published.as_of()
        of_fives = published.counted(since=since, until=until)
        until = min(until, day or until)  # what was added up of later days would tell two days apart
        return Groups(land.apprenticeships_of(of_fives), by, since, until, day or on, (of_fives,), each, Q())
    if (day := land.day_of(actor)) is None:
        return Groups(figures.counted(seen_by=actor, since=since, until=until), by, since, until, on)
    rows, told = land.counted(seen_by=actor, since=since, until=until)
    return Groups(land.apprenticeships_of(rows), by, since, until, day, told)


def _rows(groups: Groups) -> list[dict[str, Any]]:
    """A row for each group with the figures of all rooms."""
    over_land = groups.rows is not None
    told: dict[str, dict[str, Any]] = {}
    parts = [part() for part in doors.figures]
    amounts = {column.key for column in columns() if column.amount}
    brought = [part.figures(groups) for part in parts if not (over_land and part.daily)]
    if groups.rows is not None:
        brought.insert(0, land.figures(groups.rows, groups.by))
    for of_part in brought:
        for group, of in of_part.items():
            counts = {key: value if key in amounts else value * groups.stands_for for key, value in of.items()}
            told.setdefault(group, {}).update(counts)
    return [{"key": group, **summed([of])} for group, of in told.items()]


def summed(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of groups together; nobody is in two of them."""
    every = columns()
    total = {each.key: sum(row.get(each.key, 0) for row in rows) for each in every if not each.of}
    return total | {each.key: each.of(total) for each in every if each.of}


def of_class(it: TrainingClass) -> Analysis:
    """The published figures of a class."""
    day, each = published.as_of()
    rows = published.of_class(it)
    on = day or it.starts_on
    its = Q(training_class=it.uuid)
    groups = Groups(land.apprenticeships_of(rows), "college", it.starts_on, on, on, (rows,), each, its)
    found = _rows(groups)
    return Analysis("college", found, summed(found), each, day)


def of_the_year(look: Look) -> Analysis:
    """The figures by region of the last twelve months."""
    return analysis(look.actor, "region", since=look.on - YEAR, until=look.on, on=look.on)


def _names(keys: list[str], by: str) -> Mapping[str, str]:
    if by == "region":
        return {key: institutions.place_name(key) for key in keys}
    if by == "occupation":
        return {each.code: str(each) for each in competences.occupations()}
    return {str(key): name for key, name in institutions.names({UUID(key) for key in keys}).items()}


def charts(found: Analysis) -> list[tuple[str, str, dict[str, object]]]:
    """(id, caption, data) of each chart of the page: its largest groups, which is where the rows begin."""
    rows = found.rows[:DRAWN]
    names = [row["name"] for row in rows]
    every = sorted((chart for part in doors.figures for chart in part().charts), key=lambda chart: chart.rank)
    return [
        (
            chart.name,
            str(chart.caption),
            {
                "kind": "stacked" if chart.stacked else "bar",
                "across": len(names) > 2,  # side by side, a phone has no place for more names
                "categories": names,
                "unit": str(chart.unit),
                "series": [
                    {"name": str(label), "values": [_number(row[key]) for row in rows]}
                    for label, key in chart.series.items()
                ],
            },
        )
        for chart in every
    ]


def _number(value: int | Decimal) -> float:
    return float(value) if isinstance(value, Decimal) else value


def choices(actor: Actor) -> list[tuple[str, Text]]:
    """By what the actor may group: a college has no other colleges to compare with."""
    return [(key, label) for key, label in BY.items() if not (key == "college" and actor.has(Role.PROGRAMME_HEAD))]
