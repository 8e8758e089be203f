"""What is different between two schemes, indicator by indicator, in the words people see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wangyu.assessment.evaluation.logic.notation.rows import HEAD, INDICATOR, STANDARD, cells_of

ADDED, REMOVED, CHANGED = "新增", "删去", "修改"
WHOLE = "方案"


@dataclass(frozen=True, slots=True)
class Cell:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    key: str
    title: str
    what: str
    cells: tuple[Cell, ...]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Of two plain schemes: the head, then every indicator and standard that is not the same."""
    found = _one(WHOLE, before["scheme"], after["scheme"], HEAD)
    found += _rows(before["indicator"], after["indicator"], INDICATOR)
    found += _rows(before.get("standard", ()), after.get("standard", ()), STANDARD)
    if not found and [r["key"] for r in before["indicator"]] != [r["key"] for r in after["indicator"]]:  # fmt: skip
        found.append(Difference("", WHOLE, CHANGED, (Cell("次序", "原次序", "指标的先后不同"),)))
    return found


def _rows(before: Any, after: Any, columns: Any) -> list[Difference]:
    old, new = ({row["key"]: row for row in rows} for rows in (before, after))
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        title = (new.get(key) or old[key])["title"]
        found += _one(title, old.get(key, {}), new.get(key, {}), columns)
    return found


def _one(
    title: str, before: Mapping[str, Any], after: Mapping[str, Any], columns: Any
) -> list[Difference]:
    old = cells_of(before, columns)
    new = cells_of(after, columns)
    cells = tuple(Cell(label, old[label], new[label]) for label in old if old[label] != new[label])
    what = CHANGED if before and after else ADDED if after else REMOVED
    key = (after or before).get("key", "")
    return [Difference(key, title, what, cells)] if cells else []
