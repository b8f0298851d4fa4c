"""What people send and fill in: a file, and what a kind asks before it is taken over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from jiangtu.core.forms import BeginningForm, FinalForm, Form

from .workbook import MAX_BYTES, TEXTS


class FileForm(BeginningForm):
    """A filled-in template."""

    file = forms.FileField(
        label=_("The filled-in file"),
        help_text=_(
            "An .xlsx file of 50 MB at most. Or text, with commas, semicolons or tabs between the cells (.csv, .txt)."
            " It is kept sealed."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join((".xlsx", *TEXTS))}),
    )

    def clean_file(self) -> UploadedFile:
        given: UploadedFile = self.cleaned_data["file"]
        if (given.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 50 MB. Split it into several."))
        return given


class AskedForm(Form):
    """What a kind asks before its rows are taken over."""

    def __init__(self, *args: Any, fields: Mapping[str, forms.Field], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields.update(fields)


class TakeBackForm(FinalForm):
    """Why what was made of a file is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It is kept with the act."))
