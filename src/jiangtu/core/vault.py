"""Sealing of personal data: AES-GCM with a key kept outside the database, and a keyed hash to find it again."""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from .home import key

VERSION = b"\x01"  # first byte of every sealed value: which key and algorithm sealed it


def seal(plain: bytes, *, purpose: str) -> bytes:
    """Encrypt; the purpose is bound in, so that a value copied into another field does not open."""
    nonce = os.urandom(12)
    return VERSION + nonce + AESGCM(key("seal")).encrypt(nonce, plain, purpose.encode())


def unseal(sealed: bytes, *, purpose: str) -> bytes:
    """Decrypt. Raises cryptography's InvalidTag when the value, its purpose or the key is another than sealed it."""
    sealed = bytes(sealed)
    if sealed[:1] != VERSION:
        raise ValueError("sealed with a version this release does not know")
    return AESGCM(key("seal")).decrypt(sealed[1:13], sealed[13:], purpose.encode())


def fingerprint(text: str, *, purpose: str) -> str:
    """A keyed hash (HMAC-SHA256, hex) to find and compare a value without reading it."""
    return hmac.new(key("fingerprint"), f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()


class Sealed:
    """A value as it stands in its column. `reveal()` opens it and nothing else does: neither fetching, printing,
    comparing nor copying. It is true when there is something to open."""

    __slots__ = ("_plain", "_purpose", "_sealed")

    def __init__(self, sealed: bytes = b"", *, purpose: str = "", plain: str = ""):
        """`sealed` as it was stored for `purpose`; or `plain`, which is yet to be stored."""
        self._sealed, self._purpose, self._plain = sealed, purpose, plain

    def reveal(self) -> str:
        """The text in full, "" where there is none. Raises cryptography's InvalidTag as `unseal` does."""
        return unseal(self._sealed, purpose=self._purpose).decode() if self._sealed else self._plain

    def stored(self, purpose: str) -> bytes:
        """As its column keeps it: what was stored for this purpose stays as it is, everything else is sealed now."""
        if self._sealed and self._purpose == purpose:
            return self._sealed
        return seal(self.reveal().encode(), purpose=purpose) if self else b""

    def __bool__(self) -> bool:
        return bool(self._sealed or self._plain)

    def __repr__(self) -> str:
        return "<sealed>" if self else "<nothing sealed>"

    def __str__(self) -> str:
        raise TypeError("a sealed value is opened by reveal() alone")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str):
            raise TypeError("a sealed value equals no text: compare what reveal() gives")
        return self is other

    __hash__ = object.__hash__


class SealedAttribute(DeferredAttribute):
    """What a model has for a sealed field: text that is put in comes out as `Sealed`, as from the database."""

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = Sealed(plain=value) if isinstance(value, str) else value


if TYPE_CHECKING:
    Bytes = models.BinaryField[str | Sealed, Sealed]
else:
    Bytes = models.BinaryField


class SealedField(Bytes):
    """Text that stands encrypted in its column and is `Sealed` in Python. It cannot be searched or sorted."""

    descriptor_class = SealedAttribute

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", b"")
        kwargs["editable"] = True
        super().__init__(*args, **kwargs)

    @property
    def purpose(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_default(self) -> Sealed:
        return Sealed()

    def from_db_value(self, value: bytes | memoryview | None, expression: object, connection: object) -> Sealed:
        return Sealed(bytes(value or b""), purpose=self.purpose)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        kept = value if isinstance(value, Sealed) else Sealed(plain=value or "")
        return super().get_db_prep_value(kept.stored(self.purpose), connection, prepared)

    def value_to_string(self, obj: Any) -> str:
        raise TypeError("sealed values are not serialised")
