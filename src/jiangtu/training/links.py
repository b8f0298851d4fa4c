"""Classes have their home, entries of the log their page."""

from __future__ import annotations

from uuid import UUID

from jiangtu.core import links
from jiangtu.core.actor import Actor
from jiangtu.core.desk import address

from . import doors
from .queries import classes, logbook


def _classes(actor: Actor, uuids: set[UUID]) -> dict[UUID, str]:
    found = classes.classes(seen_by=actor).filter(uuid__in=uuids).order_by()
    return {uuid: doors.home(uuid) for uuid in found.values_list("uuid", flat=True)}


def _entries(actor: Actor, uuids: set[UUID]) -> dict[UUID, str]:
    found = logbook.entries(seen_by=actor).filter(uuid__in=uuids).order_by()
    return {uuid: address("training:entry", uuid) for uuid in found.values_list("uuid", flat=True)}


@links.homes.bring
def homes() -> tuple[links.Home, ...]:
    return links.Home("training.TrainingClass", _classes), links.Home("training.LogEntry", _entries)
