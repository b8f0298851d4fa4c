"""A session that nobody uses ends: phones are shared at the lathe, and offices stand open."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

SEEN = "last_seen"
EVERY = 60  # seconds after which a session's last use is written down anew


def note_use(request: HttpRequest) -> None:
    """The session was used just now."""
    request.session[SEEN] = int(time.time())


class IdleMiddleware:
    """Ends a session after `settings.IDLE_MINUTES` without a request; 0 means never."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.IDLE_MINUTES and request.user.is_authenticated:
            now = int(time.time())
            seen = request.session.get(SEEN, now)
            if now - seen > settings.IDLE_MINUTES * 60:
                logout(request)
                messages.info(request, _("You were signed out because nothing was done for a while. Sign in again."))
            elif now - seen >= EVERY or SEEN not in request.session:
                note_use(request)
        return self.get_response(request)
