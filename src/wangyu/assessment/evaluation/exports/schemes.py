"""A version as a workbook and as TOML."""

from __future__ import annotations

from io import BytesIO

from wangyu.assessment.evaluation.logic.toml import toml_of
from wangyu.assessment.evaluation.logic.workbook import INDICATOR_SHEET, sheets_of
from wangyu.assessment.evaluation.models import Version
from wangyu.assessment.evaluation.queries.schemes import measure_names
from wangyu.base.ui.sheets import open_book, write_cell

NARROW, BROAD = 14, 40
BROAD_COLUMNS = {"内容", "指标", "数据", "数据名称", "请高校填写", "规则参数", "说明", "来源"}


def version_workbook(version: Version) -> bytes:
    keys = {key for row in version.data["indicator"] for key in row.get("measures", ())}
    buffer = BytesIO()
    with open_book(buffer) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in sheets_of(version.data, measure_names(keys)).items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    write_cell(sheet, number, column, value, body if number else bold)
            for column, label in enumerate(rows[0]):
                sheet.set_column(column, column, BROAD if label in BROAD_COLUMNS else NARROW)
            sheet.freeze_panes(1, 2 if name == INDICATOR_SHEET else 0)
        book.get_worksheet_by_name(INDICATOR_SHEET).activate()
    return buffer.getvalue()


def version_toml(version: Version) -> bytes:
    head = f"# {version}，指纹 {version.sha256}\n\n"
    return (head + toml_of(version.data)).encode()
