"""Self, mutual and spot check of each cell made one number, with what it stands on.

A share whose check is lacking goes to the checks there are: first to the mutual one, else to the
self-check. What none of them knows stays missing; it is never nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wangyu.assessment.evaluation.logic.concluding.case import MUTUAL, RULED, SPOT, Case, Mark
from wangyu.assessment.evaluation.logic.concluding.severities import (
    PERCENT,
    PLACES,
    Severity,
    severities_of,
)
from wangyu.assessment.evaluation.logic.rules.base import Floats

ON_SELF, ON_MUTUAL, ON_SPOT, ON_RULING, CORRECTED = 1, 2, 4, 8, 16
ON = {
    ON_SELF: "自查", ON_MUTUAL: "互查", ON_SPOT: "抽查", ON_RULING: "异议改定", CORRECTED: "自查按全省差距校正",
}  # fmt: skip
Cells = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Common:
    """What the checks of all units together tell: needed for each one of them."""

    severities: Mapping[str, Severity]
    scatter: float
    """Percent of full marks by which one checker's points of a cell differ from another's (1 SD)."""
    inflation: float
    """Percent of full marks by which self-scores lie above spot checks, over all that was seen."""


@dataclass(frozen=True, slots=True)
class Combined:
    """Units × leaves."""

    self_points: Floats
    mutual: Floats
    """Set right for severity, the mean of the checkers."""
    checks: Cells
    spot: Floats
    points: Floats
    on: Cells
    se: Floats
    gap: Floats
    """By unit: self less spot over what both know; NaN where nobody went."""


def common_of(case: Case, self_points: Floats) -> Common:
    severities = severities_of(case)
    return Common(severities, _scatter(case, severities), _inflation(case, self_points))


def righted(case: Case, mark: Mark, severities: Mapping[str, Severity]) -> float:
    """Points as a checker of middling severity would have given them."""
    full = float(case.full[case.column[mark.leaf]])
    return min(full, max(0.0, mark.points + severities[mark.by].points / PERCENT * full))


def _scatter(case: Case, severities: Mapping[str, Severity]) -> float:
    cells: dict[tuple[str, str], list[float]] = {}
    for mark in case.marks:
        full = float(case.full[case.column[mark.leaf]])
        if mark.kind == MUTUAL and full > 0:
            rate = righted(case, mark, severities) / full * PERCENT
            cells.setdefault((mark.unit, mark.leaf), []).append(rate)
    squares, free = 0.0, 0
    for rates in cells.values():
        mean = math.fsum(rates) / len(rates)
        squares += math.fsum((rate - mean) ** 2 for rate in rates)
        free += len(rates) - 1
    return round(math.sqrt(squares / free), PLACES) if free else 0.0


def _inflation(case: Case, self_points: Floats) -> float:
    rates = []
    for mark in case.marks:
        column = case.column[mark.leaf]
        own, full = float(self_points[case.place[mark.unit], column]), float(case.full[column])
        if mark.kind == SPOT and full > 0 and not math.isnan(own):
            rates.append((own - mark.points) / full * PERCENT)
    return round(math.fsum(rates) / len(rates), PLACES) if rates else 0.0


def combine(case: Case, self_points: Floats, common: Common) -> Combined:
    shape = self_points.shape
    mutual, checks = _mutual(case, common, shape)
    spot, ruled = _given(case, SPOT, shape), _given(case, RULED, shape)
    points, on, se = _shares(case, (self_points, mutual, spot), checks, common)
    fixed = ~np.isnan(ruled)
    gap = np.where(np.isnan(self_points) | np.isnan(spot), 0.0, self_points - spot)
    whole = np.zeros(shape[0])
    for column in gap.T:
        whole += column
    whole[np.isnan(spot).all(axis=1)] = np.nan
    return Combined(
        self_points, mutual, checks, spot, np.where(fixed, ruled, points),
        np.where(fixed, ON_RULING, on), np.where(fixed, 0.0, se), whole,
    )  # fmt: skip


def _mutual(case: Case, common: Common, shape: tuple[int, ...]) -> tuple[Floats, Cells]:
    total, count = np.zeros(shape), np.zeros(shape, np.int64)
    for mark in case.marks:
        if mark.kind == MUTUAL:
            at = case.place[mark.unit], case.column[mark.leaf]
            total[at] += righted(case, mark, common.severities)
            count[at] += 1
    found = np.full(shape, np.nan)
    np.divide(total, count, out=found, where=count > 0)
    return found, count


def _given(case: Case, kind: str, shape: tuple[int, ...]) -> Floats:
    found = np.full(shape, np.nan)
    for mark in case.marks:
        if mark.kind == kind:
            found[case.place[mark.unit], case.column[mark.leaf]] = mark.points
    return found


def _shares(
    case: Case, checks: tuple[Floats, Floats, Floats], count: Cells, common: Common
) -> tuple[Floats, Cells, Floats]:
    own, mutual, spot = checks
    charter, known = case.charter, [~np.isnan(one) for one in checks]
    lent = np.where(known[2], 0.0, float(charter.spot_share))
    share_spot = np.where(known[2], float(charter.spot_share), 0.0)
    fixed = charter.not_drawn == "corrected"
    corrected = np.clip(own - common.inflation / PERCENT * case.full, 0.0, case.full)
    share_fixed = np.where(known[0] & fixed, lent, 0.0)
    lent = lent - share_fixed
    share_mutual = np.where(known[1], charter.mutual_share + lent, 0.0)
    lent = np.where(known[1], 0.0, lent + charter.mutual_share)
    share_self = np.where(known[0], charter.self_share + lent, 0.0)
    whole = share_self + share_mutual + share_spot + share_fixed
    parts = (
        (share_self, own),
        (share_mutual, mutual),
        (share_spot, spot),
        (share_fixed, corrected),
    )
    total = np.zeros(own.shape)
    for share, value in parts:
        total += np.where(share > 0, share * value, 0.0)
    points = np.full(own.shape, np.nan)
    np.divide(total, whole, out=points, where=whole > 0)
    noise = common.scatter / PERCENT * case.full
    spread = np.sqrt((share_mutual * noise) ** 2 / np.maximum(count, 1) + (share_spot * noise) ** 2)
    se = np.zeros(own.shape)
    np.divide(spread, whole, out=se, where=whole > 0)
    flags = (
        (share_self, ON_SELF),
        (share_mutual, ON_MUTUAL),
        (share_spot, ON_SPOT),
        (share_fixed, CORRECTED),
    )
    on: Cells = np.zeros(own.shape, np.int64)
    for share, flag in flags:
        on |= np.where(share > 0, flag, 0)
    return points, on, se
