"""What this room brings to every page: the bell, with the number of one's unread notices."""

from __future__ import annotations

from django.http import HttpRequest

from jiangtu.core import desk

from . import queries


@desk.pieces.bring
def bell(request: HttpRequest) -> desk.Piece | None:
    """The bell for whoever is signed in; its number is one query."""
    actor = getattr(request, "actor", None)
    if actor is None or not actor.signed_in or not actor.person:
        return None
    number = queries.unread(actor)
    shown = {"number": min(number, queries.MANY), "many": number > queries.MANY}
    return desk.Piece(20, "notices/_bell.html", shown)
