"""Editing without losing what another saved: a form carries what it showed of the thing, and before it saves over
what was changed since, it says what stands now and keeps what was typed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from django import forms
from django.db import connection, models
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

from . import outcome
from .phrases import written


class EditForm(forms.Form):
    """A form that changes what stands. About nothing (`about` None) it begins something new.

    `standing`: what stands of the thing now, by field: the form's first values. The page carries a digest of each.
    """

    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, about: Any = None, initial: Mapping[str, Any] | None = None, **kwargs: Any):
        self.about = about
        first = {**(self.standing(about) if about else {}), **(initial or {})}
        super().__init__(*args, **kwargs | {"initial": first})
        if about:
            first["shown"] = self._version(first)
        else:
            del self.fields["shown"]

    def standing(self, thing: Any) -> Mapping[str, Any]:
        """What stands of the thing now: field's name → value, as the field takes it."""
        raise NotImplementedError

    def overtaken(self) -> bool:
        """Whether what was shown was changed since, otherwise than this form would; the form then says what stands.

        Asked in the transaction of the act: from here on the saves of this thing wait for each other.
        """
        if not self.about:
            return False
        _alone(self.about)
        thing = type(self.about)._base_manager.filter(pk=self.about.pk).first()
        now = self.standing(thing) if thing else {}
        shown = self._shown()
        others = [
            name
            for name, value in now.items()
            if name in self.fields and not self.fields[name].disabled
            and shown.get(name) != (digest := _digest(self._plain(name, value)))
            and digest != _digest(self._plain(name, self.cleaned_data.get(name)))
        ]  # fmt: skip
        if others:
            self._say(others, now)
        return bool(others)

    def _say(self, others: Iterable[str], now: Mapping[str, Any]) -> None:
        data: Any = self.data
        self.data = data = data.copy()
        data[self.add_prefix("shown")] = self._version(now)
        self.add_error(None, _("Not saved yet: this was changed after you opened the page."))
        if last := outcome.done_last(self.about):
            self.add_error(None, last)
        self.add_error(None, _("What you typed stands below, beside what is on record now. Save again to replace it."))
        for name in others:
            self.add_error(name, _("On record now: %(now)s") % {"now": self._said(name, now[name])})

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self.cleaned_data.pop("shown", None)

    def _shown(self) -> dict[str, str]:
        with suppress(ValueError):
            told = json.loads(self.data.get(self.add_prefix("shown"), ""))
            return told if isinstance(told, dict) else {}
        return {}

    def _version(self, values: Mapping[str, Any]) -> str:
        told = {name: _digest(self._plain(name, value)) for name, value in values.items() if name in self.fields}
        return json.dumps(told, separators=(",", ":"))

    def _plain(self, name: str, value: Any) -> Any:
        return _plain(self.fields[name].prepare_value(value))

    def _said(self, name: str, value: Any) -> str:
        """A field's value as its form writes it for the reader."""
        field, plain = self.fields[name], self._plain(name, value)
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
        return sorted(map(_plain, value))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, models.Model):
        return str(value.pk)
    return str(value).replace("\r\n", "\n").strip()


def _digest(plain: Any) -> str:
    return hashlib.blake2s(json.dumps(plain).encode(), digest_size=6).hexdigest()
