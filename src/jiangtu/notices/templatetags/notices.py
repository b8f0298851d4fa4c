"""A notice's sentence, and what kind it is."""

from __future__ import annotations

from django import template

from .. import queries
from ..models import Notice

register = template.Library()


@register.filter
def said(notice: Notice) -> str:
    """The notice as a sentence."""
    return queries.said(notice)


@register.filter
def kind_title(notice: Notice) -> str:
    """What kind of notice it is."""
    return queries.title(notice.kind)
