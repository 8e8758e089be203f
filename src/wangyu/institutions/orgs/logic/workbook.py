"""A table out of the bytes of an upload: every flavour of Excel, or CSV in any usual encoding."""

from __future__ import annotations

import zipfile
from io import BytesIO

import python_calamine

from wangyu.institutions.orgs.logic.cells import TableError, read_csv

EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
UNPACKED_LIMIT = 200 * 1024 * 1024


def read_table(data: bytes) -> list[list[object]]:
    """Rows of the first sheet. Raises TableError with a sentence."""
    if not data.strip():
        raise TableError("文件是空的。")
    if not data.startswith(EXCEL):
        return [list(row) for row in read_csv(data)]
    if data.startswith(b"PK") and _unpacked(data) > UNPACKED_LIMIT:
        raise TableError("工作簿展开后过大,请只保留要导入的一张表。")
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, IndexError, ValueError) as error:
        raise TableError("工作簿打不开,可能已损坏或有密码。请另存为新的 xlsx 后再试。") from error
    return [list(row) for row in rows]


def _unpacked(data: bytes) -> int:
    try:
        with zipfile.ZipFile(BytesIO(data)) as parcel:
            return sum(member.file_size for member in parcel.infolist())
    except zipfile.BadZipFile as error:
        raise TableError("工作簿打不开,可能已损坏。请另存为新的 xlsx 后再试。") from error
