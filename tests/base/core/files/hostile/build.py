"""The pieces hostile files are made of."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

import pikepdf
from PIL import Image

MEGABYTE = 1024 * 1024
TYPES = (
    b'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/'
    b'2006/content-types"><Default Extension="xml" ContentType="application/xml"/>%s</Types>'
)
RELATIONS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    b'relationships">%s</Relationships>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def zipped(parts: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return buffer.getvalue()


def office(kind: str = "docx", more: dict[str, bytes] | None = None, types: bytes = b"") -> bytes:
    """A small document, and what is put into it."""
    parts = {"[Content_Types].xml": TYPES % types, MAIN[kind]: b"<w:document>text</w:document>"}
    return zipped(parts | (more or {}))


def relation(kind: str, target: str, *, outside: bool = True) -> bytes:
    mode = ' TargetMode="External"' if outside else ""
    return RELATIONS % (
        f'<Relationship Id="r1" Type="{OFFICE}{kind}" Target="{target}"{mode}/>'.encode()
    )


def picture(
    form: str = "PNG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **more
) -> bytes:
    buffer = BytesIO()
    made = Image.effect_noise(size, 90).convert(mode)
    if mode == "RGBA":
        made.putalpha(99)
    made.save(buffer, form, **more)
    return buffer.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, pixels: bytes, *, colour: int = 2, extra: bytes = b"") -> bytes:
    """A PNG that claims a size and holds ``pixels`` packed."""
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    body = extra + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body


def repeated(piece: bytes, times: int) -> bytes:
    """``piece`` so many times, packed by zlib without packing it more than once."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _ in range(times):
        check = zlib.adler32(piece, check)
    return b"\x78\xda" + block * times + packer.flush() + check.to_bytes(4)


def zeros(count: int) -> bytes:
    """``count`` zero bytes, packed by zlib."""
    size = MEGABYTE if count % MEGABYTE == 0 else count
    return repeated(bytes(size), count // size)


def pdf(fill=None, **save) -> bytes:
    """A page, changed by ``fill(document)`` before it is saved."""
    made = pikepdf.new()
    made.add_blank_page()
    if fill is not None:
        fill(made)
    buffer = BytesIO()
    made.save(buffer, **save)
    return buffer.getvalue()


def large_form() -> bytes:
    """Many fields, each naming how it looks by the number of an object far behind."""

    def fill(document: pikepdf.Pdf) -> None:
        looks = [document.make_stream(b"0 g") for _ in range(1500)]
        document.Root.X = pikepdf.Array(
            [pikepdf.Dictionary(AP=pikepdf.Dictionary(N=look)) for look in looks]
        )

    return pdf(fill)


def action(kind: str, **more) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(Type=pikepdf.Name.Action, S=pikepdf.Name(f"/{kind}"), **more)


def box(kind: bytes, inside: bytes = b"", *, length: int | None = None) -> bytes:
    return struct.pack(">I4s", 8 + len(inside) if length is None else length, kind) + inside


def mp4(
    *, told: int = 4, played: int = 4, samples: int = 4, sample_bytes: int = 16, data: int = 64,
    brand: bytes = b"isom", track: bytes = b"", picture: bytes = b"", made: int = 0,
) -> bytes:  # fmt: skip
    """A film of one track: seconds told in its head, and seconds its samples play.

    ``track`` and ``picture`` are boxes put before its media and its samples.
    """
    mvhd = box(b"mvhd", struct.pack(">III", 0, made, 0) + struct.pack(">II", 1, told) + bytes(80))
    mdhd = box(b"mdhd", bytes(12) + struct.pack(">II", 1, played) + bytes(4))
    delta = played // samples if samples else 0
    stts = box(b"stts", bytes(4) + struct.pack(">III", 1, samples, delta))
    stsz = box(b"stsz", bytes(4) + struct.pack(">II", sample_bytes, samples))
    stbl = box(b"stbl", picture + stts + stsz)
    trak = box(b"trak", track + box(b"mdia", mdhd + box(b"minf", stbl)))
    return box(b"ftyp", brand + bytes(4)) + box(b"moov", mvhd + trak) + box(b"mdat", bytes(data))


def mp3(frames: int = 40, *, told: int = 0, tag: bytes = b"") -> bytes:
    """Silent frames of 417 bytes; with ``told`` the first promises that many."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    note = b"Xing" + struct.pack(">II", 1, told)
    first = frame[:36] + note + bytes(417 - 36 - len(note)) if told else frame
    return tag + first + frame * (frames - 1)


def wav(seconds: int = 1, *, told: int | None = None, rate: int = 8000) -> bytes:
    data = bytes(seconds * rate)
    fmt = struct.pack("<HHIIHH", 1, 1, rate, rate, 1, 8)
    length = len(data) if told is None else told
    chunks = b"fmt " + struct.pack("<I", 16) + fmt + b"data" + struct.pack("<I", length) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def element(kind: int, inside: bytes) -> bytes:
    head = kind.to_bytes((kind.bit_length() + 7) // 8)
    return head + (len(inside) | 1 << 56).to_bytes(8) + inside


def webm(
    seconds: float | None = 4.0, *, cluster: bool = True, more: bytes = b"", tracks: bytes = b""
) -> bytes:
    info = element(0x2AD7B1, (1_000_000).to_bytes(3)) + more
    if seconds is not None:
        info += element(0x4489, struct.pack(">d", seconds * 1000))
    inside = (
        element(0x1549A966, info) + tracks + (element(0x1F43B675, bytes(20)) if cluster else b"")
    )
    return element(0x1A45DFA3, b"webm") + element(0x18538067, inside)
