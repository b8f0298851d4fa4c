"""What rooms above tell this one: what proves each kind of paper that they print."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from jiangtu.core.desk import Text
from jiangtu.core.doors import Door


@dataclass(frozen=True)
class Proof:
    """What proves a paper. `names` are shown masked. `facts`: all that it says, whoever printed it and in whichever
    language; they are never shown, and their digest stands on the paper. `page`: where those who work on it open it."""

    title: Text
    on: date
    issuer: Text
    names: tuple[str, ...]
    state: Text
    facts: Mapping[str, object]
    page: str
    holds: bool = True  # whether the thing still stands: neither withdrawn, nor corrected, nor ended


Find = Callable[[Sequence[UUID]], Proof | None]  # by the keys of the things that the paper is of
proofs: Door[Callable[[], Mapping[str, Find]]] = Door(
    "papers", "proofs", "Which kinds of paper does the room print, and what proves one of them?"
)
