"""Files on their way: appended piece by piece, whatever breaks; one file is never mixed of two senders."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from wangyu.base.core.files.store import remove_old
from wangyu.base.core.space import MEGABYTE, free_megabytes

PIECE = MEGABYTE


class BusyError(Exception):
    """Another connection is at the file just now, or has just ended it."""


class MovedError(Exception):
    """The file does not end where its sender believes."""


class Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


def path_of(key: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "parts" / key


def begin() -> str:
    """An empty file. Returns its key."""
    key = secrets.token_hex(20)
    path = path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    return key


@contextmanager
def begun() -> Iterator[str]:
    """The same, for a block that fails without a trace."""
    key = begin()
    try:
        yield key
    except BaseException:
        discard(key)
        raise


def has_room(size: int) -> bool:
    """Whether so many bytes would still leave the platform able to write."""
    return free_megabytes() - size // MEGABYTE > settings.FREE_MB


def length(key: str) -> int | None:
    """How much has come; None when the file is no more."""
    try:
        return path_of(key).stat().st_size
    except FileNotFoundError:
        return None


def counted(length: int, size: int) -> int:
    """How much of it is told: the last byte only counts when the whole file has been entered.

    Whoever was cut off from a server that ended in between sends that byte again, and so has the
    file entered.
    """
    return min(length, size - 1)


def discard(key: str) -> None:
    path_of(key).unlink(missing_ok=True)


def sweep(known: Collection[str], *, older_than: float) -> int:
    """Remove bytes no upload names, last written before a time (epoch). Returns how many files."""
    return len(remove_old(path_of("").glob("*"), known, older_than))


@contextmanager
def held(key: str) -> Iterator[BinaryIO]:
    """Alone with the file, over all processes. Raises BusyError; the lock ends with its process."""
    with _locked(key) as file:
        yield file


def _locked(key: str) -> BinaryIO:
    path = path_of(key)
    try:
        file = path.open("r+b")
    except FileNotFoundError as error:
        raise BusyError from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.stat()  # ended between opening and locking, its bytes belong to the store
    except (BlockingIOError, FileNotFoundError) as error:
        file.close()
        raise BusyError from error
    return file


def receive(key: str, source: Source, *, offset: int, size: int) -> int:
    """Append what comes at ``offset``, never beyond ``size``. Returns how far the file is.

    A connection that breaks leaves what came. One that hangs keeps nobody from sending on over
    another: the file is held while a piece is written, not while one is awaited. Then the hanging
    one finds the file moved, should it ever wake.
    """
    while offset < size and (piece := _read(source, min(PIECE, size - offset))):
        with held(key) as file:
            if counted(file.seek(0, os.SEEK_END), size) != offset:
                raise MovedError
            file.seek(offset)
            file.write(piece)
        offset += len(piece)
    return offset


def _read(source: Source, most: int) -> bytes:
    try:
        return source.read(most)
    except OSError:  # the sender is gone
        return b""
