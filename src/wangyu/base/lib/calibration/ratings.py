"""What reviewers gave, criterion by criterion, and what it comes to review by review."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wangyu.base.lib.graph import Indices, components

Numbers = NDArray[np.float64]
ROUNDS = 30
"""Of making up for criteria left out; each leaves a small part of the last one's error."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """One row a score: whose, by whom, on which criterion (indices), how much it weighs."""

    item: Indices
    reviewer: Indices
    criterion: Indices
    score: Numbers
    weight: Numbers


@dataclass(frozen=True, slots=True)
class Reviews:
    """One row a review: an item, a reviewer, the weighted mean of the criteria."""

    item: Indices
    reviewer: Indices
    score: Numbers
    raw: Numbers
    items: int
    reviewers: int
    components: int
    item_component: Indices
    reviewer_component: Indices


def reviews_of(ratings: Ratings, items: int, reviewers: int) -> Reviews:
    """Criteria left out are made up for: a review of the easy ones only is not a mild one."""
    pair, cell = np.unique(ratings.item * reviewers + ratings.reviewer, return_inverse=True)
    item, reviewer = pair // reviewers, pair % reviewers
    raw = mean_by(cell, ratings.score, ratings.weight, len(pair))
    level = criterion_levels(ratings, cell, len(pair))
    score = mean_by(cell, ratings.score - level[ratings.criterion], ratings.weight, len(pair))
    count, of_item, of_reviewer = components(item, reviewer, items, reviewers)
    return Reviews(item, reviewer, score, raw, items, reviewers, count, of_item, of_reviewer)


def criterion_levels(ratings: Ratings, cell: Indices, cells: int) -> Numbers:
    """How much higher than the mean of all a criterion is scored, by the same reviewers on the same items."""
    count = int(ratings.criterion.max()) + 1
    level: Numbers = np.zeros(count)
    if len(cell) == cells * count and len(np.unique(ratings.weight)) == 1:
        return level
    weight = np.bincount(ratings.criterion, ratings.weight, count).astype(float)
    for _ in range(ROUNDS):
        rest = ratings.score - level[ratings.criterion]
        rest -= mean_by(cell, rest, ratings.weight, cells)[cell]
        level += mean_by(ratings.criterion, rest, ratings.weight, count)
    return level - np.average(level, weights=weight)


def mean_by(group: Indices, value: Numbers, weight: Numbers, groups: int) -> Numbers:
    """The weighted mean of each group."""
    whole: Numbers = np.bincount(group, weight * value, groups).astype(float)
    total = np.bincount(group, weight, groups)
    return whole / total
