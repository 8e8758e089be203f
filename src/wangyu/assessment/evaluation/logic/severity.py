"""How severe each checker is, and mutual points set right for it.

What is calibrated is the difference from the checked university's own points, in shares of the
full ones: universities differ far more than checkers do, and most of that is in both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wangyu.base.lib.calibration import calibrate
from wangyu.base.lib.calibration.ratings import Numbers, Ratings
from wangyu.base.lib.graph import Indices

PLACES = 9
"""Beyond these, machines may differ; a conclusion is recomputed to the last bit of what is kept."""


@dataclass(frozen=True, slots=True)
class Checks:
    """One row a leaf that a checker gave points to: indices and points."""

    unit: Indices
    checker: Indices
    leaf: Indices
    points: Numbers


@dataclass(frozen=True, slots=True)
class Severities:
    """``severity``: share of the full points, positive is severe; NaN where nothing tells it."""

    severity: Numbers
    se: Numbers
    reviews: Indices
    component: Indices
    components: int
    rest: float
    """The scatter (variance) between checkers of one university that severity leaves over."""

    @property
    def connected(self) -> bool:
        return self.components == 1

    @property
    def note(self) -> str:
        if self.connected:
            return ""
        if not self.components:
            return "没有可以校准的互查评分（没有同时有自评分的）。"
        return f"互查没有连成一片，分成 {self.components} 部分：各部分之内的严厉程度可以比较，部分之间不能。"


@dataclass(frozen=True, slots=True)
class Mutual:
    """Means of the adjusted points, units by leaves; NaN and 0 where nobody gave any."""

    points: Numbers
    count: Indices
    se: Numbers
    """Of a unit's mean, in shares of the full points; NaN without any check."""
    severities: Severities
    clipped: int
    """Points that severity would have led below nothing or above the full ones."""


def severities(checks: Checks, own: Numbers, full: Numbers, checkers: int) -> Severities:
    """``own``: the self-check's points, units by leaves, NaN where missing."""
    difference = (checks.points - own[checks.unit, checks.leaf]) / full[checks.leaf]
    usable = np.flatnonzero(np.isfinite(difference))
    severity, se = np.full(checkers, np.nan), np.full(checkers, np.nan)
    count, component = np.zeros(checkers, np.int64), np.full(checkers, -1)
    if not len(usable):
        return Severities(severity, se, count, component, 0, float("nan"))
    units, unit = np.unique(checks.unit[usable], return_inverse=True)
    known, checker = np.unique(checks.checker[usable], return_inverse=True)
    leaf = np.unique(checks.leaf[usable], return_inverse=True)[1]
    weight = full[checks.leaf[usable]].astype(float)
    ratings = Ratings(unit, checker, leaf, difference[usable], weight)
    made = calibrate(ratings, len(units), len(known), draws=1)
    severity[known] = np.round(made.posterior.severity, PLACES)
    se[known] = np.round(made.posterior.severity_se, PLACES)
    count[known] = np.bincount(made.reviews.reviewer, minlength=len(known))
    component[known] = made.reviews.reviewer_component
    rest = round(made.variances.rest, PLACES)
    return Severities(severity, se, count, component, made.reviews.components, rest)


def mutual(checks: Checks, own: Numbers, full: Numbers, checkers: int) -> Mutual:
    """Points each set right by what their checker is too severe, and the mean of them."""
    found = severities(checks, own, full, checkers)
    right = np.nan_to_num(found.severity)[checks.checker] * full[checks.leaf] + checks.points
    adjusted = np.clip(right, 0, full[checks.leaf])
    cells, shape = checks.unit * own.shape[1] + checks.leaf, own.shape
    count = np.bincount(cells, minlength=own.size)
    with np.errstate(invalid="ignore"):
        points = np.bincount(cells, adjusted, own.size) / count
    return Mutual(
        points=points.reshape(shape),
        count=count.reshape(shape),
        se=_errors(checks, found, own.shape[0]),
        severities=found,
        clipped=int((adjusted != right).sum()),
    )


def _errors(checks: Checks, found: Severities, units: int) -> Numbers:
    """sqrt(rest / k + sum of the checkers' se² / k²), k the checkers of the unit."""
    pairs = np.unique(np.stack([checks.unit, checks.checker]), axis=1)
    doubt: NDArray[np.float64] = np.nan_to_num(found.se) ** 2
    count = np.bincount(pairs[0], minlength=units)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.bincount(pairs[0], doubt[pairs[1]], units) / count**2
        error: Numbers = np.where(count > 0, np.sqrt(found.rest / count + spread), np.nan)
    return error
