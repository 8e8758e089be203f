"""Excel files: numbers as numbers, everything else as text that is never run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from wangyu.base.lib import dates, formulas
from wangyu.base.ui.taking import Taken, as_file

DIGITS, PLACES = 15, 4
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def open_book(buffer: BytesIO) -> Any:
    """A workbook in which no text becomes a formula or a link by itself."""
    options = {
        "in_memory": True, "remove_timezone": True,
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    return xlsxwriter.Workbook(buffer, options)


def workbook_response(title: str, header: Sequence[str], rows: Any) -> HttpResponse:
    buffer, number = BytesIO(), 0
    with open_book(buffer) as book:
        sheet = book.add_worksheet(sheet_name(title))
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, label in enumerate(header):
            write_cell(sheet, 0, column, label, bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                write_cell(sheet, number, column, value)
        sheet.autofit()
    response = HttpResponse(buffer.getvalue(), content_type=XLSX)
    return as_file(response, f"{title}.xlsx", Taken(title, number))


def csv_response(title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """For programs: numbers to their last digit, marked as UTF-8 so that Excel reads it, too."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_plain(value) for value in row] for row in rows)
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type=CSV)
    return as_file(response, f"{title}.csv", Taken(title, text.getvalue().count("\r\n") - 1))


def _plain(value: Any) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:.{DIGITS}g}" if number else _text(value)


def sheet_name(title: str) -> str:
    """A title as Excel allows a sheet to be called."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title)[:31].strip("' ")
    return plain or "列表"


def write_cell(sheet: Any, row: int, column: int, value: Any, style: Any = None) -> None:
    """One cell in the form its value asks for; nothing at all for nothing."""
    if value is None or value == "":
        return
    if _is_number(value):
        sheet.write_number(row, column, float(value), style)
    else:
        sheet.write_string(row, column, _text(value), style)


def _is_number(value: Any) -> bool:
    """What a spreadsheet keeps as it is: it holds 15 digits, so a longer figure goes as text.

    A quotient (more than the four places of a figure) is rounded by it, as by everybody.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    if isinstance(value, float) or Decimal(f"{value:.{DIGITS}g}") == value:
        return True
    return isinstance(value, Decimal) and round(value, PLACES) != value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return dates.show_time(value)
    if isinstance(value, date):
        return dates.show_date(value)
    return formulas.as_text(str(value))
