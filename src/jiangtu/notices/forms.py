"""Choosing what goes where: a line for each kind, and the hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from jiangtu.core.actor import Actor
from jiangtu.core.edits import EditForm
from jiangtu.core.forms import Clock
from jiangtu.people import queries as people
from jiangtu.people.doors import FirstStep

from . import queries
from .actions import choosing, sms
from .models import Reception
from .rules import Kind, Wish, unasked
from .states import MailWay

if TYPE_CHECKING:
    from jiangtu.people.models import Person

HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]


class FirstForm(FirstStep):
    """The first time: by mail how, for all kinds alike, and whether by text message too; what can reach the person."""

    mail = forms.ChoiceField(
        label=_("Mail about what concerns you"),
        required=False,
        choices=[("", _("what is urgent at once, the rest once a day")), *MailWay.choices],
        widget=forms.RadioSelect,
    )
    sms = forms.BooleanField(label=_("Text messages about what concerns you"), required=False)

    def __init__(self, *args: Any, mail: bool, sms: bool, **more: Any):
        super().__init__(*args, **more)
        if not mail:
            del self.fields["mail"]
        if not sms:
            del self.fields["sms"]

    def keep(self, *, by: Actor) -> None:
        """The choice for every kind there is for this role; where nothing was chosen, each kind's urgency decides."""
        mail, sms = self.cleaned_data.get("mail", ""), bool(self.cleaned_data.get("sms"))
        if mail or sms:
            unchosen = {kind.code: unasked(kind.urgency) for kind in queries.kinds_for(by)}
            choosing.choose({code: Wish(mail or w.mail, w.push, sms) for code, w in unchosen.items()}, by=by)


def first_step(actor: Actor, given: Mapping[str, object] | None) -> FirstForm | None:
    """What somebody is asked the first time; nothing, where neither mail nor text message reaches them."""
    key = actor.person or 0
    mail = bool(people.contacts([key])[key].email)
    texts = sms.offered() and key in people.with_phone([key])
    return FirstForm(given, mail=mail, sms=texts) if mail or texts else None


class ChoosingForm(EditForm):
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

    def __init__(self, data: Mapping[str, object] | None, *, about: Person, kinds: Iterable[Kind], sms: bool):
        self.kinds, self.sms = list(kinds), sms
        super().__init__(data, about=about)
        for kind in self.kinds:
            named = {"title": kind.title}
            self.fields[f"mail {kind.code}"] = forms.ChoiceField(
                label=_("Mail: %(title)s") % named, choices=MailWay.choices
            )
            self.fields[f"push {kind.code}"] = forms.BooleanField(
                label=_("On the phone's screen: %(title)s") % named, required=False
            )
            if sms:
                self.fields[f"sms {kind.code}"] = forms.BooleanField(
                    label=_("Text message: %(title)s") % named, required=False
                )

    def standing(self, person: Person) -> dict[str, Any]:
        reception, chosen = queries.receptions([person.pk]).get(person.pk) or Reception(), queries.chosen_by(person.pk)
        stands = {name: getattr(reception, name) for name in ("quiet_from", "quiet_to", "digest_hour", "language")}
        for kind in self.kinds:
            wish = chosen.get(kind.code, unasked(kind.urgency))
            stands |= {f"{way} {kind.code}": getattr(wish, way) for way in ("mail", "push", "sms")}
        return stands

    def last(self) -> str:
        return ""  # the journal keeps no choices

    def lines(self) -> list[tuple[Kind, list[BoundField]]]:
        """Each kind with its two or three fields."""
        ways = ("mail", "push", "sms") if self.sms else ("mail", "push")
        return [(kind, [self[f"{way} {kind.code}"] for way in ways]) for kind in self.kinds]

    def hours(self) -> list[BoundField]:
        """The fields that stand for all kinds."""
        return [self[name] for name in ("digest_hour", "quiet_from", "quiet_to", "language")]

    def hours_chosen(self) -> dict[str, Any]:
        """The hours and the language, as the act takes them."""
        return {name: self.cleaned_data[name] for name in ("quiet_from", "quiet_to", "digest_hour", "language")}

    def wishes(self) -> dict[str, Wish]:
        """What was chosen, by kind."""
        given = self.cleaned_data
        return {
            kind.code: Wish(given[f"mail {kind.code}"], given[f"push {kind.code}"], bool(given.get(f"sms {kind.code}")))
            for kind in self.kinds
        }
