"""What would earn more: the smallest step of one measure that the rule rewards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wangyu.assessment.evaluation.logic.asking import choices_of
from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.logic.reading import word
from wangyu.assessment.evaluation.logic.rules import Given
from wangyu.assessment.evaluation.logic.rules.base import Floats
from wangyu.assessment.evaluation.logic.rules.panel import Panel
from wangyu.assessment.evaluation.logic.rules.percentile import Percentile
from wangyu.assessment.evaluation.logic.rules.veto import Veto

NOT_OURS = (Percentile, Panel, Veto)
"""Places depend on the others, a panel gives what it gives, and a veto gives nothing."""
FARTHEST = 20
"""Steps are looked for up to 2 to this power."""
NOTICEABLE = 0.02
"""A smaller part of the full marks is no step to speak of: then the way to full marks is told."""


@dataclass(frozen=True, slots=True)
class Next:
    place: int
    """Which measure of the leaf."""
    steps: int
    points: float


def next_of(leaf: Indicator, values: Sequence[float]) -> Next | None:
    """``values``: of every measure the leaf reads, its own first; None where nothing helps."""
    rule = leaf.rule
    if rule is None or isinstance(rule, NOT_OURS) or np.isnan(values).any():
        return None
    own = len(leaf.measures)
    now = _points(leaf, [np.array([value]) for value in values])[0]
    if not now < leaf.points:
        return None
    ways = [way for place in range(own) if (way := _way(leaf, values, place, float(now)))]
    return min(ways, key=lambda way: (way.steps, -way.points), default=None)


def _way(leaf: Indicator, values: Sequence[float], place: int, now: float) -> Next | None:
    trend = leaf.rule.trend(len(leaf.measures))[place] if leaf.rule else 0
    most = _reach(leaf, values, place, trend)
    first = _first(leaf, values, place, trend, most, now)
    if first is None:
        return None
    points = _at(leaf, values, place, trend * first)
    if points - now >= leaf.points * NOTICEABLE:
        return Next(place, first, points)
    full = _first(leaf, values, place, trend, most, float(np.nextafter(leaf.points, 0)))
    return None if full is None else Next(place, full, _at(leaf, values, place, trend * full))


def _reach(leaf: Indicator, values: Sequence[float], place: int, trend: int) -> int:
    """How many steps there are: a choice has few, and nothing goes below 0."""
    if choices := choices_of(leaf):
        return len(choices) - 1 - int(values[place])
    if trend > 0:
        return int(2**FARTHEST)
    return int(np.ceil(max(values[place], 0)))


def _first(
    leaf: Indicator, values: Sequence[float], place: int, trend: int, most: int, over: float
) -> int | None:
    """The fewest steps beyond ``over`` points: points only rise with steps, so halves are enough."""
    if most < 1 or not _at(leaf, values, place, trend * most) > over:
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        if _at(leaf, values, place, trend * middle) > over:
            high = middle
        else:
            low = middle
    return high


def _at(leaf: Indicator, values: Sequence[float], place: int, more: int) -> float:
    moved = [np.array([value]) for value in values]
    moved[place] = np.maximum(moved[place] + more, 0)
    return float(_points(leaf, moved)[0])


def _points(leaf: Indicator, values: Sequence[Floats]) -> Floats:
    own = len(leaf.measures)
    given = Given(
        tuple(values[:own]), tuple(values[own:]), np.zeros(len(values[0]), np.int64), leaf.points
    )
    return leaf.rule.points(given) if leaf.rule else np.zeros(len(values[0]))


def sentence(
    leaf: Indicator, found: Next, value: float, names: Sequence[str], *, yesno: bool = False
) -> str:
    """再有 1 次…可得 30 分."""
    ends = f"可得 {word(found.points)} 分（满分 {word(leaf.points)} 分）。"
    name = names[found.place]
    rises = (leaf.rule.trend(len(leaf.measures))[found.place] if leaf.rule else 1) > 0
    if choices := choices_of(leaf):
        at = int(value) + found.steps
        return f"“{name}”做到“{choices[at]}”，{ends}"
    if yesno:
        return f"“{name}”为“{'是' if rises else '否'}”，{ends}"
    verb = "再增加" if rises else "减少"
    return f"“{name}”{verb} {word(float(found.steps))}，{ends}"
