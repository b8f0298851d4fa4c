"""How every form is written: label, hint, field, error, bound together for those who listen to the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _

from . import sms
from .phrases import sentence
from .verdict import Refused

P = ParamSpec("P")


class Renderer(DjangoTemplates):
    """FORM_RENDERER of the settings: `{{ form }}` gives our markup, sign-in pages included."""

    form_template_name = "core/_form.html"
    field_template_name = "core/_field.html"


class Day(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None):
        super().__init__(attrs, format="%Y-%m-%d")


class PhoneNumber(forms.CharField):
    """A phone number that can get text messages, however written; it comes out as `sms.normalised` gives it."""

    def __init__(self, **more: Any):
        widget = forms.TextInput({"autocomplete": "tel", "type": "tel"})
        super().__init__(**{"label": _("Phone"), "max_length": 30, "widget": widget, **more})

    def clean(self, value: Any) -> str:
        given = str(super().clean(value) or "")
        number = sms.normalised(given)
        if given and not number:
            raise forms.ValidationError(
                _("That is no phone number. Write a Chinese mobile number, or + and the country's code before it.")
            )
        return number


class Clock(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self, attrs: dict[str, object] | None = None):
        super().__init__(attrs, format="%H:%M")


def done(form: forms.Form, act: Callable[P, object], *args: P.args, **values: P.kwargs) -> Any:
    """What the act returns, or None when it was refused: the reason then stands in the form, beside what was typed."""
    try:
        return act(*args, **values)
    except Refused as refusal:
        if refusal.verdict.code == "no_right":
            raise
        for reason in refusal.verdict.reasons() or [refusal.verdict]:
            form.add_error(None, sentence(reason))
        return None
