"""Keys of an installation, kept beside the data and never in the database."""

from __future__ import annotations

import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

DJANGO, RECEIPT, BACKUP = "django.key", "receipt.key", "backup.key"


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
    for name in (RECEIPT, BACKUP):
        _write_once(folder / name, Ed25519PrivateKey.generate().private_bytes_raw())
    return folder


def receipt_key(home: Path) -> Ed25519PrivateKey:
    """The key that signs receipts."""
    file = home / "keys" / RECEIPT
    return signing_key((file if file.exists() else ensure_keys(home) / RECEIPT).read_bytes())


def backup_key(home: Path) -> Ed25519PrivateKey:
    """The key that signs the lists of backups."""
    return signing_key((ensure_keys(home) / BACKUP).read_bytes())


def public_backup_key(home: Path) -> bytes | None:
    """Of the installation at ``home``; None before it has its keys."""
    file = home / "keys" / BACKUP
    return public_bytes(file.read_bytes()) if file.exists() else None


@lru_cache(maxsize=4)
def signing_key(raw: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(raw)


def public_bytes(raw: bytes) -> bytes:
    return signing_key(raw).public_key().public_bytes_raw()
