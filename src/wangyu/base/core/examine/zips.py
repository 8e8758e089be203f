"""Zip files that tell the truth: members one behind the other, each as large as it says."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from wangyu.base.core.examine.kinds import MEGABYTE, BadFileError

Source = Path | IO[bytes]
MOST_MEMBERS = 5000
LARGEST_UNPACKED = 150 * MEGABYTE
PIECE = 256 * 1024
LOCAL = struct.Struct("<4s5H3I2H")
SLACK = 64
"""Bytes allowed between two members: a data descriptor and padding."""
RECORD, ENDS = 46, 22 + 20 + 56
"""Fixed bytes of an entry of the directory, and of its end, long form included."""
DAMAGED = "文件已损坏，打不开；请重新导出后再传。"
LARGE = "文件展开后过大，不能接收；请拆分或压缩图片后再传。"
LOCKED = "文件设了打开密码，不能接收；请去掉密码后再传。"
BROKEN = (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error, zlib.error)


def members_of(source: Source) -> list[zipfile.ZipInfo]:
    """The directory, once it is known to describe the whole file and nothing else."""
    try:
        with zipfile.ZipFile(source) as archive:
            members, start = archive.infolist(), archive.start_dir
        if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > LARGEST_UNPACKED:
            raise BadFileError(LARGE)
        if any(m.flag_bits & 1 for m in members):
            raise BadFileError(LOCKED)
        _require_in_order(source, members, start)
    except BROKEN as error:
        raise BadFileError(DAMAGED) from error
    names = [m.filename for m in members]
    if len({n.lower() for n in names}) < len(names) or any(_is_odd(name) for name in names):
        raise BadFileError(DAMAGED)
    return members


def _is_odd(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name


def _require_in_order(source: Source, members: Sequence[zipfile.ZipInfo], start: int) -> None:
    """From the first byte to the last: no member shared, nothing hidden between or behind."""
    at = 0
    for member in sorted(members, key=lambda m: m.header_offset):
        if not at <= member.header_offset <= at + (SLACK if at else 0):
            raise BadFileError(DAMAGED)
        at = _data_start(source, member) + member.compress_size
    entries = sum(
        RECORD + len(m.filename.encode()) + len(m.extra) + len(m.comment) for m in members
    )
    if not at <= start <= at + SLACK or _size(source) - start > entries + ENDS + SLACK:
        raise BadFileError(DAMAGED)


def _size(source: Source) -> int:
    return source.stat().st_size if isinstance(source, Path) else source.seek(0, 2)


def _read(source: Source, at: int, length: int) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as file:
            return _read(file, at, length)
    source.seek(at)
    return source.read(length)


def _data_start(source: Source, member: zipfile.ZipInfo) -> int:
    head = LOCAL.unpack(_read(source, member.header_offset, LOCAL.size))
    if head[0] != b"PK\x03\x04":
        raise BadFileError(DAMAGED)
    name = _read(source, member.header_offset + LOCAL.size, head[-2])
    wide = "utf-8" if member.flag_bits & 1 << 11 else "cp437"
    if name.decode(wide) != member.orig_filename:
        raise BadFileError(DAMAGED)
    return member.header_offset + LOCAL.size + int(head[-2]) + int(head[-1])


def pieces(source: Source, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a member unpacks to, as far as it said it would. Raises BadFileError when it lied."""
    read, check = 0, 0
    try:
        for piece in _unpacked(source, member):
            read, check = read + len(piece), zlib.crc32(piece, check)
            if read > member.file_size:
                raise BadFileError(LARGE)
            yield piece
    except BROKEN as error:
        raise BadFileError(DAMAGED) from error
    if read != member.file_size or check != member.CRC:
        raise BadFileError(DAMAGED)


def _unpacked(source: Source, member: zipfile.ZipInfo) -> Iterator[bytes]:
    at = _data_start(source, member)
    end = at + member.compress_size
    raw = (_read(source, a, min(PIECE, end - a)) for a in range(at, end, PIECE))
    if member.compress_type == zipfile.ZIP_STORED:
        yield from raw
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise BadFileError(DAMAGED)
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    for packed in raw:
        waiting = packed
        while piece := inflate.decompress(waiting, PIECE):
            yield piece
            waiting = inflate.unconsumed_tail
    if not inflate.eof or inflate.unused_data:
        raise BadFileError(DAMAGED)
