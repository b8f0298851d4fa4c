"""The journal: what was done, by whom, under which hat and by which rule. Written in the transaction of the act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models import QuerySet
from django.utils import timezone

from .actor import Actor
from .copying import create
from .doors import Door
from .models import JournalEntry

Change = Mapping[str, Any] | None
PERSON, INSTITUTION = "people.Person", "institutions.Institution"  # what an entry names, besides its subject


def record(
    verb: str,
    subject: models.Model,
    *,
    by: Actor,
    on: date | None = None,
    before: Change = None,
    after: Change = None,
    rulebook: str = "",
    remark: str = "",
    threads: Iterable[UUID] = (),
) -> JournalEntry:
    """Append one past-tense fact ("stage closed"). `threads`: other things whose history should show it.

    Raises RuntimeError outside a transaction: an act and its entry stand or fall together.
    """
    entry = entry_for(
        verb, subject, by=by, on=on, before=before, after=after, rulebook=rulebook, remark=remark, threads=threads
    )
    record_all([entry])
    return entry


def record_all(entries: Iterable[JournalEntry]) -> None:
    """Append many facts in one statement (made with `entry_for`)."""
    if not connection.in_atomic_block:
        raise RuntimeError("journal entries are written in the transaction of the act they record")
    written = create(entries)
    if (seen := _watched.get()) is not None:
        seen.extend(written)
    for follow in recorded:
        follow(written)


_watched: ContextVar[list[JournalEntry] | None] = ContextVar("watched", default=None)


@contextmanager
def watched() -> Iterator[list[JournalEntry]]:
    """The facts that are written meanwhile, a list that grows: a page says by it whether its act changed anything."""
    facts: list[JournalEntry] = []
    before = _watched.set(facts)
    try:
        yield facts
    finally:
        _watched.reset(before)


# Asked in the act's own transaction: whoever has work to do asks for a job there, so both stand or neither.
recorded: Door[Callable[[Sequence[JournalEntry]], None]] = Door(
    "core", "recorded", "What follows from facts that are just written?"
)


def entry_for(
    verb: str,
    subject: models.Model,
    *,
    by: Actor,
    on: date | None = None,
    before: Change = None,
    after: Change = None,
    rulebook: str = "",
    remark: str = "",
    threads: Iterable[UUID] = (),
) -> JournalEntry:
    """The entry, not yet written: for acts on many things at once."""
    key: UUID = subject.uuid  # type: ignore[attr-defined]
    return JournalEntry(
        verb=verb,
        kind=subject._meta.label,
        subject=key,
        threads=list(dict.fromkeys([key, *threads])),
        on=on or timezone.localdate(),
        actor=by.person_uuid,
        institution=by.institution_uuid,
        role=by.role,
        before=plain(before),
        after=plain(after),
        rulebook=rulebook,
        remark=remark,
    )


def plain(change: Change) -> Any:
    """Values as JSON holds them: dates, uuids and decimals as text."""
    import json

    return None if change is None else json.loads(json.dumps(dict(change), cls=DjangoJSONEncoder))


def history(*threads: UUID) -> QuerySet[JournalEntry]:
    """Everything that happened to these things, newest first."""
    return JournalEntry.objects.filter(threads__overlap=list(threads)).order_by("-id")


AT_ONCE = 1_000  # what one hand does in one act: a whole roster confirmed, a stage closed for a class


def recent(found: QuerySet[JournalEntry], limit: int) -> list[JournalEntry]:
    """The newest of a history with all that reads like the last of them: the number beside it is never a part of it."""
    rows = list(found[:limit])
    if len(rows) < limit:
        return rows
    last = rows[-1]
    alike = {name: getattr(last, name) for name in ("verb", "actor", "role", "institution", "on")}
    since = timezone.localtime(last.at).replace(hour=0, minute=0, second=0, microsecond=0)
    return [*rows, *found.filter(**alike, at__gte=since, pk__lt=last.pk)[:AT_ONCE]]


# Rooms that can name uuids (people, institutions): the timeline asks all of them.
named: Door[Callable[[set[UUID]], dict[UUID, str]]] = Door("core", "named", "What are these called, in a history?")


def names(keys: set[UUID]) -> dict[UUID, str]:
    """The names of those keys that some room knows, from the lowest room up (mostly people and houses) until all are
    found: at most one query for each room."""
    found: dict[UUID, str] = {}
    for of_room in reversed([*named]):
        if left := keys - found.keys():
            found |= of_room(left)
    return found


class Changed(TypedDict, total=False):
    """Both sides of a change, as `record` takes them; empty, so false, when nothing changed."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]


def values(thing: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """The present values of a row's fields, to be compared after the change."""
    return {name: getattr(thing, name) for name in fields}


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changed:
    """Only what differs, on both sides: `if changed := difference(a, b): record(…, **changed)`.

    A name that stands on one side alone counts as changed, and stands on that side alone.
    """
    missing = object()
    differing = [name for name in {**before, **after} if before.get(name, missing) != after.get(name, missing)]
    if not differing:
        return Changed()
    return Changed(
        before={name: before[name] for name in differing if name in before},
        after={name: after[name] for name in differing if name in after},
    )
