"""The keys of an installation in one encrypted file, apart from the backup they belong to."""

from __future__ import annotations

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from wangyu.base.backup.errors import BackupError, why

MAGIC = b"WANGYU-KEYS-1\n"
SALT, NONCE = 16, 12
SHORTEST = 12


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    derive = Scrypt(salt=salt, length=32, n=2**15, r=8, p=1)
    return AESGCM(derive.derive(passphrase.encode()))


def read_folder(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def require_long(passphrase: str) -> None:
    if len(passphrase) < SHORTEST:
        raise BackupError(
            f"密钥备份的口令(WANGYU_BACKUP_SECRET)没有设置或太短，至少 {SHORTEST} 个字符"
        )


def seal(keys: Mapping[str, bytes], passphrase: str) -> bytes:
    require_long(passphrase)
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    plain = json.dumps({name: b64encode(data).decode() for name, data in keys.items()})
    return MAGIC + salt + nonce + _cipher(passphrase, salt).encrypt(nonce, plain.encode(), MAGIC)


def unseal(data: bytes, passphrase: str) -> dict[str, bytes]:
    if not data.startswith(MAGIC):
        raise BackupError("这不是 wangyu backup 写出的密钥文件")
    salt, nonce, sealed = (
        data[len(MAGIC) : len(MAGIC) + SALT],
        data[len(MAGIC) + SALT : len(MAGIC) + SALT + NONCE],
        data[len(MAGIC) + SALT + NONCE :],
    )
    try:
        plain = _cipher(passphrase, salt).decrypt(nonce, sealed, MAGIC)
    except (InvalidTag, ValueError) as error:
        raise BackupError("密钥文件打不开：口令(WANGYU_BACKUP_SECRET)不对，或文件已损坏") from error
    return {name: b64decode(text) for name, text in json.loads(plain).items()}


def read_given(place: Path, passphrase: str) -> dict[str, bytes]:
    """From an encrypted file, or from a folder kept some other way."""
    try:
        if place.is_dir():
            return read_folder(place)
        return unseal(place.read_bytes(), passphrase)
    except OSError as error:
        raise BackupError(f"密钥 {place} 读不出来：{why(error)}") from error
