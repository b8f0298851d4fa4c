"""Writes of the index: kept in step with facts, and made anew whole. One at a time, so that the later truth stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import connection, transaction

from jiangtu.core.models import JournalEntry
from jiangtu.core.pinyin import name_key

from . import queries, rules
from .doors import Entry, Source
from .models import IndexEntry

CHUNK = 2000
WRITTEN = ("title", "title_en", "typed", "typed_en", "page", "sort_key", "words")


@transaction.atomic
def follow(facts: Iterable[int]) -> None:
    """Bring the entries up to date that these facts (primary keys of the journal) may have changed."""
    _alone()
    told = list(JournalEntry.objects.filter(pk__in=list(facts)).values_list("kind", "threads"))
    for source in queries.sources():
        keys = {key for kind, threads in told if kind in source.follows for key in threads}
        if keys:
            entries = list(source.entries(keys))
            gone = keys - {entry.uuid for entry in entries}
            IndexEntry.objects.filter(kind=source.kind, subject__in=gone).delete()
            _write(source, entries)


@transaction.atomic
def rebuild() -> dict[str, int]:
    """Make the whole index anew. Until it is done everybody finds by the old one. Returns kind -> number of entries."""
    _alone()
    IndexEntry.objects.all().delete()
    return {source.kind: _write(source, source.entries(None)) for source in queries.sources()}


def _alone() -> None:
    """Wait for others who write the index, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('jiangtu.search'))")


def _write(source: Source, entries: Iterable[Entry]) -> int:
    number = 0
    for some in _batches(entries):
        rows = [_row(source, entry) for entry in some]
        IndexEntry.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["kind", "subject"], update_fields=WRITTEN
        )
        number += len(rows)
    return number


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    rest = iter(entries)
    while some := list(islice(rest, CHUNK)):
        yield list({entry.uuid: entry for entry in some}.values())


def _row(source: Source, entry: Entry) -> IndexEntry:
    title, title_en = entry.title[:300], entry.title_en[:300]
    return IndexEntry(
        kind=source.kind,
        subject=entry.uuid,
        title=title,
        title_en=title_en,
        typed=rules.folded(title)[:300],
        typed_en=rules.folded(title_en)[:300],
        page=list(entry.page or (str(entry.uuid),)),
        sort_key=name_key(title),
        words=rules.vector([title, title_en, entry.also]),
    )
