"""What rooms above tell this one: on what grounds somebody is seen, and what else a stage needs before it closes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import Q

from jiangtu.core.actor import Actor
from jiangtu.core.doors import Door
from jiangtu.core.verdict import Verdict

visible: Door[Callable[[Actor], Q]] = Door(
    "apprenticeships", "visible", "Which apprenticeships, a filter, does the actor see on one more ground?"
)
required: Door[Callable[[Iterable[int], date], dict[int, Verdict]]] = Door(
    "apprenticeships",
    "required",
    "What else must hold before a stage closes? (keys, day) -> each one's verdict",
)
