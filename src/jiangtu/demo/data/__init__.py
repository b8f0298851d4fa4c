"""The pilot data: the newsletter's cities and units, with made-up people. The same every time for the same day.

Everything counts from the day of loading, so that the demo always stands in the middle of its classes.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from jiangtu.search.actions import rebuild

from . import allowances, classes, delivered, history, mentors, people, programmes, staff, units
from .seed import Seed


@transaction.atomic
def load(today: date | None = None) -> None:
    """Write the pilot data into a migrated, empty database; all of it or nothing."""
    seed = Seed(today or timezone.localdate())
    crowd = people.Crowd(seed)
    institutions = units.load(seed)
    released = programmes.load(seed, institutions)
    plans = classes.load(seed, crowd, institutions, released)
    delivered.load(seed, plans, classes.rooms(plans), released)
    paired = mentors.load(seed, crowd, institutions, plans)
    delivered.assess(seed, plans, released, paired)
    staff.load(seed, crowd, institutions, plans)
    history.load(seed, plans)
    allowances.load(seed, institutions, plans)
    rebuild()  # the search's index: most of this was written past the acts
