"""What stands at the top of each page: the pages of the role, the hat one wears, the language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

TRAINING = ("enterprise_mentor", "enterprise_hr", "college_trainer", "programme_head", "township_coordinator")
LOOKING = ("bureau_officer", "ministry_analyst", "expert", "project_officer")
KEEPING = ("enterprise_hr", "programme_head", "township_coordinator")  # who give roles and register small firms
OVERSEEING = ("administrator", "bureau_officer", "project_officer")

# (what it is called, the url's name, an icon for the phone's tabs, the roles that have it); one whose room has no such
# page yet is left out.
NAV: list[tuple[Any, str, str, tuple[str, ...]]] = [
    (_("Today"), "desks:desk", "home", ("apprentice",)),
    (_("Desk"), "desks:desk", "home", (*TRAINING, *LOOKING, "administrator")),
    (_("Log"), "training:log", "notebook", ("apprentice",)),
    (_("My path"), "desks:path", "route", ("apprentice",)),
    (_("Log"), "mentoring:countersign", "notebook", ("enterprise_mentor",)),
    (_("Classes"), "training:classes", "school", (*TRAINING, "bureau_officer", "expert", "project_officer")),
    (_("Apprentices"), "apprenticeships:list", "users", (*TRAINING, "bureau_officer")),
    (_("Mentors"), "mentoring:mentors", "user-check", ("enterprise_hr", "programme_head", "township_coordinator")),
    (_("Allowance"), "allowances:runs", "coin", ("enterprise_hr", "enterprise_mentor")),
    (_("Programmes"), "programmes:list", "stairs", ("programme_head", "college_trainer", *LOOKING)),
    (_("Institutions"), "institutions:list", "map-pin", (*KEEPING, *OVERSEEING)),
    (_("Accounts"), "people:accounts", "users", ("administrator",)),
    (_("Figures"), "desks:analysis", "chart-bar", ("programme_head", *LOOKING)),
    (_("Rules"), "desks:rules", "scale", (*TRAINING, *LOOKING, "administrator")),
    (_("Me"), "people:me", "user", ("apprentice",)),
]


@dataclass(frozen=True)
class Item:
    """A page one can go to."""

    label: Any
    url: str
    icon: str
    current: bool


@dataclass(frozen=True)
class Hat:
    """A role somebody may act in."""

    uuid: Any
    role: Any
    institution: Any
    current: bool


def masthead(request: HttpRequest) -> dict[str, Any]:
    """The context of `core/base.html`. Asks the database nothing: the hats stand on the request."""
    role = getattr(getattr(request, "actor", None), "role", "")
    nav = [item for item in (_item(request, *each) for each in NAV if role in each[3]) if item]
    hats = [_hat(request, each) for each in getattr(request, "hats", ())]
    return {
        "nav": nav,
        "tabs": nav if role == "apprentice" else [],
        "hats": hats if len(hats) > 1 else [],
        "hat": next((each for each in hats if each.current), None),
        "wear_url": _url("institutions:wear"),
        "account_url": _url("people:me"),
        "login_url": _url("account_login"),
        "logout_url": _url("account_logout"),
        "other_language": _other_language(),
        "example_data": getattr(settings, "EXAMPLE_DATA", False),
    }


def _hat(request: HttpRequest, membership: Any) -> Hat:
    actor = request.actor  # type: ignore[attr-defined]
    current = membership.role == actor.role and actor.at(membership.institution_id)
    return Hat(membership.uuid, membership.get_role_display(), membership.institution, current)


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _item(request: HttpRequest, label: Any, name: str, icon: str, roles: tuple[str, ...]) -> Item | None:
    url = _url(name)
    if not url:
        return None
    match = request.resolver_match
    here = match is not None and (match.view_name == name or (url != "/" and request.path.startswith(url)))
    return Item(label, url, icon, here)


def _other_language() -> dict[str, str]:
    now = get_language()
    code, name = next((each for each in settings.LANGUAGES if each[0] != now), ("en", "English"))
    return {"code": code, "name": name, "tag": "zh-Hans" if code.startswith("zh") else code}
