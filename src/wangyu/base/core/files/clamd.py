"""Asking a virus scanner about a file, where one is at hand: clamd and its INSTREAM command.

A file is kept only when the scanner has said that it is clean: one that does not answer, or cannot
take so much, keeps nothing in. Without WANGYU_CLAMD nobody is asked. Source: clamd(8).
"""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from wangyu.base.core.examine.kinds import BadFileError, TryLaterError
from wangyu.base.core.listening import Place
from wangyu.base.lib.dates import show_date
from wangyu.base.lib.ports import Light

SECONDS = 60.0
"""How long the scanner may be silent."""
PIECE = 256 * 1024
LONGEST_ANSWER = 4096
STALE = timedelta(days=7)
"""A list of viruses older than this finds nothing new."""
AWAY = "病毒扫描程序现在没有回答，文件没有收下，请稍后再传；一直如此请联系平台管理员。"
TOO_MUCH = "病毒扫描程序收不下这么大的文件，没有收下；请联系平台管理员调大它的 StreamMaxLength。"
_FOUND = re.compile(r"stream: (.{1,100}) FOUND")
_VERSION = re.compile(r"ClamAV [^/]+/(\d+)/(.+)")


def scan(path: Path) -> None:
    """Raises BadFileError unless the file is clean, or nobody is there to be asked."""
    scanner: Place | None = settings.CLAMD
    if scanner is None:
        return
    try:
        said = _ask(scanner, b"INSTREAM", path)
    except OSError as error:
        raise TryLaterError(AWAY) from error
    if found := _FOUND.fullmatch(said):
        raise BadFileError(f"文件里有病毒“{found[1]}”，没有收下。请先在自己的电脑上查杀，再传。")
    if "size limit exceeded" in said:
        raise BadFileError(TOO_MUCH)
    if said != "stream: OK":
        raise TryLaterError(AWAY)


def probe(now: datetime) -> Light:
    """Whether the scanner answers, and of what day its list of viruses is."""
    scanner: Place | None = settings.CLAMD
    if scanner is None:
        return Light("ok", "没有接入，上传的文件由平台自己检查")
    try:
        said = _ask(scanner, b"VERSION")
    except OSError:
        return Light("bad", "没有回答，现在不能上传文件；请查看 clamd 是否在运行")
    day = _day_of(said)
    if day is None:
        return Light("warn", "回答了，但说不出病毒库是哪一天的；请查看 freshclam")
    tone = "warn" if now - day > STALE else "ok"
    return Light(tone, f"运行中，病毒库是 {show_date(day.date())}的")


def _day_of(version: str) -> datetime | None:
    found = _VERSION.fullmatch(version)
    with suppress(ValueError):
        return (
            datetime.strptime(found[2], "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
            if found
            else None
        )
    return None


def _ask(scanner: Place, command: bytes, path: Path | None = None) -> str:
    """One question over one connection. Raises OSError."""
    with socket.socket(scanner.family) as line:
        line.settimeout(SECONDS)
        line.connect(scanner.address)
        # It hangs up on what is too large before all is sent, and still says so.
        with suppress(BrokenPipeError, ConnectionResetError):
            line.sendall(b"z" + command + b"\0")
            for piece in _pieces(path) if path else ():
                line.sendall(struct.pack(">I", len(piece)) + piece)
        return _answer(line)


def _pieces(path: Path) -> Iterator[bytes]:
    """Those of the file, and the empty one that ends it."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
    yield b""


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        piece = line.recv(LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0\n").decode("utf-8", "replace").removesuffix(" ERROR").strip()
