"""WebM: elements that describe become void ones of the same size, so no offset changes."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass

Bytes = bytearray | mmap.mmap
SEGMENT, INFO, CLUSTER, TRACKS, ENTRY, SEEKS, SEEK, SEEN = (
    0x18538067, 0x1549A966, 0x1F43B675, 0x1654AE6B, 0xAE, 0x114D9B74, 0x4DBB, 0x53AB,
)  # fmt: skip
VOID, CHECKSUM, TYPE = 0xEC, 0xBF, 0x83
TAGS, ATTACHED, CHAPTERS = 0x1254C367, 0x1941A469, 0x1043A770
WHOLE = {TAGS: "作者、标题等说明", ATTACHED: "附件", CHAPTERS: "章节标题"}
TEXTS = {
    0x7BA9: "标题", 0x4461: "制作时间", 0x7384: "原文件名", 0x73A4: "文件编号", 0x3C83AB: "原文件名",
    0x3E83BB: "原文件名", 0x3CB923: "文件编号", 0x3EB923: "文件编号", 0x536E: "轨道名称",
    0x258688: "编码器名称",
}  # fmt: skip
MAKERS = {0x4D80: "制作软件", 0x5741: "制作软件"}
"""Must be there: emptied, not taken out."""
HOLDERS = frozenset({SEGMENT, INFO, TRACKS, ENTRY, SEEKS})
PLAYED = (1, 2)
SHORTEST, ONE_BYTE, LONG_HEAD = 2, 128, 9


@dataclass(frozen=True, slots=True)
class Element:
    kind: int
    at: int
    inside: int
    end: int
    open: bool
    """Of unknown length: up to the next of its kind."""


def blind(data: Bytes) -> list[str]:
    """In place. Tracks that are neither picture nor sound go too."""
    told: list[str] = []
    for one in list(elements(data, 0, len(data))):
        if one.kind in WHOLE or one.kind in TEXTS:
            told.append(WHOLE.get(one.kind) or TEXTS[one.kind])
            _void(data, one)
        elif one.kind in MAKERS:
            told.append(MAKERS[one.kind])
            data[one.inside : one.end] = bytes(one.end - one.inside)
        elif one.kind in {VOID, CHECKSUM} or (one.kind == SEEK and _leads_away(data, one)):
            _void(data, one)
        elif one.kind == ENTRY and not _plays(data, one):
            told.append("画面声音以外的轨道")
            _void(data, one)
    return list(dict.fromkeys(told))


def elements(data: Bytes, start: int, end: int) -> Iterator[Element]:
    """All elements, holders opened and clusters of unknown length passed through."""
    places = [(start, end)]
    while places:
        at, stop = places.pop()
        one = _element(data, at, stop)
        if one is None:
            continue
        yield one
        places.append((one.inside if one.open and one.kind == CLUSTER else one.end, stop))
        if one.kind in HOLDERS:
            places.append((one.inside, one.end))


def _element(data: Bytes, at: int, stop: int) -> Element | None:
    if at + SHORTEST > stop or not data[at]:
        return None
    width = 9 - data[at].bit_length()
    after = at + width
    if after >= stop or not data[after]:
        return None
    size = 9 - data[after].bit_length()
    most = (1 << (7 * size)) - 1
    length = int.from_bytes(data[after : after + size]) & most
    inside = after + size
    is_open = length == most
    end = stop if is_open else inside + length
    kind = int.from_bytes(data[at:after])
    return Element(kind, at, inside, end, is_open) if inside <= end <= stop else None


def _void(data: Bytes, one: Element) -> None:
    size = one.end - one.at
    if size < ONE_BYTE + SHORTEST - 1:
        head = bytes([VOID, 0x80 | size - SHORTEST])
    else:
        head = bytes([VOID]) + (1 << 56 | size - LONG_HEAD).to_bytes(8)
    data[one.at : one.end] = head + bytes(size - len(head))


def _inner(data: Bytes, one: Element) -> Iterator[Element]:
    at = one.inside
    while (found := _element(data, at, one.end)) is not None:
        yield found
        at = found.end


def _leads_away(data: Bytes, seek: Element) -> bool:
    """An entry of the table of contents for what has been taken out."""
    places = [one for one in _inner(data, seek) if one.kind == SEEN]
    return any(int.from_bytes(data[one.inside : one.end]) in WHOLE for one in places)


def _plays(data: Bytes, track: Element) -> bool:
    kinds = [one for one in _inner(data, track) if one.kind == TYPE]
    return not kinds or int.from_bytes(data[kinds[0].inside : kinds[0].end]) in PLAYED
