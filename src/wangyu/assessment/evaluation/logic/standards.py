"""Standards a scheme refers to by key: dated figures of a pack, never written in an indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wangyu.assessment.evaluation.logic.reading import above_zero
from wangyu.base.lib.packs import Key, PackError, count, one_of, read_row, text

BASES = {"students": 1, "students_and_staff": 2}
"""What the heads are -> how many measures they are added up from."""
ROUNDINGS = ("ceil", "none")


@dataclass(frozen=True, slots=True)
class Standard:
    """``value`` ``unit`` for every ``per`` heads, as it was in force when the scheme was made."""

    key: str
    title: str
    clause: int
    value: float
    unit: str
    per: float
    basis: str
    rounding: str
    source: str
    valid_from: str
    valid_until: str


def _day() -> Key:
    def read(value: Any) -> str:
        found = value if type(value) is date else date.fromisoformat(value)
        return found.isoformat()

    return Key(read, "日期，写作年-月-日", "")


KEYS = {
    "key": text(), "title": text(), "clause": count(), "value": above_zero(), "unit": text(),
    "per": above_zero(), "basis": one_of(BASES), "rounding": one_of(ROUNDINGS),
    "source": text(""), "valid_from": _day(), "valid_until": _day(),
}  # fmt: skip


def read_standards(name: str, rows: Any) -> dict[str, Standard]:
    """The ``[[standard]]`` of a scheme, one of a key. Raises PackError."""
    if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
        raise PackError(f"{name}：standard 应写成一段段 [[standard]]")
    found: dict[str, Standard] = {}
    for place, row in enumerate(rows, start=1):
        one = Standard(**read_row(f"{name} 的第 {place} 个 [[standard]]", row, KEYS))
        if one.key in found:
            raise PackError(f"{name} 的 [[standard]] {one.key} 写了两次，评价用哪一个应只留一段")
        found[one.key] = one
    return found


def with_standards(
    data: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], day: date | None = None
) -> dict[str, Any]:
    """The scheme with the rows of a pack's standards.toml that it refers to and does not hold itself.

    Those in force on ``day``; without a day the newest of each key.
    """
    if not isinstance(data.get("standard", []), list | tuple):
        return dict(data)  # for the reader to refuse
    held = _tables(data.get("standard"))
    lacking = _named(data) - {str(row.get("key")) for row in held}
    newest: dict[str, Mapping[str, Any]] = {}
    for row in sorted(_tables(rows), key=lambda row: str(row.get("valid_from", ""))):
        if str(row.get("key")) in lacking and (day is None or _in_force(row, day)):
            newest[row["key"]] = row
    taken = [{k: row[k] for k in KEYS if k in row} for row in newest.values()]
    return {**data, "standard": [*held, *taken]} if taken else dict(data)


def _named(data: Mapping[str, Any]) -> set[str]:
    named = set()
    for row in _tables(data.get("indicator")):
        rule = row.get("rule")
        target = rule.get("target") if isinstance(rule, Mapping) else None
        if isinstance(target, Mapping) and isinstance(target.get("standard"), str):
            named.add(target["standard"])
    return named


def _tables(rows: Any) -> list[Mapping[str, Any]]:
    """What is no list of tables is left to the reader, who says so."""
    found = rows if isinstance(rows, list | tuple) else []
    return [row for row in found if isinstance(row, Mapping)]


def _in_force(row: Mapping[str, Any], day: date) -> bool:
    begin, end = str(row.get("valid_from", "")), str(row.get("valid_until") or "")
    return begin <= day.isoformat() and (not end or day.isoformat() <= end)
