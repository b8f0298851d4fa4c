"""A paper's number, the digest of what it says, and what its code carries. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID

DIGEST = 8  # bytes
LOOKED_AT = 500  # papers that one connection may look at on a day: an office behind one address checks a class's


def number(keys: Iterable[UUID]) -> str:
    """The number that a paper bears, the same at each print: it tells it from all others (5F3A-91C2-77B0)."""
    return grouped(hashlib.sha256(b"".join(key.bytes for key in keys)).hexdigest()[:12])


def grouped(digits: str) -> str:
    """Hexadecimal digits as people compare them: capitals, four at a time."""
    return "-".join(digits[at : at + 4] for at in range(0, len(digits), 4)).upper()


def digest(facts: Mapping[str, object]) -> bytes:
    """The mark of all that a paper says: other facts have another."""
    plain = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(plain.encode()).digest()[:DIGEST]


@dataclass(frozen=True)
class Printed:
    """One print: of which kind, of which things, what it said (as a digest), and on which day."""

    kind: str
    keys: tuple[UUID, ...]
    digest: bytes
    on: date

    def packed(self) -> bytes:
        """As the paper's code carries it, before it is sealed."""
        keys = b"".join(key.bytes for key in self.keys)
        return self.digest + self.on.toordinal().to_bytes(4) + bytes([len(self.keys)]) + keys + self.kind.encode()

    @classmethod
    def unpacked(cls, code: bytes) -> Self:
        """The print of a code. Raises ValueError for what is none."""
        on, rest = date.fromordinal(int.from_bytes(code[DIGEST : DIGEST + 4])), code[DIGEST + 5 :]
        end = 16 * code[DIGEST + 4]
        keys = tuple(UUID(bytes=rest[at : at + 16]) for at in range(0, end, 16))
        return cls(rest[end:].decode(), keys, code[:DIGEST], on)
