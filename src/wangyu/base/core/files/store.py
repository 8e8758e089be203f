"""Keeping bytes: streamed, hashed on the way, synced, renamed into place."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from wangyu.base.core.files.inspect import MEGABYTE, BadFileError, inspect


class Upload(Protocol):
    name: str | None

    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True, slots=True)
class Stored:
    name: str
    """Generated; says nothing of the original."""
    sha256: str
    size: int
    media_type: str


def path_of(name: str) -> Path:
    """Where a stored file lies: two levels of folders, no extension."""
    return Path(settings.MEDIA_ROOT) / name[:2] / name


def store(upload: Upload, *, limit_mb: int) -> Stored:
    """Keep an upload. Raises BadFileError, and then keeps nothing."""
    name = secrets.token_hex(20)
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        digest, size = _write(part, upload, limit_mb)
        media = inspect(part, upload.name or "")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return Stored(name, digest, size, media)


def _write(part: Path, upload: Upload, limit_mb: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with part.open("xb") as file:
        for chunk in upload.chunks():
            size += len(chunk)
            if size > limit_mb * MEGABYTE:
                raise BadFileError(f"文件超过 {limit_mb} MB,请压缩后再传。")
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def store_bytes(data: bytes) -> str:
    """Keep bytes the platform made itself (a preview). Returns the name."""
    name = secrets.token_hex(20)
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return name


def open_stored(name: str) -> BinaryIO:
    return path_of(name).open("rb")


def remove(name: str) -> None:
    path_of(name).unlink(missing_ok=True)
