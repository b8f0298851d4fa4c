"""The journal: what was done, by whom, under which hat and by which rule. Written in the transaction of the act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models import QuerySet
from django.utils import timezone

from .actor import Actor
from .models import JournalEntry

Change = Mapping[str, Any] | None


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
    JournalEntry.objects.bulk_create(entries, batch_size=2000)


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


Names = Callable[[set[UUID]], dict[UUID, str]]
_names: list[Names] = []


def use_names(resolver: Names) -> None:
    """A room that can name uuids (people, institutions) says so here; the timeline asks all of them."""
    if resolver not in _names:
        _names.append(resolver)


def names(keys: set[UUID]) -> dict[UUID, str]:
    """The names of those keys that some room knows; one query for each room."""
    found: dict[UUID, str] = {}
    for resolver in _names:
        found |= resolver(keys)
    return found
