"""Reading figures from a workbook: one university's sheet, or all universities in one table.

Figures are found by hidden item keys, or by their labels where the keys were lost; columns and
rows may have moved, be added or be missing. Every doubt becomes a Problem with its cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from wangyu.base.lib.grids import BookError, Grid, cell_name
from wangyu.records.ledger.logic.items import Item, read

KEY_HEAD, LABEL_HEAD, VALUE_HEAD, NOTE_HEAD = "编码", "填报项", "本期值", "说明"
CODE_HEAD, NAME_HEAD = "学校标识码", "学校名称"
_SPACE = re.compile(r"[\s::()()*]+")


@dataclass(frozen=True, slots=True)
class School:
    """How a row may name a university."""

    org_id: int
    name: str
    code: str = ""
    former_name: str = ""


@dataclass(frozen=True, slots=True)
class CellValue:
    """One accepted figure. Value None with empty text is a cell left blank."""

    org_id: int
    key: str
    value: Decimal | None
    text: str = ""
    note: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One cell that was not taken ("error") or was taken with a remark ("note")."""

    sheet: str
    cell: str
    level: str
    message: str


@dataclass(slots=True)
class Parsed:
    cells: list[CellValue] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def errors(self) -> list[Trouble]:
        return [t for t in self.troubles if t.level == "error"]


