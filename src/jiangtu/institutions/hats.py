"""One hat at a time: puts `request.actor` on every request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from jiangtu.core.actor import VISITOR, Actor

from . import queries


class HatMiddleware:
    """Reads the chosen membership from the session; the first in force when none is chosen or it has ended."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = self.actor(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def actor(self, request: HttpRequest) -> Actor:
        if not request.user.is_authenticated or request.user.person_id is None:
            return VISITOR
        hats = queries.hats(request.user.person_id, on=timezone.localdate())
        request.hats = hats  # type: ignore[attr-defined]
        chosen = request.session.get("hat")
        hat = next((h for h in hats if str(h.uuid) == chosen), hats[0] if hats else None)
        return queries.actor(hat) if hat else VISITOR
