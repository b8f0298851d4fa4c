"""An apprentice's page is found by the apprenticeship, the place on a class's register, a stage, or the person."""

from __future__ import annotations

from uuid import UUID

from jiangtu.core import links
from jiangtu.core.actor import Actor
from jiangtu.core.desk import address

from . import access
from .models import Apprenticeship

# By what an apprentice is named → the way from the apprenticeship to it.
NAMED = {
    "apprenticeships.Apprenticeship": "uuid",
    "apprenticeships.StageProgress": "stages__uuid",
    "training.Enrolment": "enrolment__uuid",
    "people.Person": "enrolment__person__uuid",
}


def _home(kind: str, way: str) -> links.Home:
    def opens(actor: Actor, uuids: set[UUID]) -> dict[UUID, str]:
        """Of several apprenticeships of a person the latest."""
        found = Apprenticeship.objects.filter(access.visible_to(actor), **{f"{way}__in": uuids}).order_by("pk")
        return {key: address("apprenticeships:detail", uuid) for key, uuid in found.values_list(way, "uuid")}

    return links.Home(kind, opens)


HOMES = tuple(_home(kind, way) for kind, way in NAMED.items())


@links.homes.bring
def homes() -> tuple[links.Home, ...]:
    return HOMES
