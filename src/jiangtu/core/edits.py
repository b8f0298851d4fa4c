"""Editing without losing what another saved: a form carries what it showed of the thing, and before it saves over
what was changed since, it says what stands now and keeps what was typed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from django import forms
from django.db import connection, models
from django.utils.choices import flatten_choices
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from . import outcome
from .forms import BeginningForm
from .phrases import written


class EditForm(BeginningForm):
    """A form that changes what stands. About nothing (`about` None) it begins something new.

    `standing`: what stands of the thing now, by field: the form's first values. The page carries a digest of each.
    What it names beside the fields is what the page shows next to them; then `concerns` says whether it counts.
    """

    shown = forms.CharField(required=False, widget=forms.HiddenInput({"id": False}))

    def __init__(self, *args: Any, about: Any = None, initial: Mapping[str, Any] | None = None, **kwargs: Any):
        self.about = about
        stands = self.standing(about) if about else {}
        first = {**stands, "shown": lambda: self._version(stands), **(initial or {})} if about else initial
        super().__init__(*args, **kwargs | {"initial": first})
        self.fields.pop("once" if about else "shown", None)

    def standing(self, thing: Any) -> Mapping[str, Any]:
        """What stands of the thing now: name → value, as the field of that name takes it."""
        raise NotImplementedError

    def concerns(self, name: str) -> bool:
        """Whether what stands under the name would be changed by this form."""
        return name in self.fields and not self.fields[name].disabled

    def overtaken(self) -> bool:
        """Whether what was shown was changed since, otherwise than this form would; the form then says what stands.

        From here on the saves of this thing wait for each other.
        """
        if not self.about:
            return False
        _alone(self.about)
        thing = self.about._meta.model._base_manager.filter(pk=self.about.pk).first()
        now = self.standing(thing) if thing else {}
        shown = self._shown()
        others = [
            name
            for name, value in now.items()
            if self.concerns(name)
            and shown.get(name) != (digest := _digest(self._plain(name, value)))
            and digest not in [_digest(self._plain(name, value)) for value in self.meant(name)]
        ]  # fmt: skip
        if others:
            self._say(others, now)
        return bool(others)

    def meant(self, name: str) -> list[object]:
        """What the form would save under the name: as it was read, and as it was typed."""
        return [self.cleaned_data.get(name), self[name].value()] if name in self.fields else []

    def _say(self, others: Iterable[str], now: Mapping[str, Any]) -> None:
        data: Any = self.data
        self.data = data = data.copy()
        data[self.add_prefix("shown")] = self._version(now)
        self.add_error(None, _("Not saved yet: this was changed after you opened the page."))
        if last := self.last():
            self.add_error(None, last)
        self.add_error(None, _("What you typed stands below, beside what is on record now. Save again to replace it."))
        for name in others:
            self.mark(name, _("On record now: %(now)s") % {"now": self.said(name, now[name])})

    def mark(self, name: str, stands: str) -> None:
        """Put what stands beside what was typed."""
        self.add_error(name if name in self.fields else None, stands)

    def last(self) -> str:
        """What was done last, by whom and when; empty where the journal does not keep it."""
        return outcome.done_last(self.about)

    def _post_clean(self) -> None:
        super()._post_clean()
        self.cleaned_data.pop("shown", None)

    def _shown(self) -> dict[str, str]:
        with suppress(ValueError):
            told = json.loads(str(self.data.get(self.add_prefix("shown"), "")))
            return told if isinstance(told, dict) else {}
        return {}

    def _version(self, values: Mapping[str, Any]) -> str:
        told = {name: _digest(self._plain(name, value)) for name, value in values.items()}
        return json.dumps(told, separators=(",", ":"))

    def _plain(self, name: str, value: Any) -> Any:
        return _plain(self.fields[name].prepare_value(value) if name in self.fields else value)

    def said(self, name: str, value: Any) -> str:
        """A value as the form writes it for the reader."""
        field, plain = self.fields.get(name), self._plain(name, value)
        if isinstance(field, forms.BooleanField):
            return _("yes") if value else _("no")
        if isinstance(field, forms.ChoiceField):
            flat: Iterable[tuple[Any, Any]] = flatten_choices(field.choices)  # type: ignore[arg-type]
            called = {_plain(key): label for key, label in flat}
            chosen = plain if isinstance(plain, list) else [plain]
            return written([str(called.get(each, each)) for each in chosen if each]) or "—"
        return written(value if not isinstance(value, str) else value.strip()) or "—"


def _alone(thing: models.Model) -> None:
    """Wait until no other form about the thing is being saved; to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{thing._meta.label}:{thing.pk}"])


def _plain(value: Any) -> Any:
    """A value as what stands and what was typed compare: numbers, days and keys as text, several in order."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple, set, frozenset, models.QuerySet)):
        return sorted(map(_plain, value), key=str)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, models.Model):
        return str(value.pk)
    return str(value).replace("\r\n", "\n").strip()


def _digest(plain: Any) -> str:
    """Keyed: what is shown masked cannot be guessed from it."""
    return salted_hmac("core.edits", json.dumps(plain)).hexdigest()[:12]
