"""Reading a policy pack: a folder of TOML files whose figures carry their source.

Whatever is wrong in a pack is one sentence: which file, which table and key, what would be right.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

REQUIRED: Any = object()
_SLUG = re.compile(r"[a-z][a-z0-9_]{0,59}")
_BOUND = re.compile(r"-?[0-9]{1,14}(\.[0-9]{1,4})?", re.ASCII)
QUOTED = 40
"""The most of a wrong value that a sentence quotes."""


class PackError(Exception):
    """What is wrong in a pack: file, key, and what would be right."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a TOML table: how it is read, and what would be right, in words for people."""

    read: Callable[[Any], Any]
    """Raises ValueError."""
    right: str
    default: Any = REQUIRED


def read_toml(folder: Path, name: str) -> dict[str, Any]:
    """One file of a pack. Raises PackError naming the file (and the line, where TOML is broken)."""
    try:
        return tomllib.loads(read_text(folder, name))
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"规则包 {folder.name} 的 {name} 不是合法的 TOML:{error}") from error


def read_text(folder: Path, name: str) -> str:
    """One file of a pack as text. Raises PackError where it is missing or not UTF-8."""
    try:
        return (folder / name).read_text(encoding="utf-8")
    except OSError as error:
        raise PackError(f"规则包 {folder.name} 缺少文件 {name}") from error
    except UnicodeDecodeError as error:
        raise PackError(f"规则包 {folder.name} 的 {name} 应存为 UTF-8 编码") from error


def read_rows(folder: Path, file: str, table: str, keys: Mapping[str, Key]) -> list[dict[str, Any]]:
    """Every ``[[table]]`` of a file with its keys read. Raises PackError."""
    found = read_toml(folder, file).get(table, [])
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise PackError(f"规则包 {folder.name} 的 {file}：{table} 应写成一段段 [[{table}]]")
    return [
        read_row(f"规则包 {folder.name} 的 {file}：{_name(table, number, row)}", row, keys)
        for number, row in enumerate(found, start=1)
    ]


def _name(table: str, number: int, row: Mapping[str, Any]) -> str:
    called = row.get("key", row.get("title"))
    return f"[[{table}]] {called}" if isinstance(called, str) else f"第 {number} 个 [[{table}]]"


def read_row(where: str, row: Mapping[str, Any], keys: Mapping[str, Key]) -> dict[str, Any]:
    """The keys of one table, read. ``where`` begins the sentence of a PackError."""
    if strange := [key for key in row if key not in keys]:
        raise PackError(f"{where} 里没有 {strange[0]} 这个键，可用的键是 {'、'.join(keys)}")
    return {name: _value(where, name, row, key) for name, key in keys.items()}


def _value(where: str, name: str, row: Mapping[str, Any], key: Key) -> Any:
    if name not in row:
        if key.default is REQUIRED:
            raise PackError(f"{where} 缺少 {name}，应为{key.right}")
        return key.default
    try:
        return key.read(row[name])
    except ValueError as error:
        shown = str(row[name]).strip()[:QUOTED] or "（空）"
        raise PackError(f"{where} 的 {name} 写作 {shown}，应为{key.right}") from error


def _typed(value: Any, kind: type) -> Any:
    """TOML gives exactly these types: true is no 1 here, and a time is no date."""
    if type(value) is not kind:
        raise ValueError(value)
    return value


def _text(value: Any) -> str:
    if not str(_typed(value, str)).strip():
        raise ValueError(value)
    return str(value)


def text(default: Any = REQUIRED) -> Key:
    return Key(_text, "一段文字", default)


def texts(default: Any = REQUIRED) -> Key:
    return Key(
        lambda value: tuple(_text(one) for one in _typed(value, list)),
        '文字的列表，例如 ["甲", "乙"]',
        default,
    )


def flag(*, default: bool = False) -> Key:
    return Key(lambda value: _typed(value, bool), "true 或 false", default)


def one_of(choices: Collection[str], default: Any = REQUIRED) -> Key:
    def read(value: Any) -> str:
        if value not in list(choices):
            raise ValueError(value)
        return str(value)

    return Key(read, f" {'、'.join(choices)} 之一", default)


def slug() -> Key:
    """A key as links and columns carry it."""

    def read(value: Any) -> str:
        if not _SLUG.fullmatch(_typed(value, str)):
            raise ValueError(value)
        return str(value)

    return Key(read, "小写字母开头的字母、数字和下划线，最多 60 个，例如 full_time_staff")


def count(default: Any = REQUIRED) -> Key:
    def read(value: Any) -> int:
        if int(_typed(value, int)) < 1:
            raise ValueError(value)
        return int(value)

    return Key(read, "从 1 起的整数", default)


def counts() -> Key:
    return Key(
        lambda value: tuple(count().read(one) for one in _typed(value, list)),
        "整数的列表，例如 [1, 2]",
    )


def figure(default: Any = REQUIRED) -> Key:
    """An exact number above 0. Written in quotes: a bare 0.1 would not be exactly that."""

    def read(value: Any) -> Decimal:
        try:
            number = Decimal(_typed(value, str))
        except InvalidOperation as error:
            raise ValueError(value) from error
        if not number.is_finite() or number <= 0:
            raise ValueError(value)
        return number

    return Key(read, '带引号的正数，例如 "30"', default)


def bound() -> Key:
    """A limit of what may be typed, kept as written; 0 and less are limits too."""

    def read(value: Any) -> str:
        if not _BOUND.fullmatch(_typed(value, str)):
            raise ValueError(value)
        return str(value)

    return Key(read, '带引号的数字，例如 "0"', "")


def minutes(default: float) -> Key:
    def read(value: Any) -> float:
        if type(value) not in {int, float} or not 0 < value < math.inf:
            raise ValueError(value)
        return float(value)

    return Key(read, "大于 0 的分钟数，例如 2 或 0.5", default)


def day(default: Any = REQUIRED) -> Key:
    return Key(lambda value: _typed(value, date), "日期，写作年-月-日，不带引号", default)
