"""What the desks' pages show: nothing of their own, all composed out of the rooms' queries."""

from .analysis import analysis, charts
from .apprentice import record, today
from .class_page import class_page
from .desks import desk
from .rulebooks import edition, editions, in_force, places_to_choose, rulebooks_to_choose

__all__ = [
    "analysis",
    "charts",
    "class_page",
    "desk",
    "edition",
    "editions",
    "in_force",
    "places_to_choose",
    "record",
    "rulebooks_to_choose",
    "today",
]
