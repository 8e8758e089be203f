"""Keeping bytes: streamed, hashed on the way, examined, synced, renamed into place."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from wangyu.base.core.examine.kinds import FILMS, MEGABYTE, BadFileError, Measured, Seen
from wangyu.base.core.examine.names import plain_name
from wangyu.base.core.files import clamd, sandbox

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
    file_name: str
    """The given name as any system can save it, with the extension of what is kept."""
    preview_name: str = ""
    measured: Measured = field(default_factory=dict)
    """seconds, width, height, pages, chars, created: see ``examine.kinds.Seen``."""


def path_of(name: str) -> Path:
    """Where a stored file lies: two levels of folders, no extension."""
    return Path(settings.MEDIA_ROOT) / name[:2] / name


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
    return remove_old(Path(settings.MEDIA_ROOT).glob("??/*"), known, older_than)


def remove_old(paths: Iterable[Path], known: Collection[str], older_than: float) -> list[str]:
    """Of these; one that is gone meanwhile was removed by somebody else. Returns the names."""
    gone = []
    for path in paths:
        with suppress(FileNotFoundError):
            if path.name not in known and path.stat().st_mtime < older_than:
                path.unlink()
                gone.append(path.name)
    return sorted(gone)


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
    given = upload.name or ""
    name, path = _new()
    part = path.with_suffix(".part")
    try:
        digest, size = _write(part, upload, limit_mb)
        return _keep(part, given, digest, size, name)
    finally:
        part.unlink(missing_ok=True)


def limit_mb(name: str) -> int:
    """How large a file of this name may be: what plays may be larger than papers."""
    plays = name.rpartition(".")[2].lower() in FILMS
    return int(settings.VIDEO_MB if plays else settings.UPLOAD_MB)


def store_file(given: Path, given_name: str) -> Stored:
    """Keep a file that lies on this disk already. It stays where it is, too."""
    name, path = _new()
    part = path.with_suffix(".part")
    part.hardlink_to(given)
    try:
        return _keep(part, given_name, _digest(part), part.stat().st_size, name)
    finally:
        part.unlink(missing_ok=True)


def _keep(part: Path, given: str, digest: str, size: int, name: str) -> Stored:
    path = path_of(name)
    redrawn = path.with_suffix(".redrawn")
    preview_name, preview = _new()
    try:
        seen = sandbox.examine(part, given, redrawn, preview)
        clamd.scan(part)
        kept = redrawn if redrawn.exists() else part
        if kept is redrawn:
            digest, size = _digest(redrawn), redrawn.stat().st_size
        kept.replace(path)
    except BaseException:
        preview.unlink(missing_ok=True)
        raise
    finally:
        redrawn.unlink(missing_ok=True)
    return Stored(
        name, digest, size, seen.media_type, _renamed(plain_name(given), seen),
        preview_name if preview.exists() else "", seen.measured,
    )  # fmt: skip


def _renamed(name: str, seen: Seen) -> str:
    return f"{name.rpartition('.')[0]}.{seen.suffix}" if seen.suffix else name


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(part: Path, upload: Upload, limit_mb: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with part.open("xb") as file:
        for chunk in upload.chunks():
            size += len(chunk)
            if size > limit_mb * MEGABYTE:
                raise BadFileError(f"文件超过 {limit_mb} MB，请压缩后再传。")
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def store_bytes(data: bytes) -> str:
    """Keep bytes the platform made itself. Returns the name."""
    name, path = _new()
    path.write_bytes(data)
    return name


def open_stored(name: str) -> BinaryIO:
    return path_of(name).open("rb")


def remove(name: str) -> None:
    if name:
        path_of(name).unlink(missing_ok=True)
