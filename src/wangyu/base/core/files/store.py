"""Keeping bytes: streamed, hashed on the way, synced, renamed into place."""

from __future__ import annotations

import hashlib
import os
import secrets
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from wangyu.base.core.files.inspect import MEGABYTE, BadFileError, inspect

RESERVED = {"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10))}
LONGEST_NAME = 200
_kept: ContextVar[list[str] | None] = ContextVar("kept_files", default=None)


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


def plain_name(name: str) -> str:
    """A name any system can save: no controls, no direction marks, no separators, not too long."""
    name = unicodedata.normalize("NFC", name).encode("utf-8", "ignore").decode()
    name = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cn"})
    name = "".join("_" if c in '/\\:*?"<>|' else c for c in name).strip(" .")
    stem, dot, suffix = name.rpartition(".")
    stem, suffix = (stem, dot + suffix[:20]) if dot else (name, "")
    if not stem or stem.lower() in RESERVED:
        stem = f"材料{stem}"
    return stem[: LONGEST_NAME - len(suffix)] + suffix


@contextmanager
def kept_if_done() -> Iterator[None]:
    """Files stored inside are removed again when the block fails: no file without its row."""
    names = _kept.get()
    token = None
    if names is None:
        names = []
        token = _kept.set(names)
    mark = len(names)
    try:
        yield
    except BaseException:
        for name in names[mark:]:
            remove(name)
        raise
    finally:
        if token:
            _kept.reset(token)


def sweep(known: Collection[str], *, older_than: float) -> list[str]:
    """Remove what a killed process left: files no row names, last written before a time (epoch)."""
    root = Path(settings.MEDIA_ROOT)
    left = [p for p in root.glob("??/*") if p.name not in known and p.stat().st_mtime < older_than]
    for path in left:
        path.unlink(missing_ok=True)
    return sorted(path.name for path in left)


def _new() -> tuple[str, Path]:
    name = secrets.token_hex(20)
    names = _kept.get()
    if names is not None:
        names.append(name)
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    return name, path


def store(upload: Upload, *, limit_mb: int) -> Stored:
    """Keep an upload. Raises BadFileError, and then keeps nothing."""
    name, path = _new()
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
    name, path = _new()
    path.write_bytes(data)
    return name


def open_stored(name: str) -> BinaryIO:
    return path_of(name).open("rb")


def remove(name: str) -> None:
    path_of(name).unlink(missing_ok=True)
