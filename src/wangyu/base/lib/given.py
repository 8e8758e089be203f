"""Reading what somebody hands to an engine: strict, and each complaint names place, fault and remedy."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
LONGEST_CELL = 1 << 30


class WrongInput(ValueError):  # noqa: N818 -- what was handed in is wrong, not the program
    """One sentence: file, row or key, what is wrong, what would be right."""


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a CSV file; ``lines`` tells where each row begins in it."""

    name: str
    columns: dict[str, list[str]]
    lines: list[int]

    def wrong(self, row: int, sentence: str) -> WrongInput:
        return WrongInput(f"{self.name} 第 {self.lines[row]} 行：{sentence}")

    def texts(self, column: str) -> list[str]:
        """The cells of a column, none of them empty."""
        cells = [cell.strip() for cell in self.columns[column]]
        for row, cell in enumerate(cells):
            if not cell:
                raise self.wrong(row, f"{column} 是空的，应当填写。")
        return cells

    def numbers(self, column: str) -> list[float]:
        return [self._number(row, column, cell) for row, cell in enumerate(self.columns[column])]

    def _number(self, row: int, column: str, cell: str) -> float:
        found = float(cell) if NUMBER.fullmatch(cell.strip()) else math.nan
        if not math.isfinite(found):
            raise self.wrong(row, f"{column} 是“{cell[:40]}”，应为一个数，例如 3.5。")
        return found


def decode(content: bytes, name: str) -> str:
    """UTF-8, with or without its mark."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise WrongInput(f"{name} 第 {line} 行：不是 UTF-8 文字，请另存为 UTF-8 编码。") from error


def read_csv(text: str, name: str, required: Sequence[str], optional: Sequence[str] = ()) -> Table:
    with _cells_of_any_length():
        rows = list(_rows(text, name))
    _, head = rows.pop(0) if rows else (1, [])
    head = [column.strip() for column in head]
    _check_head(head, name, required, optional)
    lines, cells = [], []
    for line, row in rows:
        if len(row) != len(head):
            raise WrongInput(
                f"{name} 第 {line} 行：有 {len(row)} 格，应与表头一样是 {len(head)} 格。"
            )
        lines.append(line)
        cells.append(row)
    if not cells:
        raise WrongInput(f"{name}：表头以下没有内容，应至少有一行。")
    return Table(name, dict(zip(head, map(list, zip(*cells, strict=True)), strict=True)), lines)


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    """The limit is the whole process's, and others of it rely on theirs."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begin = 1
    try:
        for row in reader:
            if row:
                yield begin, row
            begin = reader.line_num + 1
    except csv.Error as error:
        raise WrongInput(f"{name} 第 {begin} 行：引号没有成对，或引号外有多余的字；有逗号、引号或换行的一格应整个用双引号括起。") from error  # fmt: skip


def _check_head(
    head: list[str], name: str, required: Sequence[str], optional: Sequence[str]
) -> None:
    right = "、".join(required) + (f"，可以另有 {'、'.join(optional)}" if optional else "")
    for column in head:
        if column not in {*required, *optional}:
            raise WrongInput(f"{name} 第 1 行：不认识的列“{column[:40]}”，应为 {right}。")
        if head.count(column) > 1:
            raise WrongInput(f"{name} 第 1 行：列“{column}”出现了两次，应只有一次。")
    for column in required:
        if column not in head:
            raise WrongInput(f"{name} 第 1 行：缺少列“{column}”，应有 {right}。")


def read_json(text: str, name: str) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise WrongInput(f"{name}：键“{twice[:40]}”在同一处出现了两次，应只有一次。")
        return found

    def refuse(constant: str) -> None:
        raise WrongInput(f"{name}：{constant} 不是 JSON 的数，应为普通的数。")

    try:
        return json.loads(text, object_pairs_hook=unique, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise WrongInput(f"{name} 第 {error.lineno} 行第 {error.colno} 字：不是完整的 JSON，请检查括号、引号和逗号。") from error  # fmt: skip
    except RecursionError as error:
        raise WrongInput(f"{name}：括号套得太深，应按文档里的格式写。") from error
    except WrongInput:
        raise
    except ValueError as error:  # a number of more digits than Python reads
        raise WrongInput(f"{name}：有一个数的位数太多，应为普通的数。") from error
