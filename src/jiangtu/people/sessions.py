"""Sessions of a database that may be away."""

from __future__ import annotations

from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware as OfDjango
from django.http import HttpRequest, HttpResponse

from jiangtu.core.away import is_away


class SessionMiddleware(OfDjango):
    """Django's takes every fault while a session is saved for a session that was ended meanwhile (400)."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Raises the database's own error when it is away."""
        try:
            return super().process_response(request, response)
        except SessionInterrupted as interrupted:
            fault = interrupted.__context__ and interrupted.__context__.__context__
            if fault and is_away(fault):
                raise fault from fault.__cause__
            raise
