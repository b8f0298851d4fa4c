"""The front page of a hat: what the rooms bring to it, sorted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from jiangtu.core import desk
from jiangtu.core.desk import Beginning, Due, Figure, Look, Text

from .. import access
from .analysis import of_the_year


@dataclass(frozen=True)
class Desk:
    """What waits, the most urgent first; the figures; what belongs here when nothing waits; rows of regions."""

    dues: list[Due]
    figures: list[Figure]
    beginning: Beginning | None
    regions: list[dict[str, Any]] = field(default_factory=list)

    # what the page calls them
    @property
    def numbers(self) -> list[Figure]:
        return self.figures

    @property
    def empty(self) -> Text:
        return self.beginning.text if self.beginning else ""

    @property
    def act(self) -> Text:
        return self.beginning.act if self.beginning else ""

    @property
    def url(self) -> str:
        return self.beginning.url if self.beginning else ""

    @property
    def lists(self) -> dict[str, list[dict[str, Any]]]:
        return {"regions": self.regions}


def of(look: Look) -> Desk:
    """The desk of the hat, in a constant number of queries."""
    regions = look.once(of_the_year).rows if access.reads_figures_only(look.actor) else []
    return Desk(desk.waiting(look), desk.answered_for(look), desk.beginning(look.actor), regions)
