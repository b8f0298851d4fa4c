"""The front page of a hat: what the rooms bring to it, sorted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from jiangtu.core import desk
from jiangtu.core.desk import Beginning, Due, Figure, Look, Place

from .. import access
from .analysis import of_the_year

HINTS = 3  # until each is put away


@dataclass(frozen=True)
class Desk:
    """What waits, most urgent first; the figures; what belongs here when nothing waits; rows of regions."""

    dues: list[Due]
    figures: list[Figure]
    beginning: Beginning | None
    regions: list[dict[str, Any]] = field(default_factory=list)


def of(look: Look) -> Desk:
    """The desk of the hat, in a constant number of queries."""
    regions = look.once(of_the_year).rows if access.reads_figures_only(look.actor) else []
    return Desk(desk.waiting(look), desk.answered_for(look), desk.beginning(look.actor), regions)


def hints(role: str) -> list[Place]:
    """The pages to which somebody new to a role is led: the nearest to the front that say what one does there."""
    return [place for place in desk.of_role(role) if place.hint][:HINTS]
