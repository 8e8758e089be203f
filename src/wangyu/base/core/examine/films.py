"""Films: a container that holds what it promises, how long it really plays, and how large."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from wangyu.base.core.examine.kinds import MEGABYTE, BadFileError, Measured, Seen, known
from wangyu.base.core.examine.names import quoted
from wangyu.base.core.examine.words import day_after

BROKEN = "{}不是完好的视频或音频，请重新导出后再传。"
LYING = "{}自称的时长与内容不符，请重新导出后再传。"
MOST_BOXES = 10_000
LARGEST_HEAD = 16 * MEGABYTE
LONGEST = 24 * 3600
HOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mvex"}
ZERO = datetime(1904, 1, 1, tzinfo=UTC)
"""Where the clocks of these files start."""


@dataclass(frozen=True, slots=True)
class Box:
    kind: bytes
    start: int
    """Of what is inside."""
    end: int


class BrokenError(Exception):
    pass


def check_mp4(path: Path, name: str) -> Seen:
    """Every box within its holder, samples within the file, the same length told everywhere."""
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            boxes = list(_boxes(file, 0, size))
            seconds = _seconds(file, boxes, size)
            more = _more(file, boxes)
    except (BrokenError, struct.error, ZeroDivisionError) as error:
        raise BadFileError(BROKEN.format(quoted(name))) from error
    media = "audio/mp4" if name.lower().endswith(".m4a") else "video/mp4"
    if seconds is None:
        raise BadFileError(LYING.format(quoted(name)))
    return Seen(media, measured={**known(seconds=seconds), **more})


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """All boxes, holders opened, in the order they stand."""
    places, count = [(start, end)], 0
    while places:
        at, stop = places.pop()
        if at + 8 > stop:
            continue
        box, following = _box(file, at, stop)
        count += 1
        if count > MOST_BOXES:
            raise BrokenError
        yield box
        places.append((following, stop))
        if box.kind in HOLDERS:
            places.append((box.start, box.end))


def _box(file: BinaryIO, at: int, stop: int) -> tuple[Box, int]:
    file.seek(at)
    length, kind = struct.unpack(">I4s", file.read(8))
    inside = at + 8
    if length == 1:
        (length,) = struct.unpack(">Q", file.read(8))
        inside += 8
    following = stop if length == 0 else at + length
    if following < inside or following > stop:
        raise BrokenError
    return Box(kind, inside, following), following


def _seconds(file: BinaryIO, boxes: list[Box], size: int) -> float | None:
    """How long it plays; None when the head and the samples tell different lengths."""
    by_kind: dict[bytes, list[Box]] = {}
    for box in boxes:
        by_kind.setdefault(box.kind, []).append(box)
    if not by_kind.get(b"moov") or not by_kind.get(b"mvhd") or not by_kind.get(b"trak"):
        raise BrokenError
    told = _duration(file, by_kind[b"mvhd"][0])
    if by_kind.get(b"moof"):
        return told if told <= LONGEST else None
    if sum(_sample_bytes(file, b) for b in by_kind.get(b"stsz", [])) > size:
        raise BrokenError
    scales = [_scale(file, b) for b in by_kind.get(b"mdhd", [])]
    played = [
        _ticks(file, b) / scale for b, scale in zip(by_kind.get(b"stts", []), scales, strict=False)
    ]
    if not played or max(played) <= 0:
        raise BrokenError
    agree = abs(told - max(played)) <= max(2.0, max(played) * 0.1)
    return told if agree and told <= LONGEST else None


def _read(file: BinaryIO, box: Box) -> bytes:
    if box.end - box.start > LARGEST_HEAD:
        raise BrokenError
    file.seek(box.start)
    return file.read(box.end - box.start)


def _duration(file: BinaryIO, box: Box) -> float:
    data = _read(file, box)
    scale, ticks = struct.unpack_from(">IQ" if data[:1] == b"\x01" else ">II", data, _after(data))
    return float(ticks) / int(scale)


def _scale(file: BinaryIO, box: Box) -> int:
    data = _read(file, box)
    (scale,) = struct.unpack_from(">I", data, _after(data))
    if not scale:
        raise BrokenError
    return int(scale)


def _after(data: bytes) -> int:
    """Behind the two times at the start of mvhd and mdhd, four or eight bytes each."""
    return 20 if data[:1] == b"\x01" else 12


def _ticks(file: BinaryIO, box: Box) -> int:
    data = _read(file, box)
    (count,) = struct.unpack_from(">I", data, 4)
    if 8 + count * 8 > len(data):
        raise BrokenError
    return sum(
        number * delta for number, delta in struct.iter_unpack(">II", data[8 : 8 + count * 8])
    )


def _sample_bytes(file: BinaryIO, box: Box) -> int:
    data = _read(file, box)
    each, count = struct.unpack_from(">II", data, 4)
    if each:
        return int(each) * int(count)
    if 12 + count * 4 > len(data):
        raise BrokenError
    return sum(struct.unpack_from(f">{count}I", data, 12))


def _more(file: BinaryIO, boxes: list[Box]) -> Measured:
    """How wide and high the pictures are as they are shown, and the day the head tells."""
    head = _start(file, next(box for box in boxes if box.kind == b"mvhd"))
    (since,) = struct.unpack_from(">Q" if head[:1] == b"\x01" else ">I", head, 4)
    width, height = next(_pictures(file, boxes), (None, None))
    return known(width=width, height=height, created=day_after(ZERO, since))


def _pictures(file: BinaryIO, boxes: list[Box]) -> Iterator[tuple[int, int]]:
    """Of each track of pictures, width and height, turned as its head says."""
    turned = shown = False
    for box in boxes:
        if box.kind == b"trak":
            turned = shown = False
        elif box.kind == b"tkhd":
            turned = _is_turned(_start(file, box))
        elif box.kind == b"hdlr":
            shown = shown or _start(file, box)[8:12] == b"vide"
        elif box.kind == b"stsd" and shown:
            width, height = struct.unpack_from(">HH", _start(file, box), 40)
            yield (height, width) if turned else (width, height)


def _is_turned(head: bytes) -> bool:
    """Whether its matrix lays the picture on its side, as telephones write it."""
    along, across = struct.unpack_from(">ii", head, 52 if head[:1] == b"\x01" else 40)
    return bool(along == 0 and across != 0)


def _start(file: BinaryIO, box: Box) -> bytes:
    file.seek(box.start)
    return file.read(min(box.end - box.start, 128))
