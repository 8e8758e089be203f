"""Opening whatever people call an Excel file, patiently and safely. Bytes in, rows of text out."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from wangyu.base.lib import formulas

MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
LARGEST_UNPACKED = 200 * MEGABYTE
MOST_SHEETS = 50
MOST_ROWS = 20_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class WorkbookError(Exception):
    """The file cannot be read at all; one sentence: what it is and what would be right."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as rows of stripped text; "" for an empty cell."""

    name: str
    rows: list[list[str]]

    def at(self, row: int, column: int) -> str:
        line = self.rows[row]
        return line[column] if 0 <= column < len(line) else ""


def open_book(data: bytes) -> list[Grid]:
    """Every sheet of a workbook (xlsx, xls, ods, csv). Raises WorkbookError and nothing else."""
    if not data.strip():
        raise WorkbookError("文件是空的,请选择填好的工作簿。")
    if len(data) > LARGEST_FILE:
        raise WorkbookError(
            f"文件有 {len(data) // MEGABYTE} MB,超过 20 MB;请只保留填报用的工作表。"
        )
    if data[:2] == b"PK":
        _guard_zip(data)
        return _calamine(data)
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise WorkbookError("工作簿设了打开密码,请去掉密码另存后再导入。")
        return _calamine(data)
    return [Grid("CSV", _csv(data))]


def _guard_zip(data: bytes) -> None:
    """Refuse bombs before anything is unpacked."""
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise WorkbookError("文件已损坏,打不开;请在 Excel 里重新另存为 xlsx。") from error
    if sum(member.file_size for member in members) > LARGEST_UNPACKED or len(members) > 2000:  # noqa: PLR2004 -- far above any real workbook
        raise WorkbookError("工作簿展开后过大,不像填报用的工作簿;请用下载的模板重新填写。")


def _calamine(data: bytes) -> list[Grid]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names[:MOST_SHEETS]
        return [Grid(name, _rows(book.get_sheet_by_name(name).to_python())) for name in names]
    except (CalamineError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise WorkbookError(
            "文件打不开,可能不是 Excel 工作簿或已损坏;请另存为 xlsx 后再导入。"
        ) from error
    except BaseException as error:  # a panic of the Rust reader is a BaseException
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise WorkbookError("文件打不开,内部结构不正常;请另存为 xlsx 后再导入。") from error


def _rows(values: Sequence[Sequence[Any]]) -> list[list[str]]:
    return [[cell_text(cell) for cell in row] for row in values[:MOST_ROWS]]


def cell_text(cell: Any) -> str:
    """A cell as somebody sees it: 12.0 is 12, a date is a date, TRUE is 是."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)  # noqa: PLR2004 -- exact integers of a float
    if isinstance(cell, datetime | date | time | timedelta):
        return str(cell)
    return formulas.as_typed(str(cell).replace("\x00", "").strip())


def _csv(data: bytes) -> list[list[str]]:
    text = _decode(data)
    if text.lstrip()[:1] == "<":
        raise WorkbookError("这是网页文件,不是工作簿;请在 Excel 里打开后另存为 xlsx。")
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))[:MOST_ROWS]
    except csv.Error as error:
        raise WorkbookError("文件打不开,不是工作簿;请用 xlsx 或逗号分隔的 csv。") from error
    return [[cell_text(cell) for cell in row] for row in rows]


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.isprintable() or all(c.isprintable() or c in "\r\n\t" for c in text[:4000]):
            return text
    raise WorkbookError("文件打不开,不是 Excel 工作簿或 csv;请用下载的模板填写后再导入。")
