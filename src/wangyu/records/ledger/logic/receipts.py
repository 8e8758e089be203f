"""Receipts: what reached the platform and when, signed, verifiable without the platform.

The signature is Ed25519 over the canonical JSON of everything else on it. A verifier needs this
module, ``canonical`` and the public key; ``tools/verify_receipt.py`` is one in a single file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from wangyu.base.lib.canonical import canonical_json, sha256_of
from wangyu.base.lib.dates import SHANGHAI

FORMAT = "wangyu-receipt/1"


@dataclass(frozen=True, slots=True)
class Sealed:
    number: str
    verb: str
    """What was done: "submit" or "sign"."""
    revision: int
    at: datetime
    content_sha256: str
    signature: str = ""


def _signed_facts(sealed: Sealed) -> dict[str, Any]:
    facts = asdict(replace(sealed, at=sealed.at.astimezone(UTC)))
    return {name: facts[name] for name in facts if name != "signature"}


def as_file(sealed: Sealed) -> dict[str, Any]:
    """The receipt as it is downloaded: what is signed, and the signature; nothing else."""
    plain = _signed_facts(sealed)
    plain["at"] = plain["at"].isoformat()
    return {"format": FORMAT, **plain, "signature": sealed.signature}


def seal(
    key: Ed25519PrivateKey, content: Mapping[str, Any], *, verb: str, revision: int, at: datetime
) -> Sealed:
    """Sign a content. The number is the local day and the first digits of a hash over the rest."""
    plain = Sealed("", verb, revision, at, sha256_of(content))
    day = f"{at.astimezone(SHANGHAI):%Y%m%d}"
    numbered = replace(plain, number=f"WY-{day}-{sha256_of(_signed_facts(plain))[:10].upper()}")
    return replace(numbered, signature=key.sign(canonical_json(_signed_facts(numbered))).hex())


def is_genuine(public_key: bytes, sealed: Sealed) -> bool:
    """Whether everything the receipt says is what was signed."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(
            bytes.fromhex(sealed.signature), canonical_json(_signed_facts(sealed))
        )
    except (InvalidSignature, ValueError):
        return False
    return True
