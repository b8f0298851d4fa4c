"""Choosing what goes where: a line for each kind, and the hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from jiangtu.core.forms import Clock

from .models import Reception
from .rules import Kind, Wish, unasked
from .states import MailWay

HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]


class ChoosingForm(forms.Form):
    """Three fields for each kind, named by its code, and the hours and language."""

    quiet_from = forms.TimeField(
        label=_("Quiet from"), widget=Clock(), help_text=_("From then on nothing is sent at once.")
    )
    quiet_to = forms.TimeField(
        label=_("Quiet until"), widget=Clock(), help_text=_("Then it is sent. The same time twice: no quiet hours.")
    )
    digest_hour = forms.TypedChoiceField(
        label=_("Mail once a day at"), choices=HOURS, coerce=int, help_text=_("All notices of the day in one mail.")
    )
    language = forms.ChoiceField(
        label=_("Language of mail and messages"),
        required=False,
        choices=[("", _("as my pages are")), *settings.LANGUAGES],
    )

    def __init__(
        self,
        data: Mapping[str, object] | None,
        *,
        kinds: Iterable[Kind],
        chosen: Mapping[str, Wish],
        reception: Reception,
        sms: bool,
    ):
        self.kinds, self.sms = list(kinds), sms
        hours = {name: getattr(reception, name) for name in ("quiet_from", "quiet_to", "digest_hour", "language")}
        super().__init__(data, initial=hours)
        for kind in self.kinds:
            wish = chosen.get(kind.code, unasked(kind.urgency))
            named = {"title": kind.title}
            self.fields[f"mail {kind.code}"] = forms.ChoiceField(
                label=_("Mail: %(title)s") % named, choices=MailWay.choices, initial=wish.mail
            )
            self.fields[f"push {kind.code}"] = forms.BooleanField(
                label=_("On the phone's screen: %(title)s") % named, required=False, initial=wish.push
            )
            if sms:
                self.fields[f"sms {kind.code}"] = forms.BooleanField(
                    label=_("Text message: %(title)s") % named, required=False, initial=wish.sms
                )

    def lines(self) -> list[tuple[Kind, list[BoundField]]]:
        """Each kind with its two or three fields."""
        ways = ("mail", "push", "sms") if self.sms else ("mail", "push")
        return [(kind, [self[f"{way} {kind.code}"] for way in ways]) for kind in self.kinds]

    def hours(self) -> list[BoundField]:
        """The fields that stand for all kinds."""
        return [self[name] for name in ("digest_hour", "quiet_from", "quiet_to", "language")]

    def wishes(self) -> dict[str, Wish]:
        """What was chosen, by kind."""
        given = self.cleaned_data
        return {
            kind.code: Wish(given[f"mail {kind.code}"], given[f"push {kind.code}"], bool(given.get(f"sms {kind.code}")))
            for kind in self.kinds
        }
