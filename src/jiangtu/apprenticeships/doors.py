"""What rooms above tell this one: on what grounds somebody is seen, what else a stage needs before it closes, what
ends with a departure, and which figures they have of groups of apprentices."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from jiangtu.core.actor import Actor
from jiangtu.core.desk import Text
from jiangtu.core.doors import Door
from jiangtu.core.tables import Narrowings
from jiangtu.core.verdict import Verdict

from .rules.publishing import FiguresRules

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .models import Apprenticeship, FigureRow, FigureSum, PublishedRow


@dataclass(frozen=True)
class Groups:
    """Whom the figures count, grouped by a region, house or occupation (`queries.analysis.GROUPS`), between two days;
    what changes from day to day as of `on`. `rows`: the same people as the rows and sums of rows that a job made of
    them, where the figures are those over the land, or the published ones; there each row `stands_for` several, and
    a room tells of what it published itself (door `published`) those that the filter `published` chooses."""

    found: QuerySet[Apprenticeship]
    by: str
    since: date
    until: date
    on: date
    rows: tuple[QuerySet[FigureRow] | QuerySet[FigureSum] | QuerySet[PublishedRow], ...] | None = None
    stands_for: int = 1
    published: Q | None = None


@dataclass(frozen=True)
class Column:
    """A figure of each group; the lowest rank stands first.

    `spare`: shown when somebody chooses it; `above`: its sum stands above the charts; `on_desk`: the rank of its sum
    on the desks of those who read figures; `of`: it is worked out of the group's other figures instead of added up;
    `amount`: no count of people, so that what is published is told as it stands.
    """

    rank: int
    key: str
    label: Text
    spare: bool = False
    above: bool = False
    money: bool = False
    amount: bool = False
    on_desk: int | None = None
    of: Callable[[Mapping[str, Any]], object] | None = None


@dataclass(frozen=True)
class Chart:
    """Figures of the groups drawn side by side, or on each other: what a series is called → the figure's key."""

    rank: int
    name: str
    caption: Text
    series: Mapping[Text, str]
    unit: Text
    stacked: bool = False


@dataclass(frozen=True)
class Part:
    """What a room tells of groups of apprentices. `figures`: group → key → figure; what is absent is nought.

    `daily`: over the land its figures are added up from the rows that a job makes each night, and `figures` is asked
    for live ones alone. `marks`: what the job asks of apprenticeships in training (primary keys) on a day: the one
    figure of the room in which each is counted; one room has it.
    """

    columns: tuple[Column, ...]
    charts: tuple[Chart, ...]
    figures: Callable[[Groups], Mapping[str, Mapping[str, int | Decimal]]]
    daily: bool = False
    marks: Callable[[Collection[int], date], Mapping[int, str]] | None = None


@dataclass(frozen=True)
class Condition:
    """What else must hold before a stage closes, said twice: `verdicts` of apprenticeships (primary keys) on a day, one
    of each; `holds`, whether it is a yes for the one that a column of another query names, for whoever counts many."""

    verdicts: Callable[[Iterable[int], date], dict[int, Verdict]]
    holds: Callable[[OuterRef, date], Exists]


@dataclass(frozen=True)
class Resuming:
    """What goes on once a departure is taken back, of an apprenticeship (primary key) that still stands as left: `said`
    before, as verdicts, and `act`, within the act that decides whether the actor may (the reason, by whom, the
    right)."""

    said: Callable[[int], list[Verdict]]
    act: Callable[[int, str, Actor, Verdict], None]


visible: Door[Callable[[Actor], Q]] = Door(
    "apprenticeships", "visible", "Which apprenticeships, a filter, does the actor see on one more ground?"
)
required: Door[Callable[[], Condition]] = Door(
    "apprenticeships", "required", "What else must hold before a stage closes, as verdicts and as a filter?"
)
ended: Door[Callable[[int, date, str, Actor, Verdict], None]] = Door(
    "apprenticeships",
    "ended",
    "What else ends when somebody leaves? (the apprenticeship's key, the last day, the reason, by whom, the right)",
)
resumed: Door[Callable[[], Resuming]] = Door(
    "apprenticeships", "resumed", "What goes on when a departure is taken back, said before and done?"
)
departure_stands: Door[Callable[[int], Verdict]] = Door(
    "apprenticeships",
    "departure_stands",
    "May this apprenticeship's departure be taken back, or does something rest on it?",
)
figures: Door[Callable[[], Part]] = Door(
    "apprenticeships", "figures", "What does the room tell of groups of apprentices, as columns, charts and figures?"
)
published: Door[Callable[[date, FiguresRules], None]] = Door(
    "apprenticeships", "published", "What else is published on a day, with the figures of people and by their rule?"
)
narrowings: Narrowings = Door("apprenticeships", "narrowings", "By what else is the list of apprentices filtered?")
