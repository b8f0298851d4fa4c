"""Occupations and competences can be found by everybody; they come from the packs."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from jiangtu.core.desk import Text
from jiangtu.search import doors
from jiangtu.search.doors import Entry, Source

from . import access
from .models import Competence, Occupation


def _occupations(keys: set[UUID] | None) -> Iterator[Entry]:
    found = Occupation.objects.order_by("pk")
    for each in found if keys is None else found.filter(uuid__in=keys):
        yield Entry(each.uuid, each.name, each.name_en, page=(each.code,))


def _competences(keys: set[UUID] | None) -> Iterator[Entry]:
    found = Competence.objects.select_related("framework").order_by("pk")
    for each in found if keys is None else found.filter(uuid__in=keys):
        yield Entry(each.uuid, each.name, each.name_en, page=(each.framework.key, each.key))


def _frameworks(uuids: set[UUID]) -> dict[UUID, Text]:
    found = Competence.objects.filter(uuid__in=uuids).select_related("framework")
    return {each.uuid: str(each.framework) for each in found}


@doors.sources.bring
def sources() -> tuple[Source, ...]:
    return SOURCES


SOURCES = (
    Source(
        kind="occupation", label=_("Occupations"), page="competences:occupation", rank=75, entries=_occupations,
        visible=lambda actor: Occupation.objects.filter(access.visible_to(actor)).values("uuid"),
        follows=frozenset({"competences.Occupation"}),
    ),
    Source(
        kind="competence", label=_("Competences"), page="competences:detail", rank=80, entries=_competences,
        visible=lambda actor: Competence.objects.filter(access.visible_to(actor)).values("uuid"),
        follows=frozenset({"competences.Competence"}), notes=_frameworks,
    ),
)  # fmt: skip
