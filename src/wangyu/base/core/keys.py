"""Keys of an installation, kept beside the data and never in the database."""

from __future__ import annotations

import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

DJANGO, RECEIPT = "django.key", "receipt.key"


def _write_once(file: Path, content: bytes) -> None:
    if file.exists():
        return
    file.touch(mode=0o600)
    file.write_bytes(content)


def ensure_keys(home: Path) -> Path:
    """Make what is missing, readable by the owner alone. Returns the folder."""
    folder = home / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_once(folder / DJANGO, secrets.token_urlsafe(60).encode())
    _write_once(folder / RECEIPT, Ed25519PrivateKey.generate().private_bytes_raw())
    return folder


def receipt_key(home: Path) -> Ed25519PrivateKey:
    """The key that signs receipts."""
    return Ed25519PrivateKey.from_private_bytes((ensure_keys(home) / RECEIPT).read_bytes())
