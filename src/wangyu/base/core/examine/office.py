"""Word, Excel and PowerPoint without macros, programs, links out or packed objects."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

from wangyu.base.core.examine import markup, office_facts, zips
from wangyu.base.core.examine.kinds import ALLOWED, OFFICE, PACKED, BadFileError, Seen
from wangyu.base.core.examine.names import quoted

DEEPEST = 2
PACKAGE = "{}里嵌入了打包的文件，不能接收；请删去嵌入的对象，把它单独上传。"
OLE_HEAD = b"\xd0\xcf\x11\xe0"
OLE_BAD = tuple(word.encode("utf-16-le") for word in ("\x01Ole10Native", "_VBA_PROJECT"))
MACROS = ("vbaproject.bin", "macrosheets/", "activex/")
NESTED = re.compile(
    r"\.(zip|rar|7z|gz|tar|exe|dll|scr|js|vbs?|bat|cmd|ps1|hta|jar|lnk|html?|mht(ml)?)$"
)
DOCUMENTS = re.compile(r"\.(docx|xlsx|pptx|xlsb|bin)$")


def type_of(path: Path) -> str:
    """The media type of a zip, told by its main part."""
    names = {member.filename for member in zips.members_of(path)}
    for part, (media, _) in OFFICE.items():
        if part in names:
            return media
    raise BadFileError(f"{PACKED[:-1]}；可以上传：{ALLOWED}。")


def check(path: Path, name: str) -> Seen:
    _check_parts(path, name, 0)
    return Seen(type_of(path), measured=office_facts.measure(path))


def _check_parts(source: zips.Source, name: str, depth: int) -> None:
    members = zips.members_of(source)
    if any(macro in one.filename.lower() for one in members for macro in MACROS):
        raise BadFileError(markup.MACRO.format(quoted(name)))
    if any(NESTED.search(one.filename.lower()) for one in members):
        raise BadFileError(PACKAGE.format(quoted(name)))
    for member in members:
        _check_part(source, member, name, depth)


def _check_part(source: zips.Source, member: zipfile.ZipInfo, name: str, depth: int) -> None:
    part = member.filename.lower()
    reader = markup.reader_for(part, name)
    kept = bytearray()
    for piece in zips.pieces(source, member):
        if reader is not None:
            reader.feed(piece)
        if DOCUMENTS.search(part):
            kept += piece
    if reader is not None:
        reader.close()
    _check_embedded(bytes(kept), name, depth)


def _check_embedded(data: bytes, name: str, depth: int) -> None:
    """A workbook behind a chart, an equation: opened likewise. A packed file: refused."""
    if data.startswith(b"PK"):
        if depth >= DEEPEST:
            raise BadFileError(PACKAGE.format(quoted(name)))
        _check_parts(BytesIO(data), name, depth + 1)
    elif data.startswith(OLE_HEAD) and any(word in data for word in OLE_BAD):
        raise BadFileError(PACKAGE.format(quoted(name)))
