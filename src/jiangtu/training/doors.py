"""What rooms above tell this one: on what grounds people of a register are seen, and what a class's home has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from jiangtu.core.actor import Actor
from jiangtu.core.desk import Due, Look, Tab, address
from jiangtu.core.doors import Door

if TYPE_CHECKING:
    from .models import TrainingClass

visible: Door[Callable[[Actor], Q]] = Door(
    "training", "visible", "Which people of registers, a filter on Enrolment, does the actor see on one more ground?"
)
tabs: Door[Callable[[], Iterable[Tab]]] = Door("training", "tabs", "Which pages belong to the home of a class?")
lines: Door[Callable[[Look, TrainingClass], Iterable[Due]]] = Door(
    "training", "lines", "What waits for this role in this class?"
)


def pages(actor: Actor, training_class: TrainingClass) -> list[Tab]:
    """The pages of a class's home that the actor has, the first one first."""
    found = (tab for bring in tabs for tab in bring())
    return sorted((tab for tab in found if tab.opens(actor, training_class)), key=lambda tab: tab.rank)


def home(uuid: UUID) -> str:
    """The address of a class's home: its first page."""
    first = min((tab for bring in tabs for tab in bring()), key=lambda tab: tab.rank)
    return address(first.name, uuid)
