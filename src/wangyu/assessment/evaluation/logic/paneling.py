"""What a panel comes to: its experts' points become one figure as the charter says; too few make none."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from statistics import median

from wangyu.assessment.evaluation.logic.charter import WAYS, Charter

FEWEST_TO_TRIM = 5
"""Of fewer, leaving out the ends would leave too little: all count."""
PLACES = 4
"""As figures are kept, so that the page and the bundle say the same."""


@dataclass(frozen=True, slots=True)
class Figure:
    """NaN where too few experts gave points."""

    value: float
    experts: int
    how: str


def figure_of(points: Collection[float], charter: Charter) -> Figure:
    """The order in which the points come makes no difference."""
    count, least = len(points), charter.panel_least
    if count < max(1, least):
        return Figure(math.nan, count, f"专家 {count} 位，不足 {least} 位，按缺项计")
    way = charter.panel_way
    if way == "trimmed" and count < FEWEST_TO_TRIM:
        way = "mean"
    value = round(_together(sorted(points), way), PLACES)
    return Figure(value, count, f"{count} 位专家{WAYS[way]}")


def _together(points: list[float], way: str) -> float:
    if way == "median":
        return float(median(points))
    counted = points[1:-1] if way == "trimmed" else points
    return math.fsum(counted) / len(counted)