def _plain(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()


def read_university(grids: Sequence[Grid], items: Mapping[str, Item], org_id: int) -> Parsed:
    """Figures of one university's workbook. Raises BookError when nothing can be read."""
    parsed = Parsed()
    for grid in grids:
        head = _find_head(grid, (VALUE_HEAD,))
        if head is not None:
            _read_long(grid, head, items, org_id, parsed)
            return parsed
    raise BookError(f"没有找到“{VALUE_HEAD}”一列;请用本窗口下载的工作簿填写。")


def read_province(
    grids: Sequence[Grid], items: Mapping[str, Item], schools: Sequence[School]
) -> Parsed:
    """Figures of all universities, a row each. Raises BookError when nothing can be read."""
    parsed = Parsed()
    for grid in grids:
        head = _find_head(grid, (NAME_HEAD,)) or _find_head(grid, (CODE_HEAD,))
        if head is not None:
            _read_wide(grid, head, items, schools, parsed)
            return parsed
    raise BookError(f"没有找到“{NAME_HEAD}”一列;请用本窗口下载的全省工作簿填写。")


def _find_head(grid: Grid, wanted: Iterable[str]) -> int | None:
    names = {_plain(name) for name in wanted}
    for number, row in enumerate(grid.rows[:60]):
        if names <= {_plain(cell) for cell in row}:
            return number
    return None


def _columns(grid: Grid, head: int) -> dict[str, int]:
    places: dict[str, int] = {}
    for column, text in enumerate(grid.rows[head]):
        places.setdefault(_plain(text), column)
    return places


def _by_label(items: Mapping[str, Item]) -> dict[str, Item]:
    labels: dict[str, Item] = {}
    for item in items.values():
        labels[_plain(item.label)] = item
        labels[_plain(f"{item.label}{item.unit}")] = item
    return labels


def _read_long(
    grid: Grid, head: int, items: Mapping[str, Item], org_id: int, parsed: Parsed
) -> None:
    places, labels = _columns(grid, head), _by_label(items)
    key_at, label_at = places.get(_plain(KEY_HEAD), -1), places.get(_plain(LABEL_HEAD), -1)
    value_at, note_at = places[_plain(VALUE_HEAD)], places.get(_plain(NOTE_HEAD), -1)
    seen: dict[str, str] = {}
    for row in range(head + 1, len(grid.rows)):
        label, typed = grid.at(row, label_at), grid.at(row, value_at)
        item = items.get(grid.at(row, key_at)) or labels.get(_plain(label))
        where = cell_name(row, value_at)
        if item is None:
            if typed and label:
                _trouble(
                    parsed, grid, where, "note", f"“{label[:30]}”不在本窗口的填报项里,没有导入。"
                )
            continue
        if item.key in seen:
            _trouble(
                parsed,
                grid,
                where,
                "error",
                f"“{item.label}”出现了两次(另一处在 {seen[item.key]}),请只留一处。",
            )
            continue
        seen[item.key] = where
        _take(parsed, grid, where, org_id, item, typed, grid.at(row, note_at))


def _read_wide(
    grid: Grid, head: int, items: Mapping[str, Item], schools: Sequence[School], parsed: Parsed
) -> None:
    places = _columns(grid, head)
    name_at, code_at = places.get(_plain(NAME_HEAD), -1), places.get(_plain(CODE_HEAD), -1)
    columns = _item_columns(grid, head, items)
    if not columns:
        raise BookError("表头里没有本窗口的填报项;请用本窗口下载的全省工作簿填写。")
    finder = _Finder(schools)
    seen: dict[int, int] = {}
    for row in range(head + 1, len(grid.rows)):
        code, name = grid.at(row, code_at), grid.at(row, name_at)
        if not code and not name:
            continue
        where = cell_name(row, max(name_at, 0))
        school, wrong = finder.find(code, name)
        if school is None:
            _trouble(parsed, grid, where, "error", wrong)
        elif school.org_id in seen:
            text = (
                f"“{school.name}”出现了两次(另一处在第 {seen[school.org_id] + 1} 行),请只留一行。"
            )
            _trouble(parsed, grid, where, "error", text)
        else:
            seen[school.org_id] = row
            for column, item in columns.items():
                place = cell_name(row, column)
                _take(
                    parsed, grid, place, school.org_id, item, grid.at(row, column), "", school.name
                )


def _item_columns(grid: Grid, head: int, items: Mapping[str, Item]) -> dict[int, Item]:
    """Column -> item, by a row of hidden keys near the head, else by the head's labels."""
    for number in range(max(0, head - 3), min(len(grid.rows), head + 3)):
        found = {c: items[text] for c, text in enumerate(grid.rows[number]) if text in items}
        if found:
            return found
    labels = _by_label(items)
    return {
        column: labels[_plain(text)]
        for column, text in enumerate(grid.rows[head])
        if _plain(text) in labels
    }


def _take(
    parsed: Parsed,
    grid: Grid,
    where: str,
    org_id: int,
    item: Item,
    typed: str,
    note: str,
    school: str = "",
) -> None:
    reading = read(item, typed)
    who = f"{school}的" if school else ""
    if reading.error:
        _trouble(parsed, grid, where, "error", who + reading.error)
        return
    if reading.note:
        _trouble(parsed, grid, where, "note", f"{who}“{item.label}”:{reading.note}。")
    kept = note or reading.note
    if reading.value is None and not reading.text and not kept:
        return
    parsed.cells.append(CellValue(org_id, item.key, reading.value, reading.text, kept, typed))


def _trouble(parsed: Parsed, grid: Grid, where: str, level: str, message: str) -> None:
    parsed.troubles.append(Trouble(grid.name, where, level, message))


class _Finder:
    """Which university a row means: by code, then name, then former name."""

    def __init__(self, schools: Sequence[School]) -> None:
        self._codes = {s.code: s for s in schools if s.code}
        self._names = _unique((s.name, s) for s in schools)
        self._former = _unique((s.former_name, s) for s in schools if s.former_name)

    def find(self, code: str, name: str) -> tuple[School | None, str]:
        by_code = self._codes.get(code)
        by_name = self._names.get(_plain(name)) or self._former.get(_plain(name))
        if by_code and by_name and by_code is not by_name:
            return None, f"标识码 {code} 是“{by_code.name}”,名称却写“{name}”,请改正其中一个。"
        found = by_code or by_name
        return found, "" if found else f"“{name or code}”不在本窗口的学校里,请核对名称或标识码。"


def _unique(pairs: Iterable[tuple[str, School]]) -> dict[str, School]:
    """By plain name; a name two universities share names neither."""
    found: dict[str, School | None] = {}
    for name, school in pairs:
        plain = _plain(name)
        found[plain] = None if plain in found else school
    return {name: school for name, school in found.items() if school is not None}
