"""A scheme in a workbook: a sheet for the head, one row an indicator, one row a standard."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from wangyu.assessment.evaluation.logic.notation.rows import (
    HEAD,
    INDICATOR,
    RULE,
    RULE_CELL,
    STANDARD,
    cells_of,
    row_of,
)
from wangyu.base.lib.grids import BookError, Grid

SCHEME_SHEET, INDICATOR_SHEET, STANDARD_SHEET = "方案", "指标", "标准"
ITEM, CONTENT, MEASURE_NAMES = "项目", "内容", "数据名称"
MOST_HEAD_ROWS = 10
"""So far down a heading row is looked for."""
Parsed = tuple[dict[str, Any], list[str]]


def sheets_of(data: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, list[list[str]]]:
    """By sheet its rows, the heading first. ``names`` of measures stand beside their keys."""
    head = cells_of(data["scheme"], HEAD)
    columns = [column.label for column in INDICATOR] + [RULE, RULE_CELL]
    columns.insert(columns.index("数据") + 1, MEASURE_NAMES)
    body = []
    for row in data["indicator"]:
        named = "\n".join(names.get(key, key) for key in row.get("measures", ()))
        cells = cells_of(row, INDICATOR) | {MEASURE_NAMES: named}
        body.append([cells[label] for label in columns])
    standards = [list(cells_of(row, STANDARD).values()) for row in data.get("standard", ())]
    return {
        SCHEME_SHEET: [[ITEM, CONTENT], *([label, text] for label, text in head.items())],
        INDICATOR_SHEET: [columns, *body],
        STANDARD_SHEET: [[column.label for column in STANDARD], *standards],
    }


def data_of(grids: Sequence[Grid]) -> Parsed:
    """Plain data, and a sentence for each cell that cannot be read. Raises BookError."""
    sheets = {grid.name.strip(): grid for grid in grids}
    lacking = [name for name in (SCHEME_SHEET, INDICATOR_SHEET) if name not in sheets]
    if lacking:
        raise BookError(f"工作簿里没有“{lacking[0]}”工作表，请从下载的方案改起，不要改工作表的名称。")  # fmt: skip
    pairs = {_plain(row[0]): row[1] for row in sheets[SCHEME_SHEET].rows if len(row) > 1}
    head, faults = row_of(pairs, HEAD, named=f"“{SCHEME_SHEET}”表")
    indicators, wrong = _rows(sheets[INDICATOR_SHEET], INDICATOR)
    data: dict[str, Any] = {"scheme": head, "indicator": indicators}
    faults += wrong
    if STANDARD_SHEET in sheets:
        standards, wrong = _rows(sheets[STANDARD_SHEET], STANDARD)
        faults += wrong
        data |= {"standard": standards} if standards else {}
    return data, faults


def _rows(grid: Grid, columns: Any) -> tuple[list[dict[str, Any]], list[str]]:
    known = {column.label for column in columns} | {RULE, RULE_CELL, MEASURE_NAMES}
    at, heads = _heading(grid, known)
    rows, faults = [], []
    for number, line in enumerate(grid.rows[at + 1 :], start=at + 2):
        cells = {head: text for head, text in zip(heads, line, strict=False) if head}
        if any(cells.values()):
            row, wrong = row_of(cells, columns, named=f"“{grid.name}”表第 {number} 行")
            rows.append(row)
            faults += wrong
    return rows, faults


def _heading(grid: Grid, known: set[str]) -> tuple[int, list[str]]:
    """Raises BookError where there is none, or a column nobody knows."""
    for at, line in enumerate(grid.rows[:MOST_HEAD_ROWS]):
        heads = [_plain(cell) for cell in line]
        if "编码" not in heads:
            continue
        strange = [head for head in heads if head and head not in known]
        if strange:
            raise BookError(f"“{grid.name}”表有不认识的列“{strange[0]}”，请删去或改回原来的列名。")
        twice = [head for head in heads if head and heads.count(head) > 1]
        if twice:
            raise BookError(f"“{grid.name}”表有两列都叫“{twice[0]}”，请只留一列。")
        return at, heads
    raise BookError(f"“{grid.name}”表前 {MOST_HEAD_ROWS} 行里没有列名“编码”，请从下载的方案改起。")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
