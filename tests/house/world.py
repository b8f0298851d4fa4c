"""One class with everything that a page can be about, and somebody in each role around it.

Two of them, far apart, are what the matrix of rights walks through; a second enterprise in the class is beside the
first. What is in a world the rooms bring: `THINGS`, `ACTORS` and `BESIDE` in tests/<room>/furniture.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import time_machine
from django.db import transaction

from jiangtu.core.actor import Actor
from jiangtu.people.models import Person
from tests.databases import NOW
from tests.factories.institutions import account_of
from tests.factories.people import FIGURES
from tests.house.source import furniture

TODAY = date(2025, 6, 16)
OUTSIDE = ("bureau_officer", "ministry_analyst", "expert", "project_officer")  # they read nobody's name


def two_worlds(blocker: Any) -> Iterator[tuple[World, World]]:
    """Two worlds, far apart: made once for a module's tests, undone at the end."""
    with blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        yield world("近人", region="330522", bureau="330500"), world("远人", region="370211", bureau="370200")
        transaction.set_rollback(True)


class Brought(dict[str, Any]):
    """What the rooms bring to a world by its word, each made when it is first asked for: one may ask for another."""

    def __init__(self, of: World, name: str):
        super().__init__()
        self._of, self._makers = of, furniture(name)

    def __missing__(self, word: str) -> Any:
        self[word] = made = self._makers[word](self._of)
        return made

    def all(self) -> list[Any]:
        """Everything, whether somebody has asked for it or not."""
        return [self[word] for word in self._makers]


@dataclass
class World:
    """`mark`: a word in the name of everybody in it; `region` of its institutions, `bureau` the region of its bureau.

    `things`: what addresses and acts name; `actors`: one in each role; `beside`: people of the class's other firm.
    """

    mark: str
    region: str
    bureau: str
    things: dict[str, Any] = field(init=False)
    actors: dict[str, Actor] = field(init=False)
    beside: dict[str, Actor] = field(init=False)

    def __post_init__(self) -> None:
        self.things, self.actors, self.beside = (Brought(self, name) for name in ("THINGS", "ACTORS", "BESIDE"))

    def said(self, value: Any | Callable[[World], Any]) -> Any:
        """A value as a room's furniture says it: what it makes of this world, or the value itself."""
        return value(self) if callable(value) else value


def world(mark: str, *, region: str, bureau: str) -> World:
    """A world with everything in it."""
    before = set(Person.objects.order_by().values_list("pk", flat=True))
    made = World(mark, region, bureau)
    made.things.all()
    for actor in (*made.actors.all(), *made.beside.all()):
        account_of(actor)
    others = Person.objects.exclude(pk__in=before)
    for at, each in enumerate(others.order_by("pk")):
        Person.objects.filter(pk=each.pk).update(name=f"{mark}{at}号".translate(FIGURES))
    for role in OUTSIDE:
        Person.objects.filter(pk=made.actors[role].person).update(name=f"来宾{role}")
    return made
