"""Sealed roots: what is signed, and the files they are published as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from wangyu.base.lib.canonical import canonical_json

KIND = "wangyu.audit.root"
ROOTS_FORMAT, DAY_FORMAT = "wangyu-audit-roots/1", "wangyu-audit-day/1"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A root as it is published. Times are ISO 8601, hashes hexadecimal."""

    day: str
    size: int
    root: str
    chain_hash: str
    sealed_at: str
    signature: str = ""


def _signed(sealed: Sealed) -> bytes:
    return canonical_json(asdict(replace(sealed, signature="")) | {"kind": KIND})


def sign(key: Ed25519PrivateKey, sealed: Sealed) -> Sealed:
    return replace(sealed, signature=key.sign(_signed(sealed)).hex())


def is_genuine(public_key: bytes, sealed: Sealed) -> bool:
    """Whether everything the root says is what was signed."""
    try:
        signature = bytes.fromhex(sealed.signature)
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, _signed(sealed))
    except (InvalidSignature, ValueError):
        return False
    return True


def roots_file(public_key: bytes, roots: Sequence[Sealed]) -> dict[str, Any]:
    """Every root, oldest first."""
    return {
        "format": ROOTS_FORMAT,
        "public_key": public_key.hex(),
        "roots": [asdict(root) for root in roots],
    }


def day_file(
    public_key: bytes,
    root: Sealed,
    *,
    before: Sealed | None,
    proof: Sequence[bytes],
    leaves: Sequence[bytes],
) -> dict[str, Any]:
    """One day: its root, the proof that the log only grew since the root before, and its leaves.

    The leaves are hashes; they name the row when somebody has rewritten the whole log.
    """
    return {
        "format": DAY_FORMAT,
        "public_key": public_key.hex(),
        "root": asdict(root),
        "before": asdict(before) if before else None,
        "consistency": [step.hex() for step in proof],
        "leaves": [leaf.hex() for leaf in leaves],
    }
