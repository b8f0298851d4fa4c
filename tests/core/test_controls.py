"""Choices are written as Django's own templates write them."""

from datetime import date
from html.parser import HTMLParser

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy

from jiangtu.core.forms import Day, Renderer

PLAIN = [("", "any"), ("<1>", "X & <b>"), (2, 't"wo'), (True, gettext_lazy("yes"))]
GROUPED = [*PLAIN, ("G & H", [("3", "three"), ("4", "four")])]


class Parts(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        self.found.append(tag)

    def handle_data(self, data):
        self.found += [data.strip()] if data.strip() else []


def parts(written):
    parser = Parts()
    parser.feed(written)
    return parser.found


@pytest.mark.parametrize("value", [None, "", "<1>", 2, '"', "3", True, date(2025, 6, 16)])
@pytest.mark.parametrize(
    "widget",
    [
        forms.Select({"class": "a&b", "disabled": True, "autofocus": False}, PLAIN),
        forms.Select(choices=GROUPED),
        forms.Select(),
        forms.NullBooleanSelect(),
        forms.SelectMultiple(choices=PLAIN),
        Day({"required": True}),
    ],
    ids=lambda widget: type(widget).__name__,
)
def test_a_control_reads_as_djangos_template_writes_it(widget, value):
    ours, theirs = (
        widget.render("na<me", value, {"id": "id_name"}, renderer=each) for each in (Renderer(), DjangoTemplates())
    )
    assert parts(ours) == parts(theirs)
    assert "<b>" not in ours
