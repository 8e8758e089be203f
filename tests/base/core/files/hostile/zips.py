"""Zip files and office documents that lie about what is in them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

from tests.base.core.files.hostile.build import MEGABYTE, office, zeros, zipped
from tests.base.core.files.hostile.sample import Sample

LOCAL = "<4s5H3I2H"
CENTRAL = "<4s6H3I5H2I"


def entry(name: bytes, packed: bytes, size: int, crc: int, flags: int = 0) -> tuple[bytes, tuple]:
    facts = (20, flags, 8, 0, 33, crc, len(packed), size)
    local = struct.pack(LOCAL, b"PK\3\4", *facts, len(name), 0) + name + packed
    return local, (name, facts)


def directory(entries: list[tuple[tuple, int]], start: int) -> bytes:
    """The directory for entries at their offsets, and its end."""
    out = b""
    for (name, facts), offset in entries:
        out += struct.pack(CENTRAL, b"PK\1\2", 20, *facts, len(name), 0, 0, 0, 0, 0, offset) + name
    return out + struct.pack(
        "<4s4H2IH", b"PK\5\6", 0, 0, len(entries), len(entries), len(out), start, 0
    )


def raw(parts: list[tuple[bytes, bytes, int, int]]) -> bytes:
    body, entries = b"", []
    for name, packed, size, crc in parts:
        local, facts = entry(name, packed, size, crc)
        entries.append((facts, len(body)))
        body += local
    return body + directory(entries, len(body))


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def plain(name: bytes, data: bytes) -> tuple[bytes, bytes, int, int]:
    return name, deflated(data), len(data), zlib.crc32(data)


def bomb_told() -> bytes:
    """Tells that it unpacks to a gigabyte, and does."""
    packed = zeros(1024 * MEGABYTE)[2:-4]
    return raw(
        [plain(b"word/document.xml", b"<x/>"), (b"word/media/a.bmp", packed, 1024 * MEGABYTE, 0)]
    )


def bomb_untold() -> bytes:
    """Tells that it is one kilobyte, and unpacks to 300 megabytes."""
    packed, crc = zeros(300 * MEGABYTE)[2:-4], zlib.crc32(bytes(1024))
    return raw([plain(b"word/document.xml", b"<x/>"), (b"word/media/a.bmp", packed, 1024, crc)])


def bomb_just_below() -> bytes:
    packed = zeros(145 * MEGABYTE)[2:-4]
    crc = 0
    for _ in range(145):
        crc = zlib.crc32(bytes(MEGABYTE), crc)
    return raw(
        [
            plain(b"word/document.xml", b"<x/>"),
            (b"word/media/a.bmp", packed, 145 * MEGABYTE, crc + 1),
        ]
    )


def bomb_overlapping() -> bytes:
    """A hundred members that all unpack the same bytes (Fifield, 2019)."""
    first, facts = entry(
        b"word/document.xml", deflated(bytes(MEGABYTE)), MEGABYTE, zlib.crc32(bytes(MEGABYTE))
    )
    same = [((f"word/media/{n:04}".encode().ljust(17, b"x"), facts[1]), 0) for n in range(100)]
    return first + directory([(facts, 0), *same], len(first))


def bomb_nested() -> bytes:
    inner = zipped({"a.txt": bytes(MEGABYTE)})
    for _ in range(6):
        inner = zipped({f"{n}.zip": inner for n in range(4)})
    return office("docx", {"word/embeddings/a.zip": inner})


def bomb_documents() -> bytes:
    """A document in a document in a document."""
    inner = office("docx")
    for _ in range(4):
        inner = office("docx", {"word/embeddings/a.docx": inner})
    return inner


def lying_small() -> bytes:
    name, packed, _, crc = plain(b"word/media/a.png", b"x" * 900)
    return raw([plain(b"word/document.xml", b"<x/>"), (name, packed, 5000, crc)])


def lying_name() -> bytes:
    """The directory calls it a picture, the member itself a program."""
    data = office("docx", {"word/media/a.png": b"MZ" * 20})
    return data.replace(b"word/media/a.png", b"word/media/a.exe", 1)


def hidden_between() -> bytes:
    one, facts1 = entry(b"word/document.xml", deflated(b"<x/>"), 4, zlib.crc32(b"<x/>"))
    two, facts2 = entry(b"word/b.xml", deflated(b"<x/>"), 4, zlib.crc32(b"<x/>"))
    gap = b"MZ" + bytes(900)
    start = len(one) + len(gap) + len(two)
    return one + gap + two + directory([(facts1, 0), (facts2, len(one) + len(gap))], start)


def encrypted() -> bytes:
    data = bytearray(office("xlsx"))
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def twice() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("word/document.xml", b"<x/>")
        made.writestr("word/DOCUMENT.xml", b"<y/>")
    return buffer.getvalue()


def many() -> bytes:
    return zipped({"word/document.xml": b"<x/>"} | {f"word/{n}.xml": b"" for n in range(6000)})


def bzip() -> bytes:
    return zipped({"word/document.xml": b"<x/>"}, method=zipfile.ZIP_BZIP2)


def truncated() -> bytes:
    return office("docx")[:-30]


LARGE, DAMAGED = "展开后过大", "已损坏"
SAMPLES = [
    Sample("zip-bomb-told", "炸弹.docx", bomb_told, LARGE),
    Sample("zip-bomb-lying-size", "炸弹.docx", bomb_untold, LARGE),
    Sample("zip-bomb-just-below-with-a-wrong-sum", "炸弹.docx", bomb_just_below, DAMAGED),
    Sample("zip-bomb-overlapping", "重叠.docx", bomb_overlapping, DAMAGED),
    Sample("zip-bomb-nested", "套叠.docx", bomb_nested, "打包的文件"),
    Sample("document-in-document", "套叠.docx", bomb_documents, "打包的文件"),
    Sample("zip-size-larger-than-data", "谎报.docx", lying_small, DAMAGED),
    Sample("zip-two-names-for-one-member", "两名.docx", lying_name, DAMAGED),
    Sample("zip-hidden-between-members", "夹缝.docx", hidden_between, DAMAGED),
    Sample("zip-before-the-first-member", "前缀.docx", lambda: b"PK" + bytes(500) + office(), DAMAGED),
    Sample("zip-behind-the-end", "后缀.docx", lambda: office() + b"MZ" + bytes(900), DAMAGED),
    Sample("zip-truncated", "半截.docx", truncated, DAMAGED),
    Sample("zip-encrypted-xlsx", "加密.xlsx", encrypted, "打开密码"),
    Sample("zip-same-name-twice", "同名.docx", twice, DAMAGED),
    Sample("zip-six-thousand-members", "很多.docx", many, LARGE),
    Sample("zip-unusual-packing", "怪法.docx", bzip, DAMAGED),
    Sample("zip-path-upwards", "越界.docx", lambda: office("docx", {"../../etc/cron.d/a": b"x"}), DAMAGED),
    Sample("zip-absolute-path", "越界.docx", lambda: office("docx", {"/etc/cron.d/a": b"x"}), DAMAGED),
    Sample("zip-path-of-windows", "越界.docx", lambda: office("docx", {"C:/Windows/a.ini": b"x"}), DAMAGED),
    Sample("zip-named-docx", "包.docx", lambda: zipped({"a.txt": b"a"}), "压缩包"),
    Sample("zip-as-it-is", "包.zip", lambda: zipped({"a.txt": b"a"}), "压缩包"),
    Sample("zip-of-nothing", "空包.docx", lambda: zipped({}), "压缩包"),
]  # fmt: skip
