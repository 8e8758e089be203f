"""Reading back what was exported."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl


def cells_of(response: Any) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def kinds_of(response: Any) -> list[list[str]]:
    """n for a number, s for text, f for a formula."""
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    return [[cell.data_type for cell in row] for row in sheet.iter_rows()]
