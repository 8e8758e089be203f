"""One university's workbook: a row for each item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wangyu.base.lib.grids import BookError, Grid, cell_name
from wangyu.records.ledger.logic.items import Item
from wangyu.records.ledger.logic.workbook.heads import (
    KEY_HEAD,
    LABEL_HEAD,
    NOTE_HEAD,
    TITLE_MARK,
    VALUE_HEAD,
    ItemFinder,
    column_of,
    find_head,
    plain,
)
from wangyu.records.ledger.logic.workbook.parsed import Parsed
from wangyu.records.ledger.logic.workbook.schools import School


def read_university(
    grids: Sequence[Grid], items: Mapping[str, Item], school: School, title: str
) -> Parsed:
    """Figures of a university's workbook for the window called ``title``. Raises BookError."""
    for grid in grids:
        head = find_head(grid, VALUE_HEAD)
        if head is not None:
            parsed = Parsed()
            _check_title(parsed, grid, head, school, title)
            _read_rows(parsed, grid, head, items, school)
            return parsed
    raise BookError(f"没有找到“{VALUE_HEAD}”一列；请用本窗口下载的工作簿填写。")


def _check_title(parsed: Parsed, grid: Grid, head: int, school: School, title: str) -> None:
    """Another university's workbook is refused; another window's is taken with a remark."""
    above = ((row, column) for row in range(head) for column in range(len(grid.rows[row])))
    place = next((place for place in above if TITLE_MARK in grid.at(*place)), None)
    if place is None:
        return
    window, _, name = grid.at(*place).rpartition(TITLE_MARK)
    if not school.is_called(name):
        where = f"工作表“{grid.name}”的 {cell_name(*place)}"
        raise BookError(
            f"{where} 写明这是“{name}”的工作簿，这里应导入{school.name}的；没有导入任何数字。"
        )
    if plain(window) != plain(title):
        text = f"这是“{window}”的工作簿，正在导入“{title}”；请确认填的是本期的数字。"
        parsed.remark(grid, *place, text)


def _read_rows(
    parsed: Parsed, grid: Grid, head: int, items: Mapping[str, Item], school: School
) -> None:
    key_at, label_at = column_of(grid, head, KEY_HEAD), column_of(grid, head, LABEL_HEAD)
    value_at, note_at = column_of(grid, head, VALUE_HEAD), column_of(grid, head, NOTE_HEAD)
    finder = ItemFinder(items)
    seen: dict[str, str] = {}
    for row in range(head + 1, len(grid.rows)):
        label, typed = grid.at(row, label_at), grid.at(row, value_at)
        item, mistake = finder.find(grid.at(row, key_at), label)
        if mistake:
            parsed.wrong(grid, row, max(label_at, 0), mistake)
        elif item is None:
            _pass_over(parsed, grid, row, value_at, label, typed)
        elif item.key in seen:
            first = seen[item.key]
            text = f"“{item.label}”出现了两次（另一处在 {first}），请只留一处。"
            parsed.wrong(grid, row, value_at, text)
        else:
            seen[item.key] = cell_name(row, value_at)
            parsed.take(grid, row, value_at, item, school.org_id, note=grid.at(row, note_at))


def _pass_over(parsed: Parsed, grid: Grid, row: int, column: int, label: str, typed: str) -> None:
    """A row that is no item of the window: said, where something was typed into it."""
    if typed and label:
        text = f"“{label[:30]}”不在本窗口的填报项里，没有导入。"
        parsed.remark(grid, row, column, text)
    elif typed:
        text = f"这里填了“{typed[:20]}”，但这一行没有填报项名称，没有导入。"
        parsed.remark(grid, row, column, text)
