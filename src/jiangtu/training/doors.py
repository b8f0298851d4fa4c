"""What rooms above tell this one: on what grounds people of a register are seen, and the pages of a class's home."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Q

from jiangtu.core.actor import Actor
from jiangtu.core.desk import Tab
from jiangtu.core.doors import Door

visible: Door[Callable[[Actor], Q]] = Door(
    "training", "visible", "Which people of registers, a filter on Enrolment, does the actor see on one more ground?"
)
tabs: Door[Callable[[], Iterable[Tab]]] = Door("training", "tabs", "Which pages belong to the home of a class?")
