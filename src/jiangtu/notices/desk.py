"""What this room brings to every page: the bell, with the number of one's unread notices."""

from __future__ import annotations

from django.http import HttpRequest

from jiangtu.core import desk

from . import queries


@desk.pieces.bring
def bell(request: HttpRequest) -> desk.Piece | None:
    """The bell for whoever is signed in; its number is one query. `opened`: this is a page that an unread notice leads
    to, so the browser says that it was opened."""
    actor = getattr(request, "actor", None)
    if actor is None or not actor.signed_in or not actor.person:
        return None
    pages, here = queries.unread(actor), request.get_full_path()
    return desk.Piece(
        20, "notices/_bell.html", {**queries.counted(len(pages)), "opened": here if here in pages else ""}
    )
