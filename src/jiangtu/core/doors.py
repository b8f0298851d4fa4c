"""Doors: what a lower room must know of the rooms above it, brought by them when they start, never imported upward.

A room declares its doors in `doors.py`; an upper one brings a function to them in its `Config.ready`. `docs/doors.md`
lists them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

F = TypeVar("F", bound=Callable[..., object])


class Door(Generic[F]):
    """One question of a room to the rooms above it. Each of them brings a function of type `F`; all are asked."""

    def __init__(self, room: str, name: str, asks: str):
        """`asks`: the question in a sentence, as docs/doors.md shows it. Raises ValueError for a name used twice."""
        self.room, self.name, self.asks = room, name, asks
        self._brought: list[F] = []
        if (room, name) in DOORS:
            raise ValueError(f"two doors are called {room}.{name}")
        DOORS[room, name] = self  # type: ignore[assignment]

    def bring(self, function: F) -> F:
        """Add an answer, also as a decorator; bringing it twice changes nothing."""
        if function not in self._brought:
            self._brought.append(function)
        return function

    def __iter__(self) -> Iterator[F]:
        """The functions brought, in the order they came: of rooms, the topmost first, as Django starts them."""
        return iter(tuple(self._brought))

    @contextmanager
    def alone(self, *functions: F) -> Iterator[None]:
        """For tests: only these functions stand in the door, whatever the rooms brought."""
        kept, self._brought = self._brought, list(functions)
        try:
            yield
        finally:
            self._brought = kept


DOORS: dict[tuple[str, str], Door[Callable[..., object]]] = {}
