"""The bell in the masthead, and a notice's sentence."""

from __future__ import annotations

from typing import Any

from django import template

from .. import queries
from ..models import Notice

register = template.Library()


@register.inclusion_tag("notices/_bell.html", takes_context=True)
def bell(context: dict[str, Any]) -> dict[str, Any]:
    """The bell with the number of one's unread notices; nothing for visitors. One query."""
    actor = getattr(context.get("request"), "actor", None)
    if actor is None or not actor.signed_in or not actor.person:
        return {"shown": False, "number": 0, "many": False}
    number = queries.unread(actor)
    return {"shown": True, "number": min(number, queries.MANY), "many": number > queries.MANY}


@register.filter
def said(notice: Notice) -> str:
    """The notice as a sentence."""
    return queries.said(notice)


@register.filter
def kind_title(notice: Notice) -> str:
    """What kind of notice it is."""
    return queries.title(notice.kind)
