"""What a room brings to the front page of a role and to the head of every page; `desks` sorts and shows it.

A room's `desk.py` brings functions to the doors below: the pages it has, the lines that wait, the figures, and what a
role begins with when nothing waits. Both functions of one room may need the same facts: `look.once(facts)` asks for
them once on each page.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any, TypeVar, cast
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode

from .actor import Actor
from .doors import Door

Text = str | Promise
T = TypeVar("T")

MANY = 4  # lines of one sort on a desk; more are one line together, or left to the list


class Everybody:
    """Whoever is signed in, in whatever role."""

    def __contains__(self, role: object) -> bool:
        return bool(role)


EVERYBODY = Everybody()


class Urgency(IntEnum):
    """How urgent a line is, most urgent first."""

    LATE = 0
    TODAY = 1
    WAITS = 2
    LOOK = 3


@dataclass(frozen=True)
class Due:
    """One thing that waits, with its one act. Without an address the line stands alone.

    `name`, `n`, `about`: what is counted (one definition has one name, wherever it is said), how many, and in which
    thing (its uuid).
    """

    urgency: Urgency
    text: str
    note: str = ""
    act: Text = ""
    url: str = ""
    name: str = ""
    n: int = 1
    about: UUID | None = None

    @property
    def late(self) -> bool:
        return self.urgency == Urgency.LATE


@dataclass(frozen=True)
class Figure:
    """A figure a role answers for, and the list that shows exactly what it counts; the lowest `rank` stands first.

    `name`: of what is counted, as a `Column` of the page of figures has its key.
    """

    rank: int
    label: Text
    value: object
    note: Text = ""
    url: str = ""
    name: str = ""


@dataclass(frozen=True)
class Beginning:
    """What a role's desk says when nothing waits, and the one step that comes next."""

    text: Text
    act: Text
    url: str


@dataclass(frozen=True)
class Place:
    """A page in the navigation. `ranks`: the roles that have it by their rank there, the lowest nearest to the front;
    the first ones stand in the bar, all of them under "More", below the heading of `group`. `acts`: what one does
    there, by which it is found as well."""

    label: Text
    name: str  # of the address
    icon: str
    group: Text
    ranks: Mapping[int, Container[str]]
    hint: Text = ""  # what one does there: for who is new
    acts: Text = ""

    def rank(self, role: str) -> int | None:
        """Where the page stands for a role, None where it does not."""
        return next((rank for rank, roles in self.ranks.items() if role in roles), None)


@dataclass(frozen=True)
class Tab:
    """A page of one thing's home: a class's people, its timetable. Pages that share a `heading` stand under one tab,
    side by side; a page without one is a tab of its own. `acts`: what one does there, by which it is found as well."""

    label: Text
    name: str  # of the address, which takes the thing's uuid
    rank: int
    opens: Callable[[Actor, Any], object] = lambda actor, thing: True
    below: tuple[str, ...] = ()  # names of further pages that belong to it
    heading: Text = ""
    acts: Text = ""

    def holds(self, name: str) -> bool:
        """Whether the page of that name is this one, or belongs to it."""
        return name == self.name or name in self.below


@dataclass(frozen=True)
class Piece:
    """Something at the head of every page: a template, and what it shows. The lowest `rank` stands first."""

    rank: int
    template: str
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Look:
    """Somebody's look at a desk, or at the page of one thing (`within`), on a day. What it found once it does not ask
    for again."""

    actor: Actor
    on: date
    within: Any = None
    _found: dict[object, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, find: Callable[[Look], T]) -> T:
        """What `find` gives for this look, asked once however many functions need it."""
        if find not in self._found:
            self._found[find] = find(self)
        return cast("T", self._found[find])


# What each room brings.
places: Door[Callable[[], Iterable[Place]]] = Door("core", "places", "Which pages stand in the navigation, for whom?")
dues: Door[Callable[[Look], Iterable[Due]]] = Door("core", "dues", "What waits for this role today?")
figures: Door[Callable[[Look], Iterable[Figure]]] = Door("core", "figures", "Which figures does this role answer for?")
beginnings: Door[Callable[[Actor], Beginning | None]] = Door(
    "core", "beginnings", "What does this role's desk say when nothing waits, and what comes next?"
)
pieces: Door[Callable[[HttpRequest], Piece | None]] = Door("core", "pieces", "What stands at the head of every page?")


def waiting(look: Look) -> list[Due]:
    """What waits for the role, most urgent first, the lowest room's first among equals."""
    found = [due for bring in reversed([*dues]) for due in bring(look)]
    return sorted(found, key=lambda due: due.urgency)


def answered_for(look: Look) -> list[Figure]:
    """The role's figures by their rank."""
    return sorted((figure for bring in figures for figure in bring(look)), key=lambda figure: figure.rank)


def beginning(actor: Actor) -> Beginning | None:
    """What the role begins with: the word of the topmost room that has one."""
    found = [said for bring in beginnings if (said := bring(actor))]
    return found[0] if found else None


def of_role(role: str) -> list[Place]:
    """The pages of a role by their rank."""
    found = [(rank, place) for bring in places for place in bring() if (rank := place.rank(role)) is not None]
    return [place for _rank, place in sorted(found, key=lambda each: each[0])]


def address(name: str, *arguments: object, **asked: str | int) -> str:
    """The address of a page, with its query."""
    return reverse(name, args=arguments) + (f"?{urlencode(asked)}" if asked else "")
