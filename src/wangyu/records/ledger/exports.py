"""Workbooks of a window: one university's (long), and all universities' (wide)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

from wangyu.base.ui.sheets import open_book, write_cell
from wangyu.records.ledger.logic.items import NUMERIC, Item
from wangyu.records.ledger.logic.workbook import (
    CODE_HEAD,
    KEY_HEAD,
    LABEL_HEAD,
    NAME_HEAD,
    NOTE_HEAD,
    TITLE_MARK,
    VALUE_HEAD,
    School,
)

LONG_HEADS = (
    KEY_HEAD,
    "序号",
    "板块",
    LABEL_HEAD,
    "单位",
    "口径",
    "上期值",
    VALUE_HEAD,
    NOTE_HEAD,
    "来源",
)
LONG_WIDTHS = (1, 5, 14, 30, 6, 44, 12, 16, 24, 24)
VALUE_COLUMN, NOTE_COLUMN = 7, 8


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of one figure when a workbook is written."""

    value: Decimal | None = None
    text: str = ""
    note: str = ""
    previous: Decimal | None = None
    source: str = ""


class _Book:
    def __init__(self, title: str) -> None:
        self.buffer = BytesIO()
        self.book = open_book(self.buffer)
        self.sheet = self.book.add_worksheet(title)
        self.bold = self.book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self.open = self.book.add_format({"locked": False, "bg_color": "#FFFBE6", "border": 1})
        self.wrap = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.title = self.book.add_format({"bold": True, "font_size": 14})

    def finish(self) -> bytes:
        self.book.close()
        return self.buffer.getvalue()


def _allow(item: Item) -> dict[str, Any] | None:
    """Excel's own check of a cell, kinder than ours: it warns, it does not forbid."""
    if item.kind == "yesno":
        return {"validate": "list", "source": ["是", "否"], "error_type": "warning"}
    if item.kind in NUMERIC:
        least = float(item.minimum) if item.minimum else -1e14
        return {
            "validate": "decimal", "criteria": ">=", "value": least, "error_type": "warning",
            "error_title": item.label[:30], "error_message": f"应为数字，单位 {item.unit or '无'}",
        }  # fmt: skip
    return None


def _shown(item: Item, value: Decimal | None, text: str) -> Any:
    if item.kind == "yesno" and value is not None:
        return "是" if value else "否"
    return text if value is None else value


def university_workbook(
    title: str, organisation: str, items: Mapping[str, Item], lines: Mapping[str, Line]
) -> bytes:
    """One university's sheet: only value and note can be typed into; definitions stand beside."""
    out = _Book("填报表")
    write_cell(out.sheet, 0, 1, f"{title}{TITLE_MARK}{organisation}", out.title)
    out.sheet.write(1, 1, "只填黄色格。没有数据的留空并在说明里写明原因；0 表示确实为零。")
    for column, (head, width) in enumerate(zip(LONG_HEADS, LONG_WIDTHS, strict=True)):
        out.sheet.write(2, column, head, out.bold)
        out.sheet.set_column(column, column, width, None, {"hidden": column == 0})
    for number, item in enumerate(items.values(), start=1):
        _write_line(out, number + 2, number, item, lines.get(item.key, Line()))
    out.sheet.freeze_panes(3, 4)
    out.sheet.protect("", {"format_columns": True, "format_rows": True})
    out.sheet.set_landscape()
    out.sheet.fit_to_pages(1, 0)
    out.sheet.repeat_rows(2)
    return out.finish()


def _write_line(out: _Book, row: int, number: int, item: Item, line: Line) -> None:
    official = "（示例·非官方）" if item.unofficial else ""
    facts = (item.key, number, item.section, item.label, item.unit, item.definition + official)
    for column, value in enumerate(facts):
        write_cell(out.sheet, row, column, value, out.wrap)
    write_cell(out.sheet, row, 6, _shown(item, line.previous, ""))
    for column, value in (
        (VALUE_COLUMN, _shown(item, line.value, line.text)),
        (NOTE_COLUMN, line.note),
    ):
        out.sheet.write_blank(row, column, None, out.open)
        write_cell(out.sheet, row, column, value, out.open)
    write_cell(out.sheet, row, 9, line.source)
    if (rule := _allow(item)) is not None:
        out.sheet.data_validation(row, VALUE_COLUMN, row, VALUE_COLUMN, rule)


def province_workbook(
    title: str,
    items: Sequence[Item],
    schools: Sequence[School],
    values: Mapping[int, Mapping[str, tuple[Decimal | None, str]]],
) -> bytes:
    """All universities, a row each; a hidden row of item keys above the head."""
    out = _Book("全省")
    write_cell(out.sheet, 0, 0, title, out.title)
    out.sheet.write_row(1, 2, [item.key for item in items])
    out.sheet.set_row(1, None, None, {"hidden": True})
    out.sheet.write_row(2, 0, [CODE_HEAD, NAME_HEAD], out.bold)
    for column, item in enumerate(items, start=2):
        label = item.label + (f"({item.unit})" if item.unit else "")
        write_cell(out.sheet, 2, column, label, out.bold)
        out.sheet.write_comment(2, column, item.definition or item.label)
    for row, school in enumerate(schools, start=3):
        write_cell(out.sheet, row, 0, school.code)
        write_cell(out.sheet, row, 1, school.name)
        mine = values.get(school.org_id, {})
        for column, item in enumerate(items, start=2):
            value, text = mine.get(item.key, (None, ""))
            write_cell(out.sheet, row, column, _shown(item, value, text))
    out.sheet.freeze_panes(3, 2)
    out.sheet.set_column(0, 0, 13)
    out.sheet.set_column(1, 1, 26)
    out.sheet.set_column(2, len(items) + 1, 13)
    return out.finish()
