"""What this room brings to the head of every page: the field."""

from __future__ import annotations

from django.http import HttpRequest

from jiangtu.core import desk
from jiangtu.core.actor import VISITOR
from jiangtu.core.desk import Piece


@desk.pieces.bring
def field(request: HttpRequest) -> Piece | None:
    """The field, for whoever is signed in."""
    return Piece(10, "search/_piece.html") if getattr(request, "actor", VISITOR).signed_in else None
