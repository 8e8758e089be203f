"""A scheme tried on facts: how totals spread in each peer group, and what other points would change.

What is missing counts at the rate of what is known in the same field, unless the scheme counts it
as nothing; a field of which nothing is known is left out. The page's script does the same sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from wangyu.assessment.evaluation.logic.rules.base import Floats
from wangyu.assessment.evaluation.logic.scoring import Scores
from wangyu.base.lib.ranking import rank

BINS = 10
"""Columns of the histogram: tenths of the full marks."""
PLACES = 6
ZERO = "zero"


@dataclass(frozen=True, slots=True)
class Spread:
    """One peer group's totals."""

    group: str
    count: int
    least: float
    quarter: float
    middle: float
    three_quarters: float
    most: float
    columns: tuple[int, ...]


def rates(scores: Scores) -> Floats:
    """Units × fields, 0 to 1; NaN where nothing is known of the field."""
    known = scores.full if scores.scheme.missing == ZERO else np.where(scores.lacking, 0.0, scores.full)  # fmt: skip
    base = scores.by_top(np.broadcast_to(known, scores.points.shape))
    found: Floats = np.divide(scores.earned, base, out=np.full(base.shape, np.nan), where=base > 0)
    return found


def nominal(scores: Scores) -> dict[str, float]:
    """The points of each field, as the scheme has them."""
    return {top.key: top.points for top in scores.scheme.tops}


def totals(scores: Scores, weights: Mapping[str, float]) -> Floats:
    """Of the full marks, with these points for the fields; NaN where nothing is known at all."""
    rate = rates(scores)
    weight = np.array([weights[top.key] for top in scores.scheme.tops])
    base = np.where(np.isnan(rate), 0.0, weight)
    whole = base.sum(axis=1)
    earned = (base * np.nan_to_num(rate)).sum(axis=1)
    share = np.divide(earned, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return np.where(scores.out, 0.0, np.round(share * scores.scheme.full, PLACES))


def spreads(scores: Scores, total: Floats) -> list[Spread]:
    """A line a group, in the order of their names; who has no total is not in it."""
    groups = np.array(scores.groups, dtype=object)
    found = []
    for group in sorted(set(scores.groups)):
        own = total[(groups == group) & ~np.isnan(total)]
        if len(own):
            found.append(_spread(group, own, scores.scheme.full))
    return found


def _spread(group: str, own: Floats, full: float) -> Spread:
    least, quarter, middle, three, most = (float(q) for q in np.quantile(own, (0, 0.25, 0.5, 0.75, 1)))  # fmt: skip
    place = np.clip((own / full * BINS).astype(np.int64), 0, BINS - 1)
    columns = tuple(int(n) for n in np.bincount(place, minlength=BINS))
    return Spread(group, len(own), least, quarter, middle, three, most, columns)


def column_names(full: float) -> list[str]:
    edges = [full * n / BINS for n in range(BINS + 1)]
    return [f"{low:g}–{high:g}" for low, high in pairwise(edges)]


def places(groups: Sequence[str], total: Floats) -> list[int | None]:
    """Each unit's place in its own group, equal ones sharing the best; None without a total."""
    found: list[int | None] = [None] * len(total)
    for group in set(groups):
        own = {row: float(total[row]) for row in range(len(total)) if groups[row] == group and not np.isnan(total[row])}  # fmt: skip
        for row, place in rank(own).items():
            found[row] = place
    return found
