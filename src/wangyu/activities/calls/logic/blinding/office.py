"""Word, Excel and PowerPoint files written anew: no author, no comment, no path, no link out."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator
from io import BytesIO

from wangyu.activities.calls.logic.blinding import pictures
from wangyu.activities.calls.logic.blinding.markup import Part, plain_text

DEEPEST = 2
EPOCH = (1980, 1, 1, 0, 0, 0)
NESTED = (".docx", ".xlsx", ".pptx")
PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CORE = HEAD + (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties"/>'
)
EXTENDED = HEAD + (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
CUSTOM = HEAD + (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
)
EMPTIED = {
    "docprops/core.xml": (CORE, "作者、单位等文档属性"),
    "docprops/app.xml": (EXTENDED, "作者、单位等文档属性"),
    "docprops/custom.xml": (CUSTOM, "作者、单位等文档属性"),
}
THUMBNAIL = re.compile(r"docprops/thumbnail\.\w+$")


def blind(data: bytes, masked: Collection[str] = (), depth: int = 0) -> tuple[bytes, list[str]]:
    """The same document; ``masked`` words are replaced wherever it says them."""
    told: list[str] = []
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as given, zipfile.ZipFile(buffer, "w") as made:
        for member in given.infolist():
            if THUMBNAIL.match(member.filename.lower()):
                told.append("缩略图")
                continue
            part, found = _part(member.filename, given.read(member), masked, depth)
            told += found
            made.writestr(_entry(member.filename), part, zipfile.ZIP_DEFLATED)
    return buffer.getvalue(), list(dict.fromkeys(told))


def _entry(name: str) -> zipfile.ZipInfo:
    """Without the time, the system and the notes of whoever packed it."""
    return zipfile.ZipInfo(name, EPOCH)


def _part(name: str, data: bytes, masked: Collection[str], depth: int) -> tuple[bytes, list[str]]:
    low = name.lower()
    if low in EMPTIED:
        content, word = EMPTIED[low]
        return content, [word]
    if low.endswith(NESTED) and data.startswith(b"PK") and depth < DEEPEST:
        return blind(data, masked, depth + 1)
    if low.endswith(PICTURES):
        plain = pictures.blind(data)
        return plain, ["图片的拍摄信息"] if len(plain) < len(data) else []
    if low.endswith((".xml", ".rels", ".vml")):
        part = Part(low, data, masked)
        return part.content(), part.told
    return data, []


def text_of(data: bytes) -> str:
    """What it says, paragraph by paragraph, headers, notes and deleted text included."""
    with zipfile.ZipFile(BytesIO(data)) as given:
        return "\n".join(_texts(given))


def _texts(given: zipfile.ZipFile) -> Iterator[str]:
    for member in given.infolist():
        low = member.filename.lower()
        if low.endswith(".xml") and not low.startswith(("docprops/", "customxml/", "[")):
            yield from plain_text(given.read(member))
        elif low.endswith(NESTED) and (text := text_of(given.read(member))):
            yield text
