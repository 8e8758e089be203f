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
    """The archive in pieces. Films and pictures are packed already: nothing is deflated."""
    outlet = _Outlet()
    moment = now.astimezone(SHANGHAI).timetuple()[:6]
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:
        for member in members:
            info = zipfile.ZipInfo(member.name, moment)
            info.external_attr = 0o644 << 16
            with archive.open(info, "w", force_zip64=True) as entry, _opened(member.body) as body:
                while piece := body.read(PIECE):
                    entry.write(piece)
                    yield outlet.take()
    yield outlet.take()


def _opened(body: bytes | Path) -> io.BufferedIOBase | io.BufferedReader:
    return io.BytesIO(body) if isinstance(body, bytes) else body.open("rb")
