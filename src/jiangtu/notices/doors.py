"""What rooms above tell this one: of what they tell people."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from jiangtu.core.doors import Door

from .rules import Kind

kinds: Door[Callable[[], Iterable[Kind]]] = Door("notices", "kinds", "Of what does this room tell people, and whom?")
