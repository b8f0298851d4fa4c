"""What rooms above tell this one: whose records somebody may open, and the codes of the regions."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from jiangtu.core.actor import Actor
from jiangtu.core.doors import Door

visible: Door[Callable[[Actor], Q]] = Door("people", "visible", "Whose records (a filter on Person) does it see?")
regions: Door[Callable[[], frozenset[str]]] = Door("people", "regions", "With which codes do identity numbers begin?")
