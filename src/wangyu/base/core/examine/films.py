"""Films: a container that holds what it promises, and how long it really plays."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from wangyu.base.core.examine.kinds import MEGABYTE, BadFileError, Seen
from wangyu.base.core.examine.names import quoted

BROKEN = "{}不是完好的视频或音频，请重新导出后再传。"
LYING = "{}自称的时长与内容不符，请重新导出后再传。"
MOST_BOXES = 10_000
LARGEST_HEAD = 16 * MEGABYTE
LONGEST = 24 * 3600
HOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mvex"}
SEGMENT, INFO, CLUSTER, DURATION, SCALE = 0x18538067, 0x1549A966, 0x1F43B675, 0x4489, 0x2AD7B1


@dataclass(frozen=True, slots=True)
class Box:
    kind: bytes
    start: int
    """Of what is inside."""
    end: int


class _BrokenError(Exception):
    pass


def check_mp4(path: Path, name: str) -> Seen:
    """Every box within its holder, samples within the file, the same length told everywhere."""
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            boxes = list(_boxes(file, 0, size))
            seconds = _seconds(file, boxes, size)
    except (_BrokenError, struct.error, ZeroDivisionError) as error:
        raise BadFileError(BROKEN.format(quoted(name))) from error
    media = "audio/mp4" if name.lower().endswith(".m4a") else "video/mp4"
    if seconds is None:
        raise BadFileError(LYING.format(quoted(name)))
    return Seen(media, seconds=seconds)


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
            raise _BrokenError
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
        raise _BrokenError
    return Box(kind, inside, following), following


def _seconds(file: BinaryIO, boxes: list[Box], size: int) -> float | None:
    """How long it plays; None when the head and the samples tell different lengths."""
    by_kind: dict[bytes, list[Box]] = {}
    for box in boxes:
        by_kind.setdefault(box.kind, []).append(box)
    if not by_kind.get(b"moov") or not by_kind.get(b"mvhd") or not by_kind.get(b"trak"):
        raise _BrokenError
    told = _duration(file, by_kind[b"mvhd"][0])
    if by_kind.get(b"moof"):
        return told if told <= LONGEST else None
    if sum(_sample_bytes(file, b) for b in by_kind.get(b"stsz", [])) > size:
        raise _BrokenError
    scales = [_scale(file, b) for b in by_kind.get(b"mdhd", [])]
    played = [
        _ticks(file, b) / scale for b, scale in zip(by_kind.get(b"stts", []), scales, strict=False)
    ]
    if not played or max(played) <= 0:
        raise _BrokenError
    agree = abs(told - max(played)) <= max(2.0, max(played) * 0.1)
    return told if agree and told <= LONGEST else None


def _read(file: BinaryIO, box: Box) -> bytes:
    if box.end - box.start > LARGEST_HEAD:
        raise _BrokenError
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
        raise _BrokenError
    return int(scale)


def _after(data: bytes) -> int:
    """Behind the two times at the start of mvhd and mdhd, four or eight bytes each."""
    return 20 if data[:1] == b"\x01" else 12


def _ticks(file: BinaryIO, box: Box) -> int:
    data = _read(file, box)
    (count,) = struct.unpack_from(">I", data, 4)
    if 8 + count * 8 > len(data):
        raise _BrokenError
    return sum(
        number * delta for number, delta in struct.iter_unpack(">II", data[8 : 8 + count * 8])
    )


def _sample_bytes(file: BinaryIO, box: Box) -> int:
    data = _read(file, box)
    each, count = struct.unpack_from(">II", data, 4)
    if each:
        return int(each) * int(count)
    if 12 + count * 4 > len(data):
        raise _BrokenError
    return sum(struct.unpack_from(f">{count}I", data, 12))


def check_webm(path: Path, name: str) -> Seen:
    """A head, a segment, and at least one cluster in it."""
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            seconds = _webm_seconds(file, size)
    except (_BrokenError, struct.error, IndexError) as error:
        raise BadFileError(BROKEN.format(quoted(name))) from error
    if seconds is not None and not 0 < seconds <= LONGEST:
        raise BadFileError(LYING.format(quoted(name)))
    return Seen("video/webm", seconds=seconds)


def _webm_seconds(file: BinaryIO, size: int) -> float | None:
    _, start, end = _element(file, 0, size)
    kind, start, end = _element(file, end, size)
    if kind != SEGMENT:
        raise _BrokenError
    seconds, at = None, start
    for _ in range(MOST_BOXES):
        kind, start, stop = _element(file, at, end)
        if kind == INFO:
            seconds = _info_seconds(file, start, stop)
        if kind == CLUSTER:
            return seconds
        at = stop
    raise _BrokenError


def _info_seconds(file: BinaryIO, at: int, end: int) -> float | None:
    scale, ticks = 1_000_000, None
    while at < end:
        kind, start, stop = _element(file, at, end)
        file.seek(start)
        data = file.read(min(stop - start, 8))
        if kind == SCALE:
            scale = int.from_bytes(data)
        if kind == DURATION:
            (ticks,) = struct.unpack(">f" if len(data) == 4 else ">d", data)  # noqa: PLR2004 -- a float of four bytes or eight
        at = stop
    return None if ticks is None else ticks * scale / 1e9


def _element(file: BinaryIO, at: int, end: int) -> tuple[int, int, int]:
    """Kind, and where its inside starts and ends."""
    file.seek(at)
    data = file.read(12)
    width = 9 - data[0].bit_length()
    kind = int.from_bytes(data[:width])
    length_width = 9 - data[width].bit_length()
    raw = int.from_bytes(data[width : width + length_width])
    length = raw & ((1 << (7 * length_width)) - 1)
    start = at + width + length_width
    if length == (1 << (7 * length_width)) - 1:
        return kind, start, end
    if start + length > end:
        raise _BrokenError
    return kind, start, start + length
