"""What a seal says, and what does not fit it. Pure: rows and seals come as values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from jiangtu.core.verdict import YES, No, Verdict

Spans = tuple[tuple[int, int], ...]  # a set of keys: each from the first on, up to before the second
SIZE = hashlib.sha256().digest_size
# How much later than its moment of record a row may be committed. Jobs end after half an hour; ours.
LATE = timedelta(hours=6)


@dataclass(frozen=True)
class Content:
    """A seal without its digest.

    `keys`: of the rows; `prints`: their SHA-256, one after the other in that order; `complete`: whether no
    committed row was left to the next seal.
    """

    number: int
    at: datetime
    table: str
    columns: tuple[str, ...]
    keys: Spans
    prints: bytes
    complete: bool
    previous: str


def digest(content: Content) -> str:
    """SHA-256 of all that the seal says, in hex."""
    prints = hashlib.sha256(content.prints).hexdigest()
    said = [
        content.number, content.at.astimezone(UTC).isoformat(), content.table, content.columns, content.keys, prints,
        content.complete, content.previous,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def follows(content: Content, number: int, previous: str) -> Verdict:
    """Whether the seal is the next one (`number`) and holds the digest of the one before."""
    if content.number != number:
        return No("record_seal_missing", have=number)
    return YES if content.previous == previous else No("record_seal_breaks", have=number)


def unbroken(content: Content, said: str, kept: str | None) -> Verdict:
    """Whether the seal is what its digest says, and what somebody kept of it elsewhere."""
    if digest(content) != said:
        return No("record_seal_changed", have=content.number)
    return YES if kept in (None, said) else No("record_seal_not_as_kept", have=content.number)


def same_rows(content: Content, keys: Spans, prints: bytes) -> Verdict:
    """Whether the rows are those that were sealed, found now under the seal's keys; else the first that is not."""
    if prints == content.prints:
        return YES
    found = dict(zip(_each(keys), _split(prints), strict=True))
    for key, kept in zip(_each(content.keys), _split(content.prints), strict=True):
        if found.get(key) != kept:
            code = "sealed_row_changed" if key in found else "sealed_row_gone"
            return No(code, have=str(key), table=content.table, seal=content.number, at=moment(content.at))
    return YES


def in_time(oldest: datetime | None, sealed_before: datetime | None) -> bool:
    """Whether rows, recorded from `oldest` on, can have been missing when the seal before was made.

    One that claims to be much older was put in afterwards.
    """
    return oldest is None or sealed_before is None or oldest >= sealed_before - LATE


def moment(at: datetime) -> str:
    """A moment as it is told: to the second, with its zone."""
    return at.isoformat(sep=" ", timespec="seconds")


def _each(keys: Spans) -> Iterator[int]:
    for first, end in keys:
        yield from range(first, end)


def _split(prints: bytes) -> list[bytes]:
    return [prints[at : at + SIZE] for at in range(0, len(prints), SIZE)]
