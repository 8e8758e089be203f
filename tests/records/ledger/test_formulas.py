"""A workbook taken home and brought back: nothing in it runs, nothing typed is changed."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from wangyu.base.core.books import open_book
from wangyu.records.ledger import exports
from wangyu.records.ledger.logic.items import Item
from wangyu.records.ledger.logic.workbook import School, read_province, read_university

NASTY = "=cmd|' /C calc'!A0"
ITEMS = {
    "what": Item("what", "说明文字", "text", "文", definition=NASTY),
}


def formulas_in(data: bytes) -> list[str]:
    book = openpyxl.load_workbook(BytesIO(data))
    return [
        cell.coordinate for sheet in book for row in sheet for cell in row if cell.data_type == "f"
    ]


@pytest.mark.parametrize("note", [NASTY, "+1(见附件)", "-无", "@办公室", "说明"])
def test_a_universitys_workbook_runs_nothing_and_comes_back_as_typed(note) -> None:
    lines = {"what": exports.Line(text=note, note=note, source=NASTY)}
    data = exports.university_workbook(NASTY, NASTY, ITEMS, lines)
    assert formulas_in(data) == []
    (cell,) = read_university(open_book(data), ITEMS, School(7, NASTY), NASTY).cells
    assert (cell.text, cell.note) == (note, note)


def test_the_provinces_workbook_runs_nothing_and_comes_back_as_typed() -> None:
    schools = [School(7, "云梦大学", "4143000001")]
    data = exports.province_workbook(
        NASTY, list(ITEMS.values()), schools, {7: {"what": (None, NASTY)}}
    )
    assert formulas_in(data) == []
    (cell,) = read_province(open_book(data), ITEMS, schools, NASTY).cells
    assert (cell.org_id, cell.text) == (7, NASTY)
