"""A reporting item, reading what was typed for it, and the checks between items."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from wangyu.base.lib.numbers import BLANKS, narrow, read_decimal, show

NUMERIC = ("integer", "decimal", "money")
KINDS = (*NUMERIC, "yesno", "text")
SPANS = ("point", "span")
EVIDENCE = ("none", "optional", "required")
LEVELS = ("error", "warn")
COMPARISONS = {"<=": operator.le, ">=": operator.ge, "==": operator.eq}
YES, NO = (
    frozenset({"是", "有", "已", "1", "yes", "y", "true", "√"}),
    frozenset({"否", "没有", "无", "未", "0", "no", "n", "false", "×"}),
)
PLACES = {"integer": 0, "decimal": 4, "money": 2}
LIMIT = Decimal(10) ** 14
TEXT_LIMIT = 1000
TEN_THOUSAND = 10_000
UNITS = {"m2": ("㎡", "m²", "平方米", "平米", "平方")}
"""Other names of a unit (in its plain form) that people write after a number."""


@dataclass(frozen=True, slots=True)
class Item:
    """One figure that is asked for. ``period``: "point" 时点 or "span" 时期."""

    key: str
    label: str
    kind: str
    section: str
    unit: str = ""
    clause: int = 0
    period: str = "span"
    definition: str = ""
    evidence: str = "none"
    minimum: str = ""
    maximum: str = ""
    prefill: str = ""
    required: bool = True
    minutes: float = 1
    unofficial: bool = False
    source: str = ""

    def as_spec(self) -> dict[str, Any]:
        """The definition as it is frozen in a window."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Check:
    """A comparison between sums of items; ``level`` "error" stops a submission, "warn" asks why."""

    id: str
    level: str
    left: tuple[str, ...]
    op: str
    right: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Change:
    """More than ``percent`` % away from the period before asks for an explanation."""

    key: str
    percent: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What was typed, understood. ``error`` is a sentence; then value and text are empty."""

    value: Decimal | None = None
    text: str = ""
    note: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    key: str
    level: str
    message: str


def item_from(spec: Mapping[str, Any]) -> Item:
    """An item as it was frozen; what a later version of the platform no longer knows is left out."""
    return Item(**{field.name: spec[field.name] for field in fields(Item) if field.name in spec})


def read(item: Item, typed: str) -> Reading:
    """Understand what was typed for an item; blank (also — and 无) is a reading, not an error."""
    plain = typed.replace("\x00", "").strip()
    if item.kind == "text":
        if len(plain) > TEXT_LIMIT:
            return Reading(error=f"“{item.label}”有 {len(plain)} 字，最多 {TEXT_LIMIT} 字。")
        return Reading(text=plain)
    plain = narrow(plain)
    return _read_yesno(item, plain) if item.kind == "yesno" else _read_number(item, plain)


def _read_yesno(item: Item, plain: str) -> Reading:
    word = plain.lower()
    if word in YES:
        return Reading(Decimal(1))
    if word in NO:
        return Reading(Decimal(0))
    if plain in BLANKS:
        return Reading()
    return Reading(error=f"“{item.label}”填的是“{plain[:20]}”，应填“是”或“否”。")


def _read_number(item: Item, plain: str) -> Reading:
    bare, factor = _without_unit(item, plain)
    try:
        value = read_decimal(bare)
    except ValueError:
        unit = f"（单位 {item.unit}）" if item.unit else ""
        return Reading(error=f"“{item.label}”填的是“{plain[:20]}”，应填数字{unit}。")
    if value is None:
        return Reading()
    value *= factor
    wrong = _range_error(item, value)
    if wrong:
        return Reading(error=wrong)
    return Reading(value, note=f"“{plain[:20]}”按万折算" if factor != 1 else "")


def _without_unit(item: Item, plain: str) -> tuple[str, int]:
    """The digits alone, and 10 000 where they are followed by 万."""
    bare = plain.removeprefix("¥").strip() if item.kind == "money" else plain
    unit = narrow(item.unit)
    for name in (unit, *UNITS.get(unit, ())):
        bare = bare.removesuffix(name).strip()
    if not bare.endswith("万") or bare == "万":
        return bare, 1
    return bare.removesuffix("万").strip(), 1 if unit.startswith("万") else TEN_THOUSAND


def _range_error(item: Item, value: Decimal) -> str:
    places = PLACES[item.kind]
    if abs(value) >= LIMIT:
        return f"“{item.label}”的数字太大，请检查单位是否为{item.unit or '个'}。"
    if value != round(value, places):
        right = "整数" if places == 0 else f"最多 {places} 位小数"
        return f"“{item.label}”填的是 {show(value)}，应为{right}。"
    if item.minimum and value < Decimal(item.minimum):
        return f"“{item.label}”填的是 {show(value)}，不应小于 {item.minimum}。"
    if item.maximum and value > Decimal(item.maximum):
        return f"“{item.label}”填的是 {show(value)}，不应大于 {item.maximum}。"
    return ""


def plain_value(item: Item, value: Decimal | None, text: str = "") -> str:
    """A figure as one would type it; "" for none."""
    if value is None:
        return text
    if item.kind == "yesno":
        return "是" if value else "否"
    return format(value.normalize(), "f")


def show_value(item: Item, value: Decimal | None, text: str = "") -> str:
    """A figure for a screen: 是/否, a number, a text or 未填."""
    if value is None:
        return text or "未填"
    if item.kind == "yesno":
        return "是" if value else "否"
    return show(value)


def run_checks(checks: Iterable[Check], values: Mapping[str, Decimal | None]) -> list[Problem]:
    """Checks that fail. A check with an unknown figure on either side is not judged."""
    problems = []
    for check in checks:
        left, right = _sum(check.left, values), _sum(check.right, values)
        if left is None or right is None:
            continue
        if not COMPARISONS[check.op](left, right):
            problems.append(Problem(check.left[0], check.level, check.message))
    return problems


def _sum(keys: Iterable[str], values: Mapping[str, Decimal | None]) -> Decimal | None:
    total = Decimal(0)
    for key in keys:
        value = values.get(key)
        if value is None:
            return None
        total += value
    return total


def run_changes(
    changes: Mapping[str, Change],
    values: Mapping[str, Decimal | None],
    before: Mapping[str, Decimal | None],
    labels: Mapping[str, str],
) -> list[Problem]:
    """Figures that moved more than their change rule allows since the period before."""
    problems = []
    for key, change in changes.items():
        now, then = values.get(key), before.get(key)
        if now is None or not then:
            continue
        percent = abs(now - then) / abs(then) * 100
        if percent > change.percent:
            text = f"“{labels.get(key, key)}”上期 {show(then)}，本期 {show(now)}，变化 {show(percent, 0)}%，请写明原因。"
            problems.append(Problem(key, "warn", text))
    return problems
