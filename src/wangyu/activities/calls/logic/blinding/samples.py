"""What of a film's data no track plays: emptied, so that nothing is hidden between the samples."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator, Sequence
from itertools import islice, repeat
from typing import Protocol

Bytes = bytearray | mmap.mmap
Span = tuple[int, int]


class Box(Protocol):
    @property
    def kind(self) -> bytes: ...
    @property
    def inside(self) -> int: ...
    @property
    def end(self) -> int: ...


def empty_between(data: Bytes, boxes: Sequence[Box]) -> bool:
    """Zero the unused bytes of ``mdat``. Whether any held something.

    Left alone when the film is in fragments, or when a table cannot be read: the samples come first.
    """
    if any(box.kind == b"moof" for box in boxes):
        return False
    try:
        played = sorted(_played(data, boxes))
    except (struct.error, IndexError, ZeroDivisionError, MemoryError):
        return False
    if not played:
        return False
    found = False
    for box in boxes:
        if box.kind == b"mdat":
            for start, end in _gaps(box.inside, box.end, played):
                found = found or any(data[start:end])
                data[start:end] = bytes(end - start)
    return found


def _gaps(start: int, end: int, played: Sequence[Span]) -> Iterator[Span]:
    at = start
    for first, last in played:
        if first >= end or last <= at:
            continue
        if first > at:
            yield at, first
        at = max(at, last)
    if at < end:
        yield at, end


def _played(data: Bytes, boxes: Sequence[Box]) -> Iterator[Span]:
    """The chunks of every track."""
    tables: dict[bytes, Box] = {}
    for box in [*boxes, None]:
        if box is None or box.kind == b"trak":
            yield from _chunks(data, tables)
            tables = {}
        else:
            tables.setdefault(box.kind, box)


def _chunks(data: Bytes, tables: dict[bytes, Box]) -> Iterator[Span]:
    offsets = tables.get(b"stco") or tables.get(b"co64")
    if offsets is None or b"stsc" not in tables or b"stsz" not in tables:
        if b"stts" in tables:
            raise IndexError
        return
    form = ">I" if offsets.kind == b"stco" else ">Q"
    width = struct.calcsize(form)
    (count,) = struct.unpack_from(">I", data, offsets.inside + 4)
    places = [
        struct.unpack_from(form, data, offsets.inside + 8 + width * number)[0]
        for number in range(count)
    ]
    sizes = _sizes(data, tables[b"stsz"])
    yield from zip(places, _ends(data, tables[b"stsc"], places, sizes), strict=True)


def _sizes(data: Bytes, box: Box) -> Iterator[int]:
    each, count = struct.unpack_from(">II", data, box.inside + 4)
    if each:
        return repeat(each, min(count, len(data) // each + 1))
    places = range(box.inside + 12, box.inside + 12 + 4 * count, 4)
    return (struct.unpack_from(">I", data, place)[0] for place in places)


def _ends(data: Bytes, box: Box, places: Sequence[int], sizes: Iterator[int]) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", data, box.inside + 4)
    runs = [struct.unpack_from(">II", data, box.inside + 8 + 12 * n) for n in range(count)]
    run = 0
    for number, place in enumerate(places, start=1):
        while run + 1 < len(runs) and runs[run + 1][0] <= number:
            run += 1
        size = sum(islice(sizes, runs[run][1]))
        if not size:
            raise IndexError
        yield place + size
