"""One value of several years: what a scheme's ``span`` says."""

from __future__ import annotations

import numpy as np

from wangyu.assessment.evaluation.logic.rules.base import Floats


def over_years(years: Floats, span: str) -> Floats:
    """``years`` has a row a year, the last year last. A year that is missing is not 0."""
    if span == "last":
        last: Floats = years[-1].copy()
        return last
    total: Floats = np.zeros(years.shape[1:])
    for one in years:
        total += one
    if span == "mean":
        total /= len(years)
    return total
