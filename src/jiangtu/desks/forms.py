"""What one asks of the desks' pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangtu.core.desk import Text
from jiangtu.core.forms import BeginningForm, DayField, Form


class CommentForm(BeginningForm):
    words = forms.CharField(
        label=_("Comment"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the history, with your name and role, for everybody who sees this page."),
    )
    button, said = _("Post comment"), _("Your comment stands in the history.")


class AnswerForm(CommentForm):
    """What those say who were asked."""

    words = forms.CharField(
        label=_("Answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "It stands in the history, with your name and role, for everybody who sees this page. Name no apprentice: "
            "those who look on read it too."
        ),
    )
    button, said = _("Post answer"), _("Your answer stands in the history.")


class PeriodForm(Form):
    """By what the figures are grouped, and of which time."""

    by = forms.ChoiceField(label=_("By"), required=False)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, Text]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["by"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first. Choose a later one."))
        return found


class RuleForm(Form):
    """Which rule, for which place or scheme, on which day."""

    name = forms.ChoiceField(label=_("Rulebook"), required=False)
    where = forms.ChoiceField(label=_("Place or scheme"), required=False)
    on = DayField(label=_("On"), required=False)

    def __init__(self, *args: Any, names: list[tuple[str, str]], places: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["name"].choices = names  # type: ignore[attr-defined]
        self.fields["where"].choices = places  # type: ignore[attr-defined]
