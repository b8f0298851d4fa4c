"""An apprentice's page is found by the apprenticeship, the place on a class's register, a stage, or the person."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiangtu.core import links
from jiangtu.core.actor import Actor
from jiangtu.core.desk import Text, address
from jiangtu.institutions import doors as institution_doors
from jiangtu.training import doors as training_doors
from jiangtu.training.queries import classes

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


@institution_doors.lists.bring
def way_to_apprentices(name: str, named: Mapping[str, UUID], actor: Actor) -> list[tuple[Text, str]]:
    """The list of all apprentices, and that of a class."""
    if name == "apprenticeships:list":
        return [(pgettext("page", "Apprentices"), address(name))]
    if name == "apprenticeships:class-people":
        of = classes.training_class(named["uuid"], seen_by=actor)
        return [*training_doors.crumbs(of), (_("People"), address(name, of.uuid))]
    return []
