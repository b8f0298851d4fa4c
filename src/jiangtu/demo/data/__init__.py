"""The pilot data: the newsletter's cities and units, with made-up people. The same every time for the same day.

Everything counts from the day of loading, so that the demo always stands in the middle of its classes.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from jiangtu.apprenticeships.actions import figures
from jiangtu.core import journal
from jiangtu.core.models import JournalEntry
from jiangtu.notices.actions import telling
from jiangtu.search.actions import rebuild

from . import allowances, classes, delivered, history, mentors, people, programmes, staff, units
from .seed import Seed

TOLD = timedelta(days=14)  # of what happened in these last days people are told


@transaction.atomic
def load(today: date | None = None) -> None:
    """Write the pilot data into a migrated, empty database; all of it or nothing."""
    seed = Seed(today or timezone.localdate())
    with journal.recorded.alone():  # years of history are told to nobody
        _write(seed)
    recent = JournalEntry.objects.filter(on__gt=seed.today - TOLD).order_by("pk").values_list("pk", flat=True)
    telling.tell(recent)
    telling.tell_late(seed.today)


def _write(seed: Seed) -> None:
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
    figures.rebuild(seed.today)
