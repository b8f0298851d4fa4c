"""allauth in our house: sign-up by invitation only, secrets of the second factor sealed."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter

from jiangtu.core.vault import seal, unseal

PURPOSE = "people.second_factor"


class InvitedOnly(DefaultAccountAdapter):
    """allauth's adapter with its open sign-up shut."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False


class SealedSecrets(DefaultMFAAdapter):
    """Keys of authenticator apps and seeds of recovery codes stand sealed in their table."""

    def encrypt(self, text: str) -> str:
        return b64encode(seal(text.encode(), purpose=PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(b64decode(encrypted_text), purpose=PURPOSE).decode()
