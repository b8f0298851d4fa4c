"""What stands at the top of each page: the pages of the role, the hat one wears, what rooms bring, the language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jiangtu.core import desk
from jiangtu.core.actor import VISITOR, Actor
from jiangtu.core.desk import Piece, Place, Text
from jiangtu.institutions.states import Role
from jiangtu.training import doors as training_doors

if TYPE_CHECKING:
    from jiangtu.institutions.models import Institution, Membership

CLASSES = "training:classes"
BAR = 6  # words in the bar; the other pages stand under "More"
TABS = 4  # tabs at the foot of a phone beside "More"
ON_THE_PHONE = (Role.APPRENTICE, Role.ENTERPRISE_MENTOR, Role.COLLEGE_TRAINER, Role.TOWNSHIP_COORDINATOR)


@dataclass(frozen=True)
class Item:
    """A page one can go to."""

    label: Text
    url: str
    icon: str
    current: bool


@dataclass(frozen=True)
class Hat:
    """A role somebody may act in."""

    uuid: UUID
    role: str
    institution: Institution
    current: bool


def masthead(request: HttpRequest) -> dict[str, object]:
    """The context of `core/base.html`. Asks the database nothing: the hats stand on the request."""
    actor = getattr(request, "actor", VISITOR)
    places = desk.of_role(actor.role)
    items = _items(request, places)
    more = [_more(request)] if len(places) > BAR else []
    hats = [_hat(actor, each) for each in getattr(request, "hats", ())]
    return {
        "nav": [*items[:BAR], *more],
        "tabs": [*items[:TABS], *more] if actor.has(*ON_THE_PHONE) else [],
        "hats": hats if len(hats) > 1 else [],
        "hat": next((each for each in hats if each.current), None),
        "signed_in_as": _name(request),
        # Asked for by whole pages alone: what is drawn without the head gets this context too.
        "pieces": SimpleLazyObject(lambda: pieces(request)),
        "wear_url": _url("institutions:wear"),
        "hats_url": _url("institutions:hats"),
        "account_url": _url("people:me"),
        "login_url": _url("account_login"),
        "logout_url": _url("account_logout"),
        "other_language": _other_language(),
        "example_data": getattr(settings, "EXAMPLE_DATA", False),
        "outbox_url": _url(getattr(settings, "OUTBOX_PAGE", "")),
    }


def pieces(request: HttpRequest) -> list[Piece]:
    """What the rooms bring to the head of the page: a field to search in, a bell."""
    found = (bring(request) for bring in desk.pieces)
    return sorted((piece for piece in found if piece is not None), key=lambda piece: piece.rank)


def grouped(actor: Actor) -> list[tuple[Text, list[Place]]]:
    """The role's pages below their headings, in the order in which their first one stands."""
    groups: dict[str, tuple[Text, list[Place]]] = {}
    for place in desk.of_role(actor.role):
        groups.setdefault(str(place.group), (place.group, []))[1].append(place)
    return list(groups.values())


def _name(request: HttpRequest) -> str:
    """Whose session it is. The person stands beside the hats that were asked for."""
    hats = getattr(request, "hats", ())
    return str(hats[0].person) if hats else ""


def _hat(actor: Actor, membership: Membership) -> Hat:
    current = membership.role == actor.role and actor.at(membership.institution_id)
    return Hat(membership.uuid, membership.get_role_display(), membership.institution, current)


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _items(request: HttpRequest, places: list[Place]) -> list[Item]:
    """The pages as links; current is the one that is open or stands above it. Pages of a class, whichever room has
    them, stand below the classes, where the role has these among its pages."""
    match = request.resolver_match
    name = match.view_name if match else ""
    of_class = training_doors.of_a_class(name) and any(place.name == CLASSES for place in places)
    my_own = request.path.startswith(reverse("people:me"))  # below the head, in whichever room's address

    def here(place: Place, url: str) -> bool:
        if of_class:
            return place.name == CLASSES
        return bool(name) and not my_own and (name == place.name or (url != "/" and request.path.startswith(url)))

    addresses = [(place, reverse(place.name)) for place in places]
    # Of several that the page stands below, the nearest.
    current = max((url for place, url in addresses if here(place, url)), key=len, default="")
    return [Item(place.label, url, place.icon, url == current) for place, url in addresses]


def _more(request: HttpRequest) -> Item:
    match = request.resolver_match
    return Item(_("More"), reverse("desks:more"), "menu-2", match is not None and match.view_name == "desks:more")


def _other_language() -> dict[str, str]:
    now = get_language()
    code, name = next((each for each in settings.LANGUAGES if each[0] != now), ("en", "English"))
    return {"code": code, "name": name, "tag": "zh-Hans" if code.startswith("zh") else code}
