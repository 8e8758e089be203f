"""Numbers and lists as a scheme writes them, and back again."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from wangyu.base.lib.numbers import show
from wangyu.base.lib.packs import REQUIRED, Key, PackError, read_row

DIGITS = 15
"""A number of so many digits is the same as text, as a float, and after any number of journeys."""


def read_number(value: Any) -> float:
    """3, 2.5 or "2.5". Raises ValueError."""
    if type(value) not in {int, float, str}:
        raise ValueError(value)
    try:
        found = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(value) from error
    if not found.is_finite() or len(found.normalize().as_tuple().digits) > DIGITS:
        raise ValueError(value)
    number = float(found)
    if math.isinf(number) or abs(number) >= 10**DIGITS:
        raise ValueError(value)
    return number or 0.0


def exact(number: float) -> Decimal:
    """The decimal somebody wrote down, so that sums of them are what people add up."""
    return Decimal(repr(number))


def number(default: Any = REQUIRED, *, least: float = -math.inf) -> Key:
    def read(value: Any) -> float:
        found = read_number(value)
        if found < least:
            raise ValueError(value)
        return found

    beyond = "" if least == -math.inf else f"不小于 {word(least)} 的"
    return Key(read, f"{beyond}数，最多 {DIGITS} 位，例如 2.5", default)


def above_zero(default: Any = REQUIRED) -> Key:
    def read(value: Any) -> float:
        found = read_number(value)
        if found <= 0:
            raise ValueError(value)
        return found

    return Key(read, "大于 0 的数，例如 100", default)


def number_list(default: Any = REQUIRED) -> Key:
    """A list; one number stands for a list of one."""

    def read(value: Any) -> tuple[float, ...]:
        found = value if isinstance(value, list | tuple) else [value]
        if not found:
            raise ValueError(value)
        return tuple(read_number(one) for one in found)

    return Key(read, "数的列表，例如 [0, 3, 5, 10]", default)


def words(default: Any = REQUIRED) -> Key:
    """A list of texts; one text stands for a list of one."""

    def read(value: Any) -> tuple[str, ...]:
        found = value if isinstance(value, list | tuple) else [value]
        if not all(isinstance(one, str) and one.strip() for one in found):
            raise ValueError(value)
        return tuple(found)

    return Key(read, '文字或文字的列表，例如 ["甲", "乙"]', default)


def table() -> Key:
    """Read further by whoever knows what it may hold."""

    def read(value: Any) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            raise ValueError(value)  # noqa: TRY004 -- what Key promises
        return value

    return Key(read, "一个表，例如 { standard = “键” }")


def table_list() -> Key:
    def read(value: Any) -> list[Any]:
        if not isinstance(value, list | tuple) or not value:
            raise ValueError(value)
        if not all(isinstance(row, Mapping) for row in value):
            raise ValueError(value)
        return list(value)

    return Key(read, "一列表，至少一个")


def read_rows_of(
    where: str, rows: Sequence[Mapping[str, Any]], keys: Mapping[str, Key], made: Callable[..., Any]
) -> tuple[Any, ...]:
    """Each row made into a value; ``where`` and its number begin the sentence of a PackError."""
    return tuple(
        made(**read_row(f"{where}第 {place} 个", row, keys))
        for place, row in enumerate(rows, start=1)
    )


def plain_of(value: Any) -> Any:
    """Only dicts, lists, texts, whole numbers and floats; what is not set is left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        pairs = ((f.name, getattr(value, f.name)) for f in dataclasses.fields(value))
        return {key: plain_of(part) for key, part in pairs if part is not None and part != ""}
    if isinstance(value, list | tuple):
        return [plain_of(part) for part in value]
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value


def word(number: float) -> str:
    """A number in a sentence."""
    return show(exact(round(float(number), 6)))


def refuse(where: str, sentence: str) -> PackError:
    return PackError(f"{where}{sentence}")
