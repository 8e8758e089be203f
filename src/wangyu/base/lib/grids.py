"""A sheet of a workbook as rows of text, and text tables in whatever way they were saved."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from wangyu.base.lib import formulas

ASK_FOR_XLSX = "请在 Excel 或 WPS 里打开后另存为 xlsx 再导入。"
UTF16 = (b"\xff\xfe", b"\xfe\xff")


class BookError(Exception):
    """The file cannot be read as a whole; one sentence: what it is and what would be right."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as rows of stripped text; "" for an empty cell."""

    name: str
    rows: list[list[str]]

    def at(self, row: int, column: int) -> str:
        line = self.rows[row]
        return line[column] if 0 <= column < len(line) else ""


def grid(name: str, rows: Iterable[Iterable[str]]) -> Grid:
    """Cells stripped, and what our own export had to mark given back as it was typed."""
    return Grid(name, [[_plain(cell) for cell in row] for row in rows])


def _plain(cell: str) -> str:
    return formulas.as_typed(cell.replace("\x00", "").strip())


def cell_name(row: int, column: int) -> str:
    """Zero-based place as a spreadsheet writes it: (0, 0) is A1."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def text_grid(data: bytes) -> Grid:
    """A CSV in UTF-8, UTF-16 or GBK, parted by commas, semicolons or tabs. Raises BookError."""
    text = _decode(data)
    if text.lstrip().startswith("<"):
        raise BookError(f"这是网页或 XML 文件，不是工作簿；{ASK_FOR_XLSX}")
    lines = io.StringIO(text, newline="")
    try:
        return grid("CSV", csv.reader(lines, delimiter=_delimiter(text), strict=True))
    except csv.Error as error:
        raise BookError(f"CSV 里的引号没有配对，或有一格太长；{ASK_FOR_XLSX}") from error


def _delimiter(text: str) -> str:
    first = text.lstrip().partition("\n")[0]
    return next((mark for mark in ",\t;" if mark in first), ",")


def _decode(data: bytes) -> str:
    for encoding in ("utf-16",) if data.startswith(UTF16) else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(unicodedata.category(c) == "Cc" and c not in "\r\n\t" for c in text):
            return text
    raise BookError(f"文件打不开，不是 Excel 工作簿，也不是 CSV 文字表格；{ASK_FOR_XLSX}")
