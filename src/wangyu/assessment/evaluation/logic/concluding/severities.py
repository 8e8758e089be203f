"""How severe each checker is, in hundredths of full marks, and how much its points scatter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wangyu.assessment.evaluation.logic.concluding.case import MUTUAL, Case, Mark
from wangyu.base.lib.calibration.posterior import posterior_of
from wangyu.base.lib.calibration.ratings import Ratings, reviews_of
from wangyu.base.lib.calibration.variances import variances_of
from wangyu.base.lib.graph import Indices

PLACES = 6
"""Severities are kept to so many decimals: what differs from machine to machine lies far below."""
PERCENT = 100.0
LEAST_TO_COMPARE = 2


@dataclass(frozen=True, slots=True)
class Severity:
    by: str
    points: float
    """Percent of full marks that it gives too little; negative is mild."""
    checks: int


def severities_of(case: Case) -> dict[str, Severity]:
    """By checker. Nobody is set right where there is nobody to compare with."""
    marks = [m for m in case.marks if m.kind == MUTUAL and case.full[case.column[m.leaf]] > 0]
    checkers = sorted({mark.by for mark in marks})
    counts = {by: len({m.unit for m in marks if m.by == by}) for by in checkers}
    if len(checkers) < LEAST_TO_COMPARE:
        return {by: Severity(by, 0.0, counts[by]) for by in checkers}
    found = _calibrated(case, marks, checkers)
    return {by: Severity(by, found[n], counts[by]) for n, by in enumerate(checkers)}


def _calibrated(case: Case, marks: Sequence[Mark], checkers: Sequence[str]) -> list[float]:
    units = sorted({mark.unit for mark in marks})
    leaves = sorted({mark.leaf for mark in marks})
    full = np.array([case.full[case.column[mark.leaf]] for mark in marks])
    points = np.array([mark.points for mark in marks])
    ratings = Ratings(
        _index(units, [m.unit for m in marks]), _index(checkers, [m.by for m in marks]),
        _index(leaves, [m.leaf for m in marks]), points / full * PERCENT, full,
    )  # fmt: skip
    reviews = reviews_of(ratings, len(units), len(checkers))
    severity = posterior_of(reviews, variances_of(reviews)).severity
    return [round(float(one), PLACES) + 0.0 for one in severity]


def _index(names: Sequence[str], of: Sequence[str]) -> Indices:
    place = {name: number for number, name in enumerate(names)}
    return np.array([place[one] for one in of], np.int64)
