"""The home of a class: the way up to it, and its pages as tabs, the same on all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from .. import doors

if TYPE_CHECKING:
    from ..models import TrainingClass

register = template.Library()


@register.inclusion_tag("training/_home.html", takes_context=True)
def class_home(context: template.Context, training_class: TrainingClass) -> dict[str, object]:
    """The tabs of the class that the reader has, and where among them this page stands."""
    request = context["request"]
    name = request.resolver_match.view_name if request.resolver_match else ""
    return {"piece": doors.home_of(request.actor, training_class, name).context}


@register.inclusion_tag("core/_crumbs.html")
def class_crumbs(training_class: TrainingClass) -> dict[str, object]:
    """The way up from a page of the class."""
    return {"crumbs": doors.crumbs(training_class)}
