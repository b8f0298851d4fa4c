"""A history as its reader reads it: who did what, and what changed by it, in sentences and names of their language.

No key, code or moment stands there as the journal keeps it. What a value is called says, in this order: the thing's
name (`journal.named`), the rooms (`worded`), the choices of the field of its model, the phrase `value:<key>.<value>`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from . import journal, phrases
from .doors import Door
from .masks import mask_name
from .models import JournalEntry
from .money import written as amount_written

NONE = "—"
worded: Door[Callable[[str, Any], str | None]] = Door(
    "core", "worded", "How does this value (of a field of the journal) read? None where the room does not know it."
)


def acts(entries: Iterable[JournalEntry], *, outside: bool = False) -> list[dict[str, Any]]:
    """The entries as acts that a page shows, acts that read the same together; one query for each room that names
    things. `outside`: names are masked, and of what was written only comments are shown."""
    rows = list(entries)
    names = journal.names({key for entry in rows for key in named_in(entry)}) if rows else {}
    return _together(_act(entry, names, outside) for entry in rows)


def fact(entry: JournalEntry, names: Mapping[UUID, str] | None = None) -> str:
    """What was done, as a sentence with the values of both sides."""
    told = {**(entry.before or {}), **(entry.after or {})}
    values = {
        key: _value(entry.kind, key, value, names or {}) for key, value in told.items() if value not in (None, "")
    }
    return str(phrases.known().get(entry.verb, entry.verb)) % defaultdict(str, values)


def changes(entry: JournalEntry, names: Mapping[UUID, str]) -> list[tuple[str, str | None, str]]:
    """What an entry changed: the field's name, how it read before (None where nothing was before) and after. What
    stayed as it was, and what the sentence of the act says already, is left out."""
    before, after = entry.before or {}, entry.after or {}
    said = str(phrases.known().get(entry.verb, ""))
    found = []
    for key in {**before, **after}:
        was, now = before.get(key), after.get(key)
        if was == now or _nothing(was) and _nothing(now) or f"%({key})s" in said:
            continue
        sides = [_value(entry.kind, key, value, names) for value in _apart(was, now)]
        if sides[0] != sides[1]:
            found.append((_label(entry.kind, key, names), None if entry.before is None else sides[0], sides[1]))
    return found


def _apart(was: Any, now: Any) -> tuple[Any, Any]:
    """Of two lists or tables what only one of them has."""
    if isinstance(was, list) and isinstance(now, list):
        return [each for each in was if each not in now], [each for each in now if each not in was]
    if isinstance(was, dict) and isinstance(now, dict):
        same = {key for key in was if was[key] == now.get(key)}
        return tuple({key: each for key, each in side.items() if key not in same} for side in (was, now))  # type: ignore[return-value]
    return was, now


def _nothing(value: object) -> bool:
    return value in (None, "", [], {}, False)


def named_in(entry: JournalEntry) -> Iterator[UUID]:
    """Every key that an entry holds: of who acted, where, and in its values."""
    yield from (key for key in (entry.actor, entry.institution) if key)
    for side in (entry.before, entry.after):
        for key, value in (side or {}).items():
            yield from (
                found for each in (key, *(value if isinstance(value, list) else [value])) if (found := _uuid(each))
            )


def _uuid(value: object) -> UUID | None:
    with suppress(ValueError):
        return UUID(value) if isinstance(value, str) and len(value) == 36 else None
    return None


def _label(kind: str, key: str, names: Mapping[UUID, str]) -> str:
    """The name of a field (`field:<key>`, or `field:<model>.<key>` where a model calls it otherwise), or of the person
    that it is about."""
    if uuid := _uuid(key):
        return names.get(uuid, _("Somebody"))
    known, (first, _space, rest) = phrases.known(), key.partition(" ")
    found = known.get(f"field:{kind}.{key}") or known.get(f"field:{key}")
    return str(found or f"{known.get(f'field:{first}', first)} {_value(kind, first, rest, names)}".strip())


def _value(kind: str, key: str, value: Any, names: Mapping[UUID, str]) -> str:
    """A value as the reader reads it."""
    if value is None or value in ("", [], {}):
        return NONE
    for word in (word for room in worded if (word := room(key, value)) is not None):
        return word
    if isinstance(value, Mapping) and value.keys() == {"amount", "currency"}:
        return amount_written(Decimal(str(value["amount"])), value["currency"])
    if isinstance(value, Mapping):
        return phrases.enumerated(
            f"{_label(kind, part, names)} {_value(kind, part, each, names)}" for part, each in value.items()
        )
    if isinstance(value, list):
        return phrases.enumerated(_value(kind, key, each, names) for each in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return _text(kind, key, value, names)
    return phrases.written(value)


def _text(kind: str, key: str, value: str, names: Mapping[UUID, str]) -> str:
    if uuid := _uuid(value):
        return names.get(uuid, _("what is no longer there"))
    with suppress(ValueError):
        if len(value) == 10:
            return date_format(date.fromisoformat(value))
        if "T" in value:
            return date_format(timezone.localtime(datetime.fromisoformat(value)), "DATETIME_FORMAT")
    known = phrases.known()
    word = _choices(kind, key).get(value) or known.get(f"value:{key}.{value}") or known.get(f"value:{value}")
    return str(word or value)


def _choices(kind: str, key: str) -> Mapping[str, Any]:
    """The words of a field's choices, where the entry's own model has such a field."""
    with suppress(LookupError, FieldDoesNotExist):
        return dict(apps.get_model(kind)._meta.get_field(key).flatchoices)
    return {}


def _act(entry: JournalEntry, names: Mapping[UUID, str], outside: bool) -> dict[str, Any]:
    known, role = phrases.known(), f"role:{entry.role}"
    who = names.get(entry.actor) if entry.actor else _("The system")
    return {
        "entry": entry,
        "what": fact(entry, {} if outside else names),
        "who": mask_name(who) if who and outside and entry.actor in names else who or _("Somebody"),
        "role": str(known[role]) if entry.actor and role in known else "",
        "where": names.get(entry.institution, "") if entry.institution else "",
        "known": {key for key in (entry.actor, entry.institution) if key in names},
        "dated": entry.on if entry.on != timezone.localdate(entry.at) else None,
        "remark": "" if outside and entry.verb != "commented" else entry.remark,
        "changes": [] if outside else changes(entry, names),
    }


def _together(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Acts in a row that read the same, as when one hand closes a stage for twenty, as one line with their number."""
    lines: list[dict[str, Any]] = []
    for act in found:
        last = lines[-1] if lines else None
        if last and _reads_like(act) == _reads_like(last) and not act["remark"]:
            last["times"] += 1
            last["changes"] = []
        else:
            lines.append({**act, "times": 1})
    return lines


def _reads_like(act: Mapping[str, Any]) -> tuple[Any, ...]:
    return (*(act[key] for key in ("what", "who", "role", "where", "dated", "remark")), act["entry"].at.date())
