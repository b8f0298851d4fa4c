"""The home of a class: where it stands, and its pages as tabs, the same on all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from jiangtu.core.desk import address

from .. import doors

if TYPE_CHECKING:
    from ..models import TrainingClass

register = template.Library()


@register.inclusion_tag("training/_home.html", takes_context=True)
def class_home(context: template.Context, training_class: TrainingClass) -> dict[str, object]:
    """The way to the class and the tabs that the reader has; one tab is the page that is open, or the one above it."""
    request = context["request"]
    name = request.resolver_match.view_name if request.resolver_match else ""
    tabs = [
        (tab.label, address(tab.name, training_class.uuid), tab.name == name or name in tab.below)
        for tab in doors.pages(request.actor, training_class)
    ]
    return {"training_class": training_class, "tabs": tabs, "home": doors.home(training_class.uuid)}


@register.filter
def home(training_class: TrainingClass) -> str:
    """The address of a class's home."""
    return doors.home(training_class.uuid)
