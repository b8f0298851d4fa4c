"""What rooms above add to this one: grounds on which a person is seen, and conditions on which a stage closes.

The room cannot know who is paired with whom; mentoring, which does, says so here when it starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import Q

from jiangtu.core.actor import Actor
from jiangtu.core.verdict import Verdict

# The apprenticeships (a filter on Apprenticeship) that an actor sees on one more ground.
Ground = Callable[[Actor], Q]
# For many apprenticeships at once (primary keys): each one's verdict on a day.
Condition = Callable[[Iterable[int], date], dict[int, Verdict]]

grounds: list[Ground] = []
conditions: list[Condition] = []


def also_visible(ground: Ground) -> None:
    """Add a ground for seeing apprenticeships; adding it twice changes nothing."""
    if ground not in grounds:
        grounds.append(ground)


def also_required(condition: Condition) -> None:
    """Add a condition for closing a stage; adding it twice changes nothing."""
    if condition not in conditions:
        conditions.append(condition)
