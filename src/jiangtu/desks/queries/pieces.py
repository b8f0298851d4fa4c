"""What a desk is made of: lines that wait, and figures that one answers for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse

# Urgency, the most urgent first.
LATE, TODAY, WAITS, LOOK = range(4)


@dataclass(frozen=True)
class Due:
    """One thing that waits, with its one act. Without an address the line stands alone."""

    rank: int
    text: str
    note: str = ""
    act: Any = ""
    url: str = ""

    @property
    def late(self) -> bool:
        return self.rank == LATE


@dataclass(frozen=True)
class Number:
    """A figure with its name; `of` is what it is measured against."""

    label: Any
    value: Any
    note: Any = ""
    url: str = ""


@dataclass(frozen=True)
class Desk:
    """What waits, the most urgent first; the figures; what belongs here when nothing waits, and the next step."""

    dues: list[Due]
    numbers: list[Number]
    empty: Any
    act: Any = ""
    url: str = ""
    lists: dict[str, Any] = field(default_factory=dict)


def in_order(dues: Iterable[Due | None]) -> list[Due]:
    """Those that are, by urgency."""
    return sorted((due for due in dues if due), key=lambda due: due.rank)


def address(name: str, *arguments: Any, **asked: Any) -> str:
    """The address of a room's page, with a query; empty where the room has no such page."""
    try:
        url = reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
    return url + ("?" + "&".join(f"{key}={value}" for key, value in asked.items()) if asked else "")
