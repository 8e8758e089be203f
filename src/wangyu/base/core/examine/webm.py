"""WebM: a head, a segment, and what it tells before its pictures start."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from wangyu.base.core.examine.films import BROKEN, LONGEST, LYING, MOST_BOXES, BrokenError
from wangyu.base.core.examine.kinds import BadFileError, Measured, Seen, known
from wangyu.base.core.examine.names import quoted
from wangyu.base.core.examine.words import day_after

SEGMENT, CLUSTER = 0x18538067, 0x1F43B675
INFO, SCALE, DURATION, DATE = 0x1549A966, 0x2AD7B1, 0x4489, 0x4461
TRACKS, TRACK, VIDEO, WIDTH, HEIGHT = 0x1654AE6B, 0xAE, 0xE0, 0xB0, 0xBA
ZERO = datetime(2001, 1, 1, tzinfo=UTC)


def check(path: Path, name: str) -> Seen:
    """A head, a segment, and at least one cluster in it."""
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            told = _head(file, size)
    except (BrokenError, struct.error, IndexError) as error:
        raise BadFileError(BROKEN.format(quoted(name))) from error
    seconds = told.get("seconds")
    if seconds is not None and not 0 < float(seconds) <= LONGEST:
        raise BadFileError(LYING.format(quoted(name)))
    return Seen("video/webm", measured=told)


def _head(file: BinaryIO, size: int) -> Measured:
    """What the segment tells before its first cluster."""
    _, start, end = _element(file, 0, size)
    kind, start, end = _element(file, end, size)
    if kind != SEGMENT:
        raise BrokenError
    found: dict[int, Measured] = {}
    at = start
    for _ in range(MOST_BOXES):
        kind, start, stop = _element(file, at, end)
        if kind == INFO and INFO not in found:
            found[INFO] = _info(dict(_values(file, start, stop)))
        if kind == TRACKS and TRACKS not in found:
            found[TRACKS] = _size(dict(_values(file, start, stop, holders={TRACK, VIDEO})))
        if kind == CLUSTER:
            return {**found.get(INFO, {}), **found.get(TRACKS, {})}
        at = stop
    raise BrokenError


def _values(
    file: BinaryIO, at: int, end: int, holders: Collection[int] = ()
) -> Iterator[tuple[int, bytes]]:
    """Kind and first bytes of each element, holders opened; a later one of a kind is told later."""
    places, count = [(at, end)], 0
    while places:
        at, end = places.pop()
        if at >= end:
            continue
        kind, start, stop = _element(file, at, end)
        count += 1
        if count > MOST_BOXES:
            raise BrokenError
        places.append((stop, end))
        if kind in holders:
            places.append((start, stop))
            continue
        file.seek(start)
        yield kind, file.read(min(stop - start, 8))


def _info(found: Mapping[int, bytes]) -> Measured:
    scale = int.from_bytes(found.get(SCALE, b"")) if SCALE in found else 1_000_000
    seconds = None
    if DURATION in found:
        data = found[DURATION]
        (ticks,) = struct.unpack(">f" if len(data) == 4 else ">d", data)  # noqa: PLR2004 -- a float of four bytes or eight
        seconds = ticks * scale / 1e9
    since = int.from_bytes(found.get(DATE, b""), signed=True) / 1e9
    return known(seconds=seconds, created=day_after(ZERO, since))


def _size(found: Mapping[int, bytes]) -> Measured:
    width, height = (int.from_bytes(found.get(kind, b"")) or None for kind in (WIDTH, HEIGHT))
    return known(width=width, height=height)


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
        raise BrokenError
    return kind, start, start + length
