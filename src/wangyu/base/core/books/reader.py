"""The process that reads an Excel file: the file on standard input, its cells as JSON on output.

Run on its own (``python -I reader.py``): it knows nothing of the platform and cannot reach it.
"""

from __future__ import annotations

import html
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

GIGABYTE = 1024**3
CPU_SECONDS = 20
MOST_SHEETS = 50
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 70_000, 2_000, 3_000_000
DIGITS = 15
"""A spreadsheet shows this many; what a double holds beyond them nobody typed."""
Places = dict[tuple[int, int], str]
_SHEET = re.compile(rb'<(?:\w+:)?sheet\b[^>]*?\sr:id="([^"]+)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_FAULT = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)([0-9]+)"[^>]*>(.*?)</(?:\w+:)?c>', re.DOTALL
)
_SHOWN = re.compile(rb"<(?:\w+:)?v>([^<]*)<")


def read(data: bytes) -> dict[str, Any]:
    """``error`` ("", "password", "broken" or "far") and the cells of every sheet."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names[:MOST_SHEETS]]
        if far := next(filter(is_far, sheets), None):
            row, column = far.end or (0, 0)
            return {"error": "far", "sheet": far.name, "row": row, "column": column}
        rows = [sheet.to_python(skip_empty_area=False) for sheet in sheets]
    except PasswordError:
        return {"error": "password"}
    except (CalamineError, ValueError, OSError, zipfile.BadZipFile):
        return {"error": "broken"}
    wrong = faults(data)
    found = [
        {"name": sheet.name, "rows": texts(cells, wrong.get(at, {}))}
        for at, (sheet, cells) in enumerate(zip(sheets, rows, strict=True))
    ]
    return {"error": "", "sheets": found}


def is_far(sheet: CalamineSheet) -> bool:
    row, column = sheet.end or (0, 0)
    return row >= MOST_ROWS or column >= MOST_COLUMNS or row * column > MOST_CELLS


def texts(cells: Sequence[Sequence[Any]], wrong: Places) -> list[list[str]]:
    rows = [[cell_text(cell) for cell in row] for row in cells]
    for (row, column), text in wrong.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    return rows


def cell_text(cell: Any) -> str:
    """A cell as somebody sees it: 12.0 is 12, a day is a day, TRUE is 是."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.{DIGITS}g}"  # noqa: PLR2004 -- exact integers of a float
    if isinstance(cell, datetime) and cell.time() == time():
        return str(cell.date())
    if isinstance(cell, datetime | date | time | timedelta):
        return str(cell)
    return str(cell)


def faults(data: bytes) -> dict[int, Places]:
    """Sheet → cells in which a formula failed; the reader of cells takes #DIV/0! for nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return {at: _faults(book.read(name)) for at, name in enumerate(_members(book))}
    except (zipfile.BadZipFile, KeyError):
        return {}


def _members(book: zipfile.ZipFile) -> list[str]:
    targets = {}
    for found in _RELATION.finditer(book.read("xl/_rels/workbook.xml.rels")):
        facts = dict(re.findall(rb'(\w+)="([^"]*)"', found[1]))
        targets[facts.get(b"Id")] = facts.get(b"Target", b"").decode()
    order = _SHEET.findall(book.read("xl/workbook.xml"))[:MOST_SHEETS]
    return [_inside(targets.get(key, "")) for key in order]


def _inside(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _faults(sheet: bytes) -> Places:
    found: Places = {}
    for letters, number, inside in _FAULT.findall(sheet):
        shown = _SHOWN.search(inside)
        if shown:
            found[int(number) - 1, _column(letters)] = html.unescape(shown[1].decode())
    return found


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (GIGABYTE, GIGABYTE))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(read(sys.stdin.buffer.read())))
