"""An archive sent while it is made: however large, it stands neither in memory nor on the disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from wangyu.base.lib.dates import SHANGHAI

PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """``body``: the bytes, or the file they are read from."""

    name: str
    body: bytes | Path


class _Outlet(io.RawIOBase):
    """Takes what the archive writes and gives it away; nobody can go back in it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        return len(part)

    def take(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def zipped(members: Iterable[Member], now: datetime) -> Iterator[bytes]:
    """The archive in pieces.

    Films and pictures are packed already, so nothing is pressed; the form is that of a pressed entry
    all the same, which every unpacker reads though its size comes after it.
    """
    outlet = _Outlet()
    moment = now.astimezone(SHANGHAI).timetuple()[:6]
    with zipfile.ZipFile(outlet, "w") as archive:
        for member in members:
            info: Any = zipfile.ZipInfo(member.name, moment)
            info.external_attr, info.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            info._compresslevel = 0  # noqa: SLF001 -- public from Python 3.13 on, under another name
            with archive.open(info, "w", force_zip64=True) as entry, _opened(member.body) as body:
                while piece := body.read(PIECE):
                    entry.write(piece)
                    yield outlet.take()
    yield outlet.take()


def _opened(body: bytes | Path) -> io.BufferedIOBase | io.BufferedReader:
    return io.BytesIO(body) if isinstance(body, bytes) else body.open("rb")
