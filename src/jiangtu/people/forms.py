"""Forms of people's own pages."""

from __future__ import annotations

import re
from typing import Any

import django_filters
from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jiangtu.core.phrases import sentence
from jiangtu.core.tables import YesOrNo

from . import queries
from .actions import people
from .models import Account
from .states import DocumentType


class SignInForm(LoginForm):
    """allauth's form with a plain label; the way to a new password stands below it as a button."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.help_text = _("Username or e-mail"), ""
        login.widget.attrs = {"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
        password.widget.attrs.pop("placeholder", None)


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label=_("Phone"), required=False, max_length=30, widget=forms.TextInput({"autocomplete": "tel", "type": "tel"})
    )

    def clean_phone(self) -> str:
        phone = queries.compact(self.cleaned_data["phone"])
        if phone and not re.fullmatch(r"\+?[0-9]{7,15}", phone):
            raise forms.ValidationError(_("A phone number has 7 to 15 digits."))
        return phone


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("as my browser says")), *settings.LANGUAGES]
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 2}))


class CorrectionForm(ReasonForm):
    """Name and document. The number on record is not shown: a new one replaces it, an empty one leaves it."""

    name = forms.CharField(label=_("Name"), max_length=100)
    document_type = forms.ChoiceField(label=_("Document"), required=False, choices=[("", "—"), *DocumentType.choices])
    document = forms.CharField(
        label=_("New number"), required=False, max_length=40, help_text=_("Leave it empty to keep the one on record."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    field_order = ("name", "document_type", "document", "reason")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if number := given.get("document"):
            verdict = people.sound_document(given.get("document_type") or DocumentType.RESIDENT_ID, number)
            for fault in verdict.reasons():
                self.add_error("document", sentence(fault))
        return given


class MergeForm(ReasonForm):
    """Which record is merged into this one, and why."""

    other = forms.ChoiceField(label=_("Record to merge into this one"), widget=forms.RadioSelect)
    field_order = ("other", "reason")

    def __init__(self, *args: Any, found: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = found  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    words = forms.CharField(label=_("Name or document number"), max_length=100)


class AccountFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Name or username"))
    second_factor = YesOrNo(label=_("Second factor"))
    is_active = YesOrNo(label=_("In use"))

    class Meta:
        model = Account
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Account], name: str, value: str) -> QuerySet[Account]:
        return rows.filter(Q(person__name__icontains=value) | Q(username__icontains=value))
