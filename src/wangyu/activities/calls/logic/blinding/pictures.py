"""Pictures inside papers: the parts that describe are left out; not a dot is drawn anew."""

from __future__ import annotations

import struct

PNG = b"\x89PNG\r\n\x1a\n"
PNG_SEEN = frozenset(
    {
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD",
        b"pHYs", b"acTL", b"fcTL", b"fdAT",
    }
)  # fmt: skip
JPEG_KEPT = frozenset({0xE0, 0xEE})
"""Of a JPEG's notes: its own head, and how its colours are meant."""
COMMENT, SCAN, END, FIRST_NOTE, LAST_NOTE = 0xFE, 0xDA, 0xD9, 0xE0, 0xEF
WEBP_TOLD = frozenset({b"EXIF", b"XMP ", b"ICCP"})
WEBP_FLAGS = 0x2C
"""Of a WebP's head: profile, EXIF and XMP follow."""
GIF_COMMENT, GIF_PROGRAM, GIF_PICTURE, GIF_MORE, GIF_END = 0xFE, 0xFF, 0x2C, 0x21, 0x3B
LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def blind(data: bytes) -> bytes:
    """The same picture; one that cannot be read to its end, or of another kind, as it is."""
    try:
        if data.startswith(b"\xff\xd8"):
            return _jpeg(data)
        if data.startswith(PNG):
            return _png(data)
        if data.startswith((b"GIF87a", b"GIF89a")):
            return _gif(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
    except (struct.error, IndexError):
        pass
    return data


def _jpeg(data: bytes) -> bytes:
    made, at = bytearray(data[:2]), 2
    while at < len(data):
        if data[at] != 0xFF:  # noqa: PLR2004 -- every part starts so
            raise IndexError
        kind = data[at + 1]
        if kind == SCAN:
            end = data.rfind(b"\xff\xd9", at)
            return bytes(made + data[at : end + 2 if end >= 0 else len(data)])
        (length,) = struct.unpack_from(">H", data, at + 2)
        told = kind == COMMENT or (FIRST_NOTE <= kind <= LAST_NOTE and kind not in JPEG_KEPT)
        if not told:
            made += data[at : at + 2 + length]
        at += 2 + length
    return bytes(made)


def _png(data: bytes) -> bytes:
    made, at = bytearray(PNG), len(PNG)
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if kind in PNG_SEEN:
            made += data[at : at + 12 + length]
        at += 12 + length
        if kind == b"IEND":
            break
    return bytes(made)


def _webp(data: bytes) -> bytes:
    made, at = bytearray(), 12
    while at + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, at)
        end = at + 8 + length + length % 2
        part = bytearray(data[at:end])
        if kind == b"VP8X":
            part[8] &= ~WEBP_FLAGS & 0xFF
        if kind not in WEBP_TOLD:
            made += part
        at = end
    return b"RIFF" + struct.pack("<I", len(made) + 4) + b"WEBP" + bytes(made)


def _gif(data: bytes) -> bytes:
    at = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    made = bytearray(data[:at])
    while data[at] != GIF_END:
        start = at
        if data[at] == GIF_MORE:
            at = _blocks_end(data, at + 2)
        elif data[at] == GIF_PICTURE:
            flags = data[at + 9]
            at = _blocks_end(data, at + 11 + (3 << (flags & 7) + 1 if flags & 0x80 else 0))
        else:
            raise IndexError
        if not _is_told(data, start):
            made += data[start:at]
    return bytes(made) + b";"


def _blocks_end(data: bytes, at: int) -> int:
    while data[at]:
        at += 1 + data[at]
    return at + 1


def _is_told(data: bytes, at: int) -> bool:
    if data[at] != GIF_MORE:
        return False
    program = data[at + 1] == GIF_PROGRAM and data[at + 3 : at + 14] not in LOOPS
    return program or data[at + 1] in {GIF_COMMENT, 1}
