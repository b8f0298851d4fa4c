"""What rooms above tell this one: the occupations that partnerships name."""

from __future__ import annotations

from collections.abc import Callable

from jiangtu.core.doors import Door

occupations: Door[Callable[[], list[tuple[str, str]]]] = Door(
    "institutions", "occupations", "Which occupations are there, by code and name in the reader's language?"
)
