"""A device that makes and shows passkeys, as a phone does: `Device().makes(asked)`, `.shows(asked)`.

`asked`: what the page asks the browser for. The answer is what the page's script sends as `credential`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from secrets import token_bytes
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

ORIGIN = "https://testserver"
FLAG = AuthenticatorData.FLAG


class Device:
    """One passkey on one device. `checks=False`: it does not look whose hand holds it."""

    def __init__(self, *, origin: str = ORIGIN, checks: bool = True):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = token_bytes(16)
        self.origin = origin
        self.flags = FLAG.UP | (FLAG.UV if checks else FLAG(0))
        self.handle = ""
        self.counter = 0

    def makes(self, asked: Mapping[str, Any]) -> str:
        """A new passkey for whom the page names."""
        wanted = asked["publicKey"]
        assert wanted["authenticatorSelection"]["residentKey"] == "required"
        assert wanted["authenticatorSelection"]["userVerification"] == "required"
        self.handle = wanted["user"]["id"]
        public = ES256.from_cryptography_key(self.key.public_key())
        held = AttestedCredentialData.create(bytes(16), self.id, public)
        shown = AuthenticatorData.create(sha256(wanted["rp"]["id"].encode()), self.flags | FLAG.AT, 0, held)
        said = self._said("webauthn.create", wanted["challenge"])
        attested = AttestationObject.create("none", shown, {})
        return self._answer(
            {"clientDataJSON": websafe_encode(said), "attestationObject": websafe_encode(attested)},
            {"credProps": {"rk": True}},
        )

    def shows(self, asked: Mapping[str, Any]) -> str:
        """The passkey shown to the page."""
        wanted = asked["publicKey"]
        self.counter += 1
        shown = AuthenticatorData.create(sha256(wanted["rpId"].encode()), self.flags, self.counter)
        said = self._said("webauthn.get", wanted["challenge"])
        signed = self.key.sign(shown + sha256(said), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(said),
                "authenticatorData": websafe_encode(shown),
                "signature": websafe_encode(signed),
                "userHandle": self.handle,
            }
        )

    def _said(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(kind, challenge, self.origin)

    def _answer(self, response: Mapping[str, str], extensions: Mapping[str, Any] | None = None) -> str:
        name = websafe_encode(self.id)
        return json.dumps(
            {"id": name, "rawId": name, "type": "public-key", "response": response,
             "clientExtensionResults": extensions or {}}
        )  # fmt: skip


def asked_on(client: Client, address: str) -> Any:
    """What a page asks the device for."""
    body = client.get(address).content.decode()
    return json.loads(re.search(r'<script id="asked" type="application/json">(.*?)</script>', body)[1])  # type: ignore[index]


def sign_in_by(device: Device, client: Client, **more: str) -> Any:
    """Sign in with the device's passkey on the sign-in page."""
    asked = client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"}).json()
    shown = device.shows(asked["request_options"])
    return client.post("/accounts/2fa/webauthn/login/", {"credential": shown, **more})
