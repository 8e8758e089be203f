"""Receipts: what reached the platform and when, signed, verifiable without the platform.

The signature is Ed25519 over the canonical JSON of number, time and content hash. A verifier needs
this module, ``canonical`` and the public key printed on the receipt page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from wangyu.base.lib.canonical import canonical_json, sha256_of
from wangyu.base.lib.dates import SHANGHAI


@dataclass(frozen=True, slots=True)
class Sealed:
    number: str
    at: datetime
    content_sha256: str
    signature: str


def _message(number: str, at: datetime, content_sha256: str) -> bytes:
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return canonical_json({"number": number, "at": moment, "content_sha256": content_sha256})


def seal(key: Ed25519PrivateKey, content: Mapping[str, Any], at: datetime) -> Sealed:
    """Sign a content. The number is the local day and the first eight digits of the hash."""
    fingerprint = sha256_of({"content": content, "at": at.astimezone(UTC).isoformat()})
    number = f"WY-{at.astimezone(SHANGHAI):%Y%m%d}-{fingerprint[:10].upper()}"
    content_sha256 = sha256_of(content)
    signature = key.sign(_message(number, at, content_sha256)).hex()
    return Sealed(number, at, content_sha256, signature)


def is_genuine(public_key: bytes, sealed: Sealed) -> bool:
    """Whether number, time and content hash are those that were signed."""
    message = _message(sealed.number, sealed.at, sealed.content_sha256)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(
            bytes.fromhex(sealed.signature), message
        )
    except (InvalidSignature, ValueError):
        return False
    return True
