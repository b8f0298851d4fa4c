"""What people type: Measures, periods, reasons, objections and their answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangtu.core.forms import BeginningForm, DayField, FinalForm


class ReasonForm(FinalForm):
    """Why a run is dropped, or a choice of Measures taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class WordForm(BeginningForm):
    """A word to HR."""

    word = forms.CharField(label=_("What is not right"), widget=forms.Textarea, max_length=2000)


class AnswerForm(FinalForm):
    """HR's answer to an objection."""

    word = forms.CharField(label=_("Answer"), widget=forms.Textarea, max_length=2000)


class MeasuresForm(BeginningForm):
    """Which Measures an enterprise follows, and from when."""

    measures = forms.ChoiceField(label=_("Measures"), widget=forms.HiddenInput)
    since = DayField(label=_("Follow them from"))

    def __init__(self, *args: Any, schemes: Iterable[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["measures"].choices = [(name, name) for name in schemes]  # type: ignore[attr-defined]


class PeriodForm(BeginningForm):
    """The period of an allowance run."""

    period_from = DayField(label=_("From"))
    period_to = DayField(label=_("To"))


def last_half_year(today: date) -> tuple[date, date]:
    """The latest half of a calendar year that is over."""
    if today > date(today.year, 6, 30):
        return date(today.year, 1, 1), date(today.year, 6, 30)
    return date(today.year - 1, 7, 1), date(today.year - 1, 12, 31)
