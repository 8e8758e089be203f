"""MP4, MOV and M4A: boxes that describe become free space of the same size, so no offset changes."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from wangyu.activities.calls.logic.blinding.samples import empty_between

Bytes = bytearray | mmap.mmap
HOLDERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mvex", b"dinf"})  # fmt: skip
TOLD = {
    b"udta": "作者、标题等说明", b"meta": "作者、标题等说明", b"uuid": "软件附加的说明",
    b"ilst": "作者、标题等说明", b"emsg": "播放时的附加信息",
}  # fmt: skip
SPARE = frozenset({b"free", b"skip", b"wide"})
TIMED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
PLAYS = frozenset({b"vide", b"soun"})
NAME, NAME_END = 50, 82
"""Where a picture's coder is named within a sample description."""
HANDLER, AFTER_HANDLER = 8, 12
MOST_BOXES = 10_000


@dataclass(frozen=True, slots=True)
class Box:
    kind: bytes
    at: int
    inside: int
    end: int
    inside_of: bytes


def blind(data: Bytes) -> list[str]:
    """In place. Tracks that are neither picture nor sound go too: place, time code, titles."""
    told: list[str] = []
    for box in list(boxes(data, 0, len(data))):
        if box.kind in TOLD:
            told.append(TOLD[box.kind])
            _free(data, box)
        elif box.kind in SPARE:
            _zero(data, box.inside, box.end)
        elif box.kind in TIMED:
            told.append("制作和修改时间")
            _zero(data, box.inside + 4, box.inside + (20 if data[box.inside] == 1 else 12))
        elif box.kind == b"trak":
            told += _blind_track(data, box)
    left = list(boxes(data, 0, len(data)))
    if empty_between(data, left):
        told.append("画面声音以外的数据")
    return list(dict.fromkeys(told))


def boxes(data: Bytes, start: int, end: int) -> Iterator[Box]:
    """All boxes, holders opened, in the order they stand; what is no box ends its holder."""
    places, count = [(start, end, b"")], 0
    while places and count < MOST_BOXES:
        at, stop, holder = places.pop()
        box = _box(data, at, stop, holder)
        if box is None:
            continue
        count += 1
        yield box
        places.append((box.end, stop, holder))
        if box.kind in HOLDERS:
            places.append((box.inside, box.end, box.kind))


def _box(data: Bytes, at: int, stop: int, holder: bytes) -> Box | None:
    if at + 8 > stop:
        return None
    length, kind = struct.unpack_from(">I4s", data, at)
    inside = at + 8
    if length == 1 and at + 16 <= stop:
        (length,) = struct.unpack_from(">Q", data, inside)
        inside += 8
    end = stop if length == 0 else at + length
    return Box(kind, at, inside, end, holder) if inside <= end <= stop else None


def _free(data: Bytes, box: Box) -> None:
    data[box.at + 4 : box.at + 8] = b"free"
    _zero(data, box.inside, box.end)


def _zero(data: Bytes, start: int, end: int) -> None:
    data[start:end] = bytes(end - start)


def _blind_track(data: Bytes, track: Box) -> list[str]:
    within = list(boxes(data, track.inside, track.end))
    handler = next((b for b in within if b.kind == b"hdlr" and b.inside_of == b"mdia"), None)
    kind = b"vide"
    if handler is not None:
        kind = bytes(data[handler.inside + HANDLER : handler.inside + AFTER_HANDLER])
        _zero(data, handler.inside + AFTER_HANDLER, handler.end)
    if kind not in PLAYS:
        _free(data, track)
        return ["画面声音以外的轨道"]
    for box in within:
        if box.kind == b"dref":
            _blind_references(data, box)
        elif box.kind == b"stsd" and kind == b"vide":
            _blind_coder(data, box)
    return []


def _blind_references(data: Bytes, box: Box) -> None:
    """Where the samples lie: in this file. An old Mac writes folder names there."""
    for entry in boxes(data, box.inside + 8, box.end):
        if entry.inside + 4 <= entry.end:
            data[entry.at + 4 : entry.at + 8] = b"url "
            data[entry.inside : entry.inside + 4] = b"\x00\x00\x00\x01"
            _zero(data, entry.inside + 4, entry.end)


def _blind_coder(data: Bytes, box: Box) -> None:
    for entry in boxes(data, box.inside + 8, box.end):
        if entry.at + NAME_END <= entry.end:
            _zero(data, entry.at + NAME, entry.at + NAME_END)
