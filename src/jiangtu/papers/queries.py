"""The code that a paper bears, and what proves the paper to whoever scans it."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.urls import reverse
from django.utils import timezone

from jiangtu.core.vault import seal, unseal

from . import doors, rules
from .doors import Proof
from .rules import Printed

PURPOSE = "papers.code"


@dataclass(frozen=True)
class Stamp:
    """What a paper bears so that it can be proven: its number, and its address and digest for `core.printing`."""

    number: str
    address: str
    digest: str


@dataclass(frozen=True)
class Scanned:
    """What a code proves. `unchanged`: whether the record still says what the paper says."""

    proof: Proof
    printed: Printed
    unchanged: bool

    @property
    def number(self) -> str:
        return rules.number(self.printed.keys)

    @property
    def digest(self) -> str:
        return rules.grouped(self.printed.digest.hex())


def stamp(kind: str, *keys: UUID) -> Stamp:
    """The stamp of a paper that is printed now. Raises LookupError for what no room can prove."""
    proof = _proof(kind, keys)
    if proof is None:
        raise LookupError(f"nothing proves a paper of kind {kind}")
    printed = Printed(kind, keys, rules.digest(proof.facts), timezone.localdate())
    code = urlsafe_b64encode(seal(printed.packed(), purpose=PURPOSE)).decode().rstrip("=")
    return Stamp(rules.number(keys), reverse("papers:paper", args=[code]), rules.grouped(printed.digest.hex()))


def scanned(code: str) -> Scanned | None:
    """What a code proves; None where it is no code of ours. Nobody can make one: it is sealed."""
    try:
        sealed = urlsafe_b64decode(code + "=" * (-len(code) % 4))
        printed = Printed.unpacked(unseal(sealed, purpose=PURPOSE))
    except (ValueError, InvalidTag):
        return None
    proof = _proof(printed.kind, printed.keys)
    return Scanned(proof, printed, rules.digest(proof.facts) == printed.digest) if proof else None


def _proof(kind: str, keys: Sequence[UUID]) -> Proof | None:
    find = {name: each for of_room in doors.proofs for name, each in of_room().items()}.get(kind)
    return find(keys) if find else None
