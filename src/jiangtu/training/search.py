"""Classes can be found, by number and name."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from jiangtu.core.desk import Text
from jiangtu.search import doors
from jiangtu.search.doors import Entry, Source

from .models import TrainingClass
from .queries import classes


def _entries(keys: set[UUID] | None) -> Iterator[Entry]:
    found = TrainingClass.objects.order_by("pk")
    if keys is not None:
        found = found.filter(uuid__in=keys)
    for uuid, number, name in found.values_list("uuid", "number", "name").iterator():
        yield Entry(uuid, f"{number} {name}")


def _colleges(uuids: set[UUID]) -> dict[UUID, Text]:
    found = TrainingClass.objects.filter(uuid__in=uuids).select_related("college")
    return {each.uuid: f"{each.college} · {each.get_state_display()}" for each in found}


@doors.sources.bring
def sources() -> tuple[Source, ...]:
    return (CLASSES,)


CLASSES = Source(
    kind="class", label=_("Classes"), page="desks:class", rank=30, entries=_entries,
    visible=lambda actor: classes.classes(seen_by=actor).values("uuid"),
    follows=frozenset({"training.TrainingClass"}), notes=_colleges,
)  # fmt: skip
