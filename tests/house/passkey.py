"""A passkey without a device: it makes what a browser sends when somebody touches theirs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from wangyu.institutions.people.models import User

Flag = AuthenticatorData.FLAG
NUMBER = b"a key of the tests"
ORIGIN = "http://localhost"


class Passkey:
    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())

    def registered(self, options: Mapping[str, Any]) -> str:
        """The answer to a page that asks for a new key."""
        public = ES256.from_cryptography_key(self.private.public_key())
        key = AttestedCredentialData.create(bytes(16), NUMBER, public)
        flags = Flag.USER_PRESENT | Flag.USER_VERIFIED | Flag.ATTESTED
        data = AuthenticatorData.create(_hash(options["rp"]["id"]), flags, 0, key)
        made = AttestationObject.create("none", AuthenticatorData(data), {})
        told = _told("webauthn.create", options["challenge"])
        return _sent({"clientDataJSON": told, "attestationObject": made}, credProps={"rk": True})

    def signed(self, options: Mapping[str, Any], user: User) -> str:
        """The answer to a page that asks who it is."""
        flags = Flag.USER_PRESENT | Flag.USER_VERIFIED
        data = AuthenticatorData.create(_hash(options["rpId"]), flags, 1)
        told = _told("webauthn.get", options["challenge"])
        signature = self.private.sign(data + _hash(bytes(told)), ec.ECDSA(hashes.SHA256()))
        whose = user_pk_to_url_str(user).encode()
        return _sent({
            "clientDataJSON": told, "authenticatorData": data, "signature": signature,
            "userHandle": whose,
        })  # fmt: skip


def _hash(text: str | bytes) -> bytes:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).digest()


def _told(what: str, challenge: str) -> CollectedClientData:
    return CollectedClientData.create(what, challenge, ORIGIN)


def _sent(response: Mapping[str, bytes], **more: Any) -> str:
    number = websafe_encode(NUMBER)
    coded = {name: websafe_encode(value) for name, value in response.items()}
    return json.dumps({
        "id": number, "rawId": number, "type": "public-key", "response": coded,
        "clientExtensionResults": more, "authenticatorAttachment": "platform",
    })  # fmt: skip
