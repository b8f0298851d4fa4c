"""What rests on apprenticeships that were just begun: whether they can be taken back as if they had not been."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from jiangtu.core.models import JournalEntry
from jiangtu.training.queries import timetable

from ..models import Apprenticeship

BEGUN = ("apprenticeship begun", "apprenticeship proposed")
# What the act that begins an apprenticeship records and makes itself.
OWN_ACTS = (*BEGUN, "person enrolled")
OWN_ROWS = {"StageProgress", "FigureRow", "PublishedRow", "Attendance", "Apprenticeship"}


def of_keys(keys: Collection[UUID]) -> list[Apprenticeship]:
    """The apprenticeships with these keys, with person, class and enterprise."""
    full = Apprenticeship.objects.select_related(
        "enrolment__person", "enrolment__enterprise", "enrolment__training_class"
    )
    return list(full.filter(uuid__in=list(keys)).order_by("enrolment__person__name_key", "pk"))


def rested_upon(found: Collection[Apprenticeship]) -> list[Apprenticeship]:
    """Those on which something rests: a row of any room points at them or at their place on the register, a later act
    is about them, or a roll was called with them. A constant number of queries."""
    places = {it.enrolment_id: it.pk for it in found}
    called = {uuid: it.pk for it in found for uuid in (it.uuid, it.enrolment.uuid)}
    later = JournalEntry.objects.filter(threads__overlap=list(called)).exclude(verb__in=OWN_ACTS)
    place = Apprenticeship._meta.get_field("enrolment").related_model
    used = {
        *_pointed_at(Apprenticeship, set(places.values())),
        *(places[key] for key in _pointed_at(place, set(places))),
        *(places[key] for key in timetable.marked(places)),
        *(called[key] for threads in later.values_list("threads", flat=True) for key in threads if key in called),
    }
    return [it for it in found if it.pk in used]


def _pointed_at(model: Any, keys: set[int]) -> set[int]:
    """The rows (primary keys) of a table at which rows of whichever room point, save those made with them."""
    found: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        pointing = relation.related_model if relation.auto_created and not relation.concrete else None
        if pointing and pointing.__name__ not in OWN_ROWS:
            rows = pointing._base_manager.filter(**{f"{relation.field.name}__in": keys}).order_by()
            found |= set(rows.values_list(relation.field.attname, flat=True))
    return found
