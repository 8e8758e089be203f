"""From the rows of a file to facts, and from scores to the document that is handed out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from wangyu.assessment.evaluation.logic.rules.base import Floats
from wangyu.assessment.evaluation.logic.scheme import Scheme, plain
from wangyu.assessment.evaluation.logic.scoring import Scores, listed, score
from wangyu.assessment.evaluation.logic.uncertainty import standing
from wangyu.base.lib.canonical import sha256_of
from wangyu.base.lib.given import NUMBER, Table

REQUIRED = ("unit", "measure", "value")
OPTIONAL = ("group",)


def document(
    scheme: Scheme, table: Table, *, draws: int, seed: int, concentration: float, tops: Sequence[int]
) -> dict[str, Any]:  # fmt: skip
    """What ``compute score`` prints. Raises WrongInput."""
    units, groups, values = facts(scheme, table)
    scores = score(scheme, units, groups, values)
    found = standing(scores, draws=draws, seed=seed, concentration=concentration)
    columns = {
        "unit": scores.units,
        "group": [group or None for group in scores.groups],
        "total": scores.total.tolist(),
        "total_most": scores.total_most.tolist(),
        "by_indicator": by_indicator(scores),
        "missing": [list(keys) for keys in scores.missing],
        "vetoed": scores.vetoed,
        "rank": found.rank.tolist(),
        "rank_low": found.low.tolist(),
        "rank_high": found.high.tolist(),
        "p_top": by_unit({str(k): found.p_top(k) for k in tops}),
    }
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    head = {"key": scheme.key, "title": scheme.title, "label": scheme.label, "points": scheme.full}
    return {"scheme": {**head, "sha256": sha256_of(plain(scheme))}, "units": rows}


def by_indicator(scores: Scores) -> list[dict[str, float | None]]:
    return by_unit({one.key: scores.by_indicator(one.key) for one in scores.scheme.ordered})


def by_unit(columns: dict[str, Floats]) -> list[dict[str, float | None]]:
    """Each unit's value of every column; what is missing is null, never 0."""
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    return [{k: None if math.isnan(v) else v for k, v in zip(columns, row, strict=True)} for row in rows]  # fmt: skip


def facts(scheme: Scheme, table: Table) -> tuple[list[str], list[str], dict[str, Floats]]:
    """Units in the order they first appear, their groups, and an array a measure."""
    unit, measure = table.texts("unit"), table.texts("measure")
    value = numbers(table)
    place = {name: row for row, name in enumerate(dict.fromkeys(unit))}
    groups = groups_of(table, unit)
    values = {key: np.full(len(place), np.nan) for key in dict.fromkeys(measure)}
    seen: dict[tuple[str, str], int] = {}
    for row, pair in enumerate(zip(unit, measure, strict=True)):
        if pair[1] not in scheme.measures:
            raise table.wrong(
                row, f"方案没有用到指标“{pair[1][:60]}”，应为 {listed(scheme.measures)}。"
            )
        if pair in seen:
            raise table.wrong(
                row, f"与第 {table.lines[seen[pair]]} 行是同一单位和指标，应只有一行。"
            )
        seen[pair] = row
        values[pair[1]][place[pair[0]]] = value[row]
    return list(place), [groups[name] for name in place], values


def numbers(table: Table) -> list[float]:
    """An empty cell is missing, which is not 0."""
    found = []
    for row, cell in enumerate(table.columns["value"]):
        number = float(cell) if NUMBER.fullmatch(cell.strip()) else math.nan
        if cell.strip() and not math.isfinite(number):
            raise table.wrong(row, f"value 是“{cell[:40]}”，应为一个数，例如 3.5；没有就留空。")
        found.append(number)
    return found


def groups_of(table: Table, unit: Sequence[str]) -> dict[str, str]:
    """A unit's group, said once or the same each time."""
    said: dict[str, tuple[str, int]] = {}
    cells = table.columns.get("group", [""] * len(unit))
    for row, (name, cell) in enumerate(zip(unit, cells, strict=True)):
        group, before = said.setdefault(name, (cell.strip(), row))
        if not group:
            said[name] = cell.strip(), row
        elif cell.strip() and cell.strip() != group:
            raise table.wrong(row, f"{name} 的 group 是“{cell.strip()[:40]}”，第 {table.lines[before]} 行是“{group[:40]}”，应相同。")  # fmt: skip
    return {name: group for name, (group, _) in said.items()}
