"""What a room brings to the front page of a role: pages to go to, lines that wait, and figures.

A room's `desk.py` declares its pages with `PLACES.extend(…)` and brings `dues` and `figures`; the desks sort and show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode

from .actor import Actor
from .doors import Door

Text = str | Promise


class Urgency(IntEnum):
    """How urgent a line is, the most urgent first."""

    LATE = 0
    TODAY = 1
    WAITS = 2
    LOOK = 3


@dataclass(frozen=True)
class Due:
    """One thing that waits, with its one act. Without an address the line stands alone."""

    urgency: Urgency
    text: str
    note: str = ""
    act: Text = ""
    url: str = ""

    @property
    def late(self) -> bool:
        return self.urgency == Urgency.LATE


@dataclass(frozen=True)
class Figure:
    """A figure that a role answers for, and the list that shows exactly what it counts."""

    label: Text
    value: object
    note: Text = ""
    url: str = ""


@dataclass(frozen=True)
class Place:
    """A page in the navigation. `roles`: who has it, each with its rank there (lower is nearer to the front)."""

    label: Text
    name: str  # of the address
    icon: str
    roles: dict[str, int]
    group: str = ""  # the heading under "More"


@dataclass(frozen=True)
class Tab:
    """A page of one thing's home: a class's people, its timetable."""

    label: Text
    name: str  # of the address, which takes the thing's uuid
    rank: int
    opens: Callable[[Actor, Model], bool] = lambda actor, thing: True


# What each room brings. A role's dues and figures are asked of every room: (actor, on) -> lines.
places: Door[Callable[[], Iterable[Place]]] = Door("core", "places", "Which pages stand in the navigation, for whom?")
dues: Door[Callable[[Actor, date], Iterable[Due]]] = Door("core", "dues", "What waits for this role today?")
figures: Door[Callable[[Actor, date], Iterable[Figure]]] = Door(
    "core", "figures", "Which figures does this role answer for?"
)


def address(name: str, *arguments: object, **asked: str | int) -> str:
    """The address of a page, with its query."""
    return reverse(name, args=arguments) + (f"?{urlencode(asked)}" if asked else "")
