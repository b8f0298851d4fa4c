"""Programmes can be found, each version by itself."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiangtu.core.desk import Text
from jiangtu.search import doors
from jiangtu.search.doors import Entry, Source

from . import access
from .models import Version


def _entries(keys: set[UUID] | None) -> Iterator[Entry]:
    found = Version.objects.order_by("pk")
    if keys is not None:
        found = found.filter(Q(uuid__in=keys) | Q(programme__uuid__in=keys))
    occupation = ("programme__occupation__name", "programme__occupation__name_en")
    for uuid, name, number, *of in found.values_list("uuid", "programme__name", "number", *occupation).iterator():
        yield Entry(uuid, f"{name} · {number}", also=" ".join(of))


def _colleges(uuids: set[UUID]) -> dict[UUID, Text]:
    found = Version.objects.filter(uuid__in=uuids).select_related("programme__college")
    return {each.uuid: f"{each.programme.college} · {each.get_state_display()}" for each in found}


@doors.sources.bring
def sources() -> tuple[Source, ...]:
    return (PROGRAMMES,)


PROGRAMMES = Source(
    kind="programme", label=_("Programmes"), page="programmes:version", rank=70, entries=_entries,
    visible=lambda actor: Version.objects.filter(access.visible_to(actor)).values("uuid"),
    follows=frozenset({"programmes.Version"}), notes=_colleges,
)  # fmt: skip
