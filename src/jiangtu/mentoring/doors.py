"""What rooms above tell this one: how a failed apprentice's term grows, and what else a mentor's own page shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from jiangtu.core.actor import Actor
from jiangtu.core.doors import Door

if TYPE_CHECKING:
    from .models import Pair


@dataclass(frozen=True)
class Extension:
    """By how many months a term grows, and the edition of the rule that says so."""

    months: int
    edition: str


@dataclass(frozen=True)
class Sheet:
    """A part of a page that another room brings: its template, and what stands in it as `sheet`."""

    template: str
    values: Mapping[str, object]


extension: Door[Callable[[Pair, date], Extension | None]] = Door(
    "mentoring", "extension", "Does a pair's term grow after a final review that was failed on that day?"
)
beside_apprentices: Door[Callable[[Actor], Sheet | None]] = Door(
    "mentoring", "beside_apprentices", "What else stands on a mentor's own page, beside the apprentices?"
)
