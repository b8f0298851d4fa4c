"""What this room brings to the desks: programmes, and the drafts that wait for their head."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiangtu.core import desk
from jiangtu.core.desk import MANY, Due, Figure, Look, Place, Urgency, address
from jiangtu.core.links import Sentence
from jiangtu.core.phrases import written
from jiangtu.institutions.states import Role

from . import queries
from .states import VersionState

READERS = (
    Role.PROGRAMME_HEAD,
    Role.COLLEGE_TRAINER,
    Role.BUREAU_OFFICER,
    Role.MINISTRY_ANALYST,
    Role.EXPERT,
    Role.PROJECT_OFFICER,
)
PLACES = (
    Place(
        gettext_lazy("Programmes"),
        "programmes:list",
        "stairs",
        gettext_lazy("What is trained"),
        {40: READERS, 78: [role for role in Role if role not in READERS]},
        hint=gettext_lazy("See what is trained, in which stages, with which hours and competences."),
        acts=gettext_lazy("Draft a new programme, change and release it, read and comment"),
    ),
)


@desk.places.bring
def places() -> tuple[Place, ...]:
    return PLACES


@desk.dues.bring
def dues(look: Look) -> Iterator[Due]:
    actor = look.actor
    if not actor.has(Role.PROGRAMME_HEAD):
        return
    own = queries.versions(actor).filter(state=VersionState.DRAFT, programme__college=actor.institution)
    if (n := own.count()) > MANY:
        text = _("%(n)s versions of programmes are drafts") % {"n": written(n)}
        yield Due(Urgency.LOOK, text, "", _("View"), address("programmes:list", state=VersionState.DRAFT), "draft", n)
        return
    for each in own:
        named = {"programme": (each, each.programme.name), "n": each.number}
        text = Sentence(_("%(programme)s, version %(n)s is a draft"), named)
        yield Due(Urgency.LOOK, text, "", _("Continue"), address("programmes:version", each.uuid))


@desk.figures.bring
def figures(look: Look) -> Iterator[Figure]:
    if look.actor.has(Role.EXPERT, Role.PROJECT_OFFICER):
        under_way = queries.versions(look.actor).filter(state__in=[VersionState.DRAFT, VersionState.RELEASED])
        yield Figure(11, _("Programmes"), under_way.count(), "", address("programmes:list"))
