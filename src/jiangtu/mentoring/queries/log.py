"""Log entries that wait for a mentor's countersignature."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from jiangtu.core.actor import Actor
from jiangtu.training.queries import logbook

from .. import access
from ..models import Pair
from .pairs import in_force_on


def waiting(actor: Actor) -> list[Any]:
    """The entries of the mentor's own apprentices that wait, oldest first; of days on which the pair was in force."""
    enrolments: Any = Pair.objects.filter(access.own_pairs(actor)).order_by().values("apprenticeship__enrolment")
    found = list(logbook.waiting_entries(enrolments))
    theirs = in_force_on([(entry.enrolment_id, entry.on) for entry in found], actor)
    return [entry for entry in found if (entry.enrolment_id, entry.on) in theirs]


def chosen(actor: Actor, uuids: Iterable[UUID | str]) -> list[Any]:
    """Those log entries by uuid that the mentor reads, whatever their state."""
    return list(logbook.entries(seen_by=actor).filter(uuid__in=list(uuids)))
