"""What this room brings to the desks: institutions that are not whole, and small enterprises gathered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jiangtu.core import desk
from jiangtu.core.actor import Actor
from jiangtu.core.desk import Beginning, Due, Figure, Look, Place, Urgency, address
from jiangtu.core.links import Sentence
from jiangtu.core.phrases import written

from .models import Partner
from .queries import institutions, invitations, partnerships
from .states import Role

HOUSES = gettext_lazy("Institutions")
PLACES = (
    Place(
        HOUSES,
        "institutions:list",
        "map-pin",
        HOUSES,
        {
            20: [Role.ADMINISTRATOR],
            25: [Role.TOWNSHIP_COORDINATOR],
            45: [Role.PROJECT_OFFICER, Role.BUREAU_OFFICER],
            70: [
                Role.ENTERPRISE_HR,
                Role.PROGRAMME_HEAD,
                Role.COLLEGE_TRAINER,
                Role.MINISTRY_ANALYST,
                Role.EXPERT,
                Role.ENTERPRISE_MENTOR,
                Role.APPRENTICE,
            ],
        },
        hint=gettext_lazy("Find colleges, enterprises and offices, and with whom they work."),
        acts=gettext_lazy("Register an institution, people and roles, invite"),
    ),
    Place(
        gettext_lazy("Partnerships"),
        "institutions:partnerships",
        "map-pin",
        HOUSES,
        {75: desk.EVERYBODY},
        acts=gettext_lazy("Begin a partnership"),
    ),
)


@desk.places.bring
def places() -> tuple[Place, ...]:
    return PLACES


@desk.beginnings.bring
def beginning(actor: Actor) -> Beginning | None:
    if actor.has(Role.ADMINISTRATOR):
        text = _("Nothing to do. A new institution begins with its record and an invitation to its first person.")
        return Beginning(text, _("Register an institution"), address("institutions:register"))
    if actor.has(Role.TOWNSHIP_COORDINATOR):
        text = _(
            "Nothing to do. Register the small enterprises of your township, then bring their people into a pooled"
            " class."
        )
        return Beginning(text, _("Register an enterprise"), address("institutions:register"))
    return None


@desk.dues.bring
def dues(look: Look) -> Iterator[Due]:
    actor, on = look.actor, look.on
    if actor.has(Role.ADMINISTRATOR):
        seen = institutions.institutions(seen_by=actor)
        yield from ending(invitations.invitations_ending(on=on).count())
        yield from unmanned(seen.filter(institutions.lacking("people", on=on)).count())
        yield from uncoded(seen.filter(institutions.lacking("code", on=on)).count(), lacking("code"))
    if actor.has(Role.ENTERPRISE_HR) and actor.institution is not None:
        yield from asked_by(partnerships.asked(actor.institution))
    if actor.has(Role.TOWNSHIP_COORDINATOR) and actor.institution is not None:
        n = institutions.gathered(actor.institution).filter(institutions.lacking("code", on=on)).count()
        yield from uncoded(n, address("institutions:list", gathered="uncoded"))


@desk.figures.bring
def figures(look: Look) -> Iterator[Figure]:
    actor = look.actor
    if actor.has(Role.ADMINISTRATOR):
        n = institutions.institutions(seen_by=actor).count()
        yield Figure(10, _("Institutions"), n, "", address("institutions:list"))
    if actor.has(Role.TOWNSHIP_COORDINATOR) and actor.institution is not None:
        n = institutions.gathered(actor.institution).count()
        yield Figure(5, _("Enterprises gathered"), n, "", address("institutions:list", gathered="us"))


def lacking(what: str) -> str:
    """The list of the institutions that lack it."""
    return address("institutions:list", lacks=what)


def asked_by(found: Iterable[Partner]) -> Iterator[Due]:
    """Colleges that ask for a partnership; nothing of the enterprise is seen before it agrees."""
    for each in found:
        text = Sentence(_("%(college)s asks for a partnership"), {"college": each.partnership.college})
        note = _("Until you agree it sees nothing of you but your name.")
        url = address("institutions:partnership", each.partnership.uuid)
        yield Due(Urgency.WAITS, text, note, _("Answer"), url)


def ending(n: int) -> Iterator[Due]:
    """Invitations that nobody has answered and that end soon."""
    if n:
        text = ngettext("%(n)s invitation ends within three days", "%(n)s invitations end within three days", n)
        note = _("Send it anew, or withdraw it.")
        yield Due(
            Urgency.WAITS, text % {"n": written(n)}, note, _("View"), lacking("invitation"), "invitations-ending", n
        )


def unmanned(n: int) -> Iterator[Due]:
    """Institutions without people."""
    if n:
        text = ngettext("%(n)s institution has nobody in a role", "%(n)s institutions have nobody in a role", n)
        yield Due(
            Urgency.WAITS,
            text % {"n": written(n)},
            _("Invite its first person."),
            _("View"),
            lacking("people"),
            "unmanned",
            n,
        )


def uncoded(n: int, url: str) -> Iterator[Due]:
    """Enterprises without a credit code."""
    if n:
        text = ngettext(
            "%(n)s enterprise has no credit code recorded", "%(n)s enterprises have no credit code recorded", n
        )
        yield Due(Urgency.LOOK, text % {"n": written(n)}, "", _("View"), url, "uncoded", n)
