"""All universities in one table: a row for each, a column for each item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wangyu.base.lib.grids import BookError, Grid, cell_name
from wangyu.records.ledger.logic.items import Item
from wangyu.records.ledger.logic.workbook.heads import (
    CODE_HEAD,
    NAME_HEAD,
    ItemFinder,
    column_of,
    find_head,
    plain,
)
from wangyu.records.ledger.logic.workbook.parsed import Parsed
from wangyu.records.ledger.logic.workbook.schools import School, SchoolFinder

KEYS_WITHIN = 3
"""The row of hidden keys stands at most this far from the head."""


def read_province(
    grids: Sequence[Grid], items: Mapping[str, Item], schools: Sequence[School], title: str
) -> Parsed:
    """Figures of all universities for the window called ``title``. Raises BookError."""
    for grid in grids:
        head = find_head(grid, NAME_HEAD)
        head = find_head(grid, CODE_HEAD) if head is None else head
        if head is not None:
            parsed = Parsed()
            _check_title(parsed, grid, head, title)
            keys = _key_row(grid, head, items)
            columns = _columns(parsed, grid, head, keys, items)
            _read_rows(parsed, grid, (head, max(head, keys) + 1), columns, schools)
            return parsed
    raise BookError(f"没有找到“{NAME_HEAD}”一列；请用本窗口下载的全省工作簿填写。")


def _check_title(parsed: Parsed, grid: Grid, head: int, title: str) -> None:
    written = grid.at(0, 0)
    if head and written and plain(written) != plain(title):
        text = f"这是“{written[:80]}”的工作簿，正在导入“{title}”；请确认填的是本期的数字。"
        parsed.remark(grid, 0, 0, text)


def _columns(
    parsed: Parsed, grid: Grid, head: int, keys: int, items: Mapping[str, Item]
) -> dict[int, Item]:
    """Column → item. A column of something else is left out and named."""
    finder = ItemFinder(items)
    own = {column_of(grid, head, NAME_HEAD), column_of(grid, head, CODE_HEAD)}
    columns: dict[int, Item] = {}
    seen: dict[str, int] = {}
    for column, label in enumerate(grid.rows[head]):
        item, mistake = finder.find(grid.at(keys, column) if keys >= 0 else "", label)
        if mistake:
            parsed.wrong(grid, head, column, mistake)
        elif item is None:
            if label and column not in own:
                text = f"“{label[:30]}”不是本窗口的填报项，这一列没有导入。"
                parsed.remark(grid, head, column, text)
        elif item.key in seen:
            first = cell_name(head, seen[item.key])
            text = f"“{item.label}”有两列（另一列在 {first}），请只留一列。"
            parsed.wrong(grid, head, column, text)
        else:
            seen[item.key] = column
            columns[column] = item
    if not columns and not parsed.errors:
        raise BookError("表头里没有本窗口的填报项；请用本窗口下载的全省工作簿填写。")
    return columns


def _key_row(grid: Grid, head: int, items: Mapping[str, Item]) -> int:
    """The row of hidden keys near the head; -1 where it was lost."""
    near = range(max(0, head - KEYS_WITHIN), min(len(grid.rows), head + KEYS_WITHIN + 1))
    return next((row for row in near if not items.keys().isdisjoint(grid.rows[row])), -1)


def _read_rows(
    parsed: Parsed, grid: Grid, places: tuple[int, int], columns: Mapping[int, Item],
    schools: Sequence[School],
) -> None:  # fmt: skip
    head, start = places
    name_at, code_at = column_of(grid, head, NAME_HEAD), column_of(grid, head, CODE_HEAD)
    finder = SchoolFinder(schools)
    seen: dict[int, int] = {}
    for row in range(start, len(grid.rows)):
        code, name = grid.at(row, code_at), grid.at(row, name_at)
        if not code and not name:
            _pass_over(parsed, grid, row, columns)
            continue
        school, mistake = finder.find(code, name)
        if school is None:
            parsed.wrong(grid, row, max(name_at, 0), mistake)
        elif school.org_id in seen:
            first = seen[school.org_id] + 1
            text = f"“{school.name}”出现了两次（另一处在第 {first} 行），请只留一行。"
            parsed.wrong(grid, row, max(name_at, 0), text)
        else:
            seen[school.org_id] = row
            for column, item in columns.items():
                parsed.take(grid, row, column, item, school.org_id, school=school.name)


def _pass_over(parsed: Parsed, grid: Grid, row: int, columns: Mapping[int, Item]) -> None:
    """A row without a name: wrong, where figures stand in it (names merged over two rows)."""
    filled = next((column for column in columns if grid.at(row, column)), None)
    if filled is not None:
        text = f"这里填了“{grid.at(row, filled)[:20]}”，但这一行没有学校名称或标识码，请补上。"
        parsed.wrong(grid, row, filled, text)
