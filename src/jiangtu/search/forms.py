from django import forms
from django.utils.translation import gettext_lazy as _

from jiangtu.core.forms import Form


class SearchForm(Form):
    """What is looked for."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)
