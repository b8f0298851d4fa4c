"""Sealing of personal data: AES-GCM with a key kept outside the database, and a keyed hash to find it again."""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

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


class SealedField(models.BinaryField):
    """Text that stands encrypted in its column and reads as text in Python. It cannot be searched or sorted."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", b"")
        kwargs["editable"] = True
        super().__init__(*args, **kwargs)

    @property
    def purpose(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_default(self) -> str:
        return ""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        return unseal(value, purpose=self.purpose).decode() if value else ""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = seal(value.encode(), purpose=self.purpose) if value else b""
        return super().get_db_prep_value(sealed, connection, prepared)

    def value_to_string(self, obj: Any) -> str:
        raise TypeError("sealed values are not serialised")
