"""What a backup says it holds: every file and every table with its fingerprint, signed.

Pure, so that a backup can be examined on a machine that has nothing but this module.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from wangyu.base.lib.canonical import canonical_json

FORMAT = 1
NAME, SIGNATURE = "manifest.json", "manifest.sig"


class ManifestError(Exception):
    """The list cannot be trusted; carries the sentence."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file: how long it is and what is in it."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Table:
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    name: str
    taken_at: datetime
    """When the database was seen as it stands in this backup."""
    version: str
    vendor: str
    server: str
    database: str
    """Name of the file that holds the database."""
    migrations: tuple[str, ...]
    """"app.0001_name" of every one that had been applied."""
    tables: Mapping[str, Table]
    files: Mapping[str, Item]
    """By path inside the backup, the database's file among them."""

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    @property
    def size(self) -> int:
        return sum(item.size for item in self.files.values())


def write(manifest: Manifest, key: Ed25519PrivateKey) -> tuple[bytes, str]:
    """The bytes of manifest.json and of manifest.sig."""
    facts = asdict(manifest) | {
        "format": FORMAT,
        "public_key": key.public_key().public_bytes_raw().hex(),
    }
    data = canonical_json(facts)
    return data, key.sign(data).hex() + "\n"


def read(data: bytes, signature: str, *, public_key: bytes | None = None) -> Manifest:
    """The manifest, if it is whole, of a format known here, and signed.

    Without ``public_key`` it is held against the key it names itself: that finds damage, but only
    somebody who knows the platform's key can tell a forgery.
    """
    try:
        facts = json.loads(data)
        named = bytes.fromhex(facts["public_key"])
    except (ValueError, KeyError, TypeError) as error:
        raise ManifestError("不是完整的备份清单，文件被截断或改坏") from error
    if public_key is not None and public_key != named:
        raise ManifestError("不是用这个平台的密钥签的，它属于别的平台，或密钥换过")
    _check_signature(data, signature, named)
    if facts["format"] != FORMAT:
        raise ManifestError(
            f"格式是第 {facts['format']} 版，这里只认第 {FORMAT} 版，请换用相应的版本"
        )
    return _manifest(facts)


def _check_signature(data: bytes, signature: str, public_key: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(
            bytes.fromhex(signature.strip()), data
        )
    except (InvalidSignature, ValueError) as error:
        raise ManifestError("与签名不符，清单或签名被改动过") from error


def _manifest(facts: Mapping[str, Any]) -> Manifest:
    return Manifest(
        name=facts["name"],
        taken_at=datetime.fromisoformat(facts["taken_at"]),
        version=facts["version"],
        vendor=facts["vendor"],
        server=facts["server"],
        database=facts["database"],
        migrations=tuple(facts["migrations"]),
        tables={name: Table(**table) for name, table in facts["tables"].items()},
        files={path: Item(**item) for path, item in facts["files"].items()},
    )


def compare_tables(expected: Mapping[str, Table], found: Mapping[str, Table]) -> dict[str, str]:
    """Table and what is wrong with it, for each that is not what it was."""
    wrong = {}
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            wrong[name] = "打开后没有这张表"
        elif name not in expected:
            wrong[name] = "清单里没有这张表"
        elif found[name].rows != expected[name].rows:
            wrong[name] = f"应有 {expected[name].rows} 行，打开后是 {found[name].rows} 行"
        elif found[name].sha256 != expected[name].sha256:
            wrong[name] = "行数相同而内容不同"
    return wrong
