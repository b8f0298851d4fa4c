"""One hat at a time: puts `request.actor` on every request, and lets nobody go on whose hat has ended."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangtu.core.actor import VISITOR

from .queries import memberships
from .states import SEES_OTHERS

# What stays open to someone who has still to set up the second factor.
WITHOUT_SECOND_FACTOR = (
    "mfa_activate_totp",
    "people:passkeys",
    "mfa_reauthenticate_webauthn",
    "account_reauthenticate",
    "account_logout",
    "core:language",
    "core:health",
    "institutions:wear",
)


class HatMiddleware:
    """Reads the chosen membership from the session; the first in force when none was chosen.

    A chosen hat that has ended is never silently replaced in the middle of an act: the request is not carried out.
    Without any hat in force the session ends. A role that sees other people's data first sets up its second factor.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor, request.hats = VISITOR, []  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            answer = self._put_on(request) or self._second_factor(request) or self.get_response(request)
            # Phones and offices' computers are shared: what one signed in has read, no cache and no "back" shows again.
            answer.headers.setdefault("Cache-Control", "private, no-store")
            return answer
        return self.get_response(request)

    def _put_on(self, request: HttpRequest) -> HttpResponse | None:
        person = request.user.person_id  # type: ignore[union-attr]
        hats = memberships.hats(person, on=timezone.localdate()) if person else []
        if not hats:
            logout(request)
            messages.warning(
                request, _("None of your roles is in force now. Ask your institution if that is a mistake.")
            )
            return redirect("account_login")
        chosen = request.session.get("hat")
        worn = next((hat for hat in hats if str(hat.uuid) == chosen), None)
        if worn is None and chosen:
            del request.session["hat"]
            messages.warning(request, _("The role you were acting in has ended; nothing was done under it just now."))
            return redirect("/")
        request.hats = hats  # type: ignore[attr-defined]
        request.actor = memberships.actor(worn or hats[0])  # type: ignore[attr-defined]
        return None

    def _second_factor(self, request: HttpRequest) -> HttpResponse | None:
        if not settings.REQUIRE_SECOND_FACTOR or request.actor.role not in SEES_OTHERS:  # type: ignore[attr-defined]
            return None
        if request.path.startswith(settings.STATIC_URL) or is_mfa_enabled(request.user):
            return None
        if request.path in {reverse(name) for name in WITHOUT_SECOND_FACTOR}:
            return None
        messages.info(
            request, _("Your role sees other people's data. Set up a second factor first; it takes a minute.")
        )
        return redirect("mfa_activate_totp")
