"""Figures of a trial as its page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wangyu.assessment.evaluation.logic.rules.base import Floats
from wangyu.assessment.evaluation.logic.trying import Spread, column_names, places
from wangyu.assessment.evaluation.queries.tryout import Tried

SHOWN = 2
"""Places of a total."""


@dataclass(frozen=True, slots=True)
class Row:
    """One university in a trial. ``number``: its place among the units, for the page's script."""

    number: int
    group: str
    name: str
    before: float | None
    after: float | None
    place_before: int | None
    place_after: int | None
    vetoed: bool
    missing: int

    @property
    def change(self) -> float | None:
        if self.before is None or self.after is None:
            return None
        return round(self.after - self.before, SHOWN)

    @property
    def up(self) -> int | None:
        if self.place_before is None or self.place_after is None:
            return None
        return self.place_before - self.place_after

    @property
    def down(self) -> int:
        return -(self.up or 0)


def histogram(spreads: Sequence[Spread], full: float) -> dict[str, Any]:
    """Universities in each tenth of the full marks, a colour a group."""
    return {
        "legend": {"top": 0}, "xAxis": {"type": "category", "data": column_names(full)},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {"type": "bar", "stack": "all", "name": one.group, "data": list(one.columns)}
            for one in spreads
        ],
    }  # fmt: skip


def units(trial: Tried, before: Floats, after: Floats) -> list[Row]:
    """By group, then by name: no league."""
    scores = trial.scores
    first, second = places(scores.groups, before), places(scores.groups, after)
    rows = [
        Row(
            number, scores.groups[number], one.organisation.name, _total(before[number]),
            _total(after[number]), first[number], second[number], bool(scores.out[number]),
            int(scores.lacking[number].sum()),
        )
        for number, one in enumerate(trial.universities)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.group, row.name))


def moves(trial: Tried, before: Floats, after: Floats) -> list[Row]:
    """Those whose place in their group another version would change."""
    return [row for row in units(trial, before, after) if row.up or (row.before is None) != (row.after is None)]  # fmt: skip


def _total(value: Any) -> float | None:
    return None if np.isnan(value) else round(float(value), SHOWN)
