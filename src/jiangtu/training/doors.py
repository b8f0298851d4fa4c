"""What rooms above tell this one: on what grounds people of a register are seen, and what a class's home has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext, gettext_lazy

from jiangtu.core.actor import Actor
from jiangtu.core.desk import Due, Look, Piece, Tab, Text, address
from jiangtu.core.doors import Door
from jiangtu.core.tables import Narrowings
from jiangtu.core.verdict import Verdict

if TYPE_CHECKING:
    from .models import LogEntry, TrainingClass

visible: Door[Callable[[Actor], Q]] = Door(
    "training", "visible", "Which people of registers, a filter on Enrolment, does the actor see on one more ground?"
)
not_learning: Door[Callable[[date], Q]] = Door(
    "training", "not_learning", "Who of a register (a filter on Enrolment) is not, or not yet, in training on a day?"
)
answers: Door[Callable[[Actor, LogEntry], tuple[Text, str] | None]] = Door(
    "training", "answers", "Where does the actor answer this log entry (words of the link, its address)?"
)
answerable: Door[Callable[[LogEntry], Verdict]] = Door(
    "training", "answerable", "Is there somebody who can answer this log entry?"
)
rests: Door[Callable[[Collection[LogEntry]], Mapping[int, Verdict]]] = Door(
    "training",
    "rests",
    "What rests on the days of log entries (by primary key), to be read before one is countersigned?",
)
tabs: Door[Callable[[], Iterable[Tab]]] = Door("training", "tabs", "Which pages belong to the home of a class?")


@dataclass(frozen=True)
class Waits:
    """Something that waits class by class, counted and said in one place: for the desk (the classes with most of it)
    and for the class's own page alike.

    `count(look)`: class (primary key) → how many, of the class `look.within` alone where there is one. `line`: the due
    of a class, which does not name it. `label`: what the list of classes calls it. `together`: the desk's one line for
    all classes, where it has no line for each.
    """

    name: str
    waits_for: Callable[[Actor], bool]
    count: Callable[[Look], Mapping[int, int]]
    line: Callable[[Look, TrainingClass, int], Due]
    label: Text = ""
    together: Callable[[Look, int], Due] | None = None


waits: Door[Callable[[], Iterable[Waits]]] = Door(
    "training", "waits", "What waits for a role class by class, on its desk and on the class's page?"
)

log_narrowings: Narrowings = Door("training", "log_narrowings", "By what else are lists of log entries filtered?")

lines: Door[Callable[[Look], Iterable[Due]]] = Door(
    "training", "lines", "What waits for this role in the class that it looks at (`look.within`)?"
)


# Tabs that several pages share.
OVERVIEW = gettext_lazy("Overview")
HOURS_AND_LOG = gettext_lazy("Hours and log")


def pages(actor: Actor, training_class: TrainingClass) -> list[Tab]:
    """The pages of a class's home that the actor has, the first one first."""
    found = (tab for bring in tabs for tab in bring())
    return sorted((tab for tab in found if tab.opens(actor, training_class)), key=lambda tab: tab.rank)


def home(uuid: UUID) -> str:
    """The address of a class's home: its first page."""
    first = min((tab for bring in tabs for tab in bring()), key=lambda tab: tab.rank)
    return address(first.name, uuid)


def of_a_class(name: str) -> bool:
    """Whether the page of that name belongs to the home of a class."""
    return any(tab.holds(name) for bring in tabs for tab in bring())


def crumbs(training_class: TrainingClass) -> list[tuple[Text, str]]:
    """The way up from a page of the class: words and addresses."""
    return [(gettext("Classes"), address("training:classes")), (str(training_class), home(training_class.uuid))]


def home_of(actor: Actor, training_class: TrainingClass, name: str) -> Piece:
    """The head that all pages of a class carry, on the page of that name: a tab for each heading, and beside each
    other the pages of the tab that is open."""
    headings: dict[str, list[Tab]] = {}
    for tab in pages(actor, training_class):
        headings.setdefault(str(tab.heading or tab.label), []).append(tab)
    uuid, opened = training_class.uuid, list[Tab]()
    shown = []
    for heading, under in headings.items():
        current = any(tab.holds(name) for tab in under)
        opened = under if current else opened
        shown.append((heading, address(under[0].name, uuid), _current(under[0], name) or ("true" if current else "")))
    beside = [(tab.label, address(tab.name, uuid), _current(tab, name)) for tab in opened]
    return Piece(0, "training/_home.html", {"tabs": shown, "beside": beside if len(beside) > 1 else []})


def _current(tab: Tab, name: str) -> str:
    """What `aria-current` says of a page's link: that it is this page, or stands above it."""
    return "page" if tab.name == name else "true" if tab.holds(name) else ""
