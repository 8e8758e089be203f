"""What visits tell of universities that were not visited: how far self-checks are off, leaf by leaf.

``gaps``: spot less self, universities by leaves, NaN where one of the two is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, sqrt

import numpy as np
from numpy.typing import NDArray

from wangyu.base.lib.calibration.ratings import Numbers

FEWEST = 2


@dataclass(frozen=True, slots=True)
class Gap:
    """What those drawn tell of all: needed to combine one university alone."""

    correction: Numbers
    """Of each leaf, spot less self on average; NaN where nothing tells it."""
    error: float
    """How far one university's gap may lie from the mean one, in shares of the full points."""


def gap_of(gaps: Numbers, full: Numbers, stands: Numbers | None) -> Gap:
    """``stands``: for how many each one visited stands, 0 for a re-check; None: for one another."""
    return plain_gap(gaps, full) if stands is None else weighted_gap(gaps, full, stands)


def sums(points: Numbers) -> Numbers:
    """Rounded once, so the same on every machine; NaN where any part is."""
    return np.array([fsum(row) for row in points.tolist()], float)


def plain_gap(gaps: Numbers, full: Numbers) -> Gap:
    """``combining-1``: everybody who was visited counts the same, whoever was likelier to be."""
    known = np.isfinite(gaps)
    count = known.sum(axis=0)
    whole = sums(np.where(known, gaps, 0).T)
    found: Numbers = np.divide(whole, count, out=np.full(len(whole), np.nan), where=count > 0)
    return Gap(found, _plain_error(gaps, known, full))


def _plain_error(gaps: Numbers, known: NDArray[np.bool_], full: Numbers) -> float:
    whole = sums(known * full)
    share = sums(np.where(known, gaps, 0))[whole > 0] / whole[whole > 0]
    count = len(share)
    if count < FEWEST:
        return float("nan")
    middle = fsum(share) / count
    return sqrt(fsum((share - middle) ** 2) / (count - 1) * (1 + 1 / count))


def weighted_gap(gaps: Numbers, full: Numbers, stands: Numbers) -> Gap:
    """``combining-2``: the doubtful were likelier to be drawn, so each of them stands for fewer.

    A re-check was not drawn: it was chosen for what others had found, and tells nothing of the rest.
    """
    known = np.isfinite(gaps) & (stands > 0)[:, None]
    weight = np.where(known, stands[:, None], 0.0)
    whole, parts = sums(weight.T), sums((weight * np.where(known, gaps, 0)).T)
    found: Numbers = np.divide(parts, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return Gap(found, _weighted_error(gaps, known, full, stands))


def _weighted_error(
    gaps: Numbers, known: NDArray[np.bool_], full: Numbers, stands: Numbers
) -> float:
    whole = sums(known * full)
    told = whole > 0
    share, weight = sums(np.where(known, gaps, 0))[told] / whole[told], stands[told]
    count = len(share)
    if count < FEWEST:
        return float("nan")
    middle = fsum(weight * share) / fsum(weight)
    scatter = fsum(weight * (share - middle) ** 2) / fsum(weight) * count / (count - 1)
    several = fsum(weight) ** 2 / fsum(weight**2)
    return sqrt(scatter * (1 + 1 / several))
