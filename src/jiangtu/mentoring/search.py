"""Mentors can be found by name, by who reads their names."""

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
from .models import MentorProfile


def _entries(keys: set[UUID] | None) -> Iterator[Entry]:
    found = MentorProfile.objects.order_by("pk")
    if keys is not None:
        found = found.filter(Q(uuid__in=keys) | Q(person__uuid__in=keys))
    for uuid, name in found.values_list("uuid", "person__name").iterator():
        yield Entry(uuid, name)


def _visible(actor: Actor) -> QuerySet[MentorProfile, UUID] | None:
    """None for who reads names masked: a name is not to be guessed letter by letter."""
    if not reads_names(actor):
        return None
    return MentorProfile.objects.filter(access.mentors_visible_to(actor)).values_list("uuid", flat=True)


def _enterprises(uuids: set[UUID]) -> dict[UUID, Text]:
    found = MentorProfile.objects.filter(uuid__in=uuids).select_related("enterprise")
    return {each.uuid: str(each.enterprise) for each in found}


@doors.sources.bring
def sources() -> tuple[Source, ...]:
    return (MENTORS,)


MENTORS = Source(
    kind="mentor", label=_("Mentors"), page="mentoring:mentor", rank=20, entries=_entries,
    visible=_visible, follows=frozenset({"people.Person", "mentoring.MentorProfile"}), notes=_enterprises,
)  # fmt: skip
