"""Apprentices can be found by name, by who reads their names."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jiangtu.core.actor import Actor
from jiangtu.core.desk import Text
from jiangtu.institutions.queries.names import reads_names
from jiangtu.search import doors
from jiangtu.search.doors import Entry, Source

from . import access
from .models import Apprenticeship


def _entries(keys: set[UUID] | None) -> Iterator[Entry]:
    found = Apprenticeship.objects.order_by("pk")
    if keys is not None:
        found = found.filter(Q(uuid__in=keys) | Q(enrolment__person__uuid__in=keys))
    for uuid, name in found.values_list("uuid", "enrolment__person__name").iterator():
        yield Entry(uuid, name)


def _visible(actor: Actor) -> QuerySet[Apprenticeship, UUID] | None:
    """None for who reads names masked: a name is not to be guessed letter by letter."""
    if not reads_names(actor):
        return None
    return Apprenticeship.objects.filter(access.visible_to(actor)).values_list("uuid", flat=True)


def _classes(uuids: set[UUID]) -> dict[UUID, Text]:
    of = ("enrolment__enterprise", "enrolment__training_class")
    found = Apprenticeship.objects.filter(uuid__in=uuids).select_related(*of)
    return {each.uuid: f"{each.enrolment.training_class} · {each.enrolment.enterprise}" for each in found}


@doors.sources.bring
def sources() -> tuple[Source, ...]:
    return (APPRENTICES,)


APPRENTICES = Source(
    kind="apprentice", label=_("Apprentices"), page="apprenticeships:detail", rank=10, entries=_entries,
    visible=_visible, follows=frozenset({"people.Person", "apprenticeships.Apprenticeship"}), notes=_classes,
)  # fmt: skip
