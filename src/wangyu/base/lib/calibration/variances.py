"""How much of the scatter comes from items, from reviewers, and from neither.

Henderson's third method: three sums of squares of known expectation, so unbiased, closed, and the
same on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_array

from wangyu.base.lib.calibration.ratings import Numbers, Reviews, mean_by
from wangyu.base.lib.graph import Indices

LEAST = 1e-9
"""No share is less than this part of the whole: nothing is divided by zero."""


@dataclass(frozen=True, slots=True)
class Variances:
    item: float
    reviewer: float
    rest: float


def variances_of(reviews: Reviews) -> Variances:
    count = len(reviews.score)
    in_items, rest_in_items = within(reviews.item, reviews.score, reviews.items)
    in_reviewers, _ = within(reviews.reviewer, reviews.score, reviews.reviewers)
    free = count - reviews.items - reviews.reviewers + reviews.components
    per_item = in_items / max(1, count - reviews.items)
    per_reviewer = in_reviewers / max(1, count - reviews.reviewers)
    # where nothing tells a severe reviewer from chance, half each
    rest = (in_items - explained(reviews, rest_in_items)) / free if free > 0 else per_item / 2
    whole = max(float(np.var(reviews.score)), 1e-12)
    shares = (per_reviewer - rest, per_item - rest, rest)
    return Variances(*(max(float(share), LEAST * whole) for share in shares))


def within(group: Indices, score: Numbers, groups: int) -> tuple[float, Numbers]:
    """The sum of squares about the group's mean, and what is left of each score."""
    rest = score - mean_by(group, score, np.ones(len(score)), groups)[group]
    return float(rest @ rest), rest


def explained(reviews: Reviews, rest: Numbers) -> float:
    """The sum of squares that reviewers explain within items, by least squares."""
    matrix = links(reviews, np.bincount(reviews.item, minlength=reviews.items).astype(float))
    same = reviews.reviewer_component[:, None] == reviews.reviewer_component
    matrix[same] += 1 / reviews.reviewers  # a component's common level is free: fix it
    right = np.bincount(reviews.reviewer, rest, reviews.reviewers)
    return float(right @ cho_solve(cho_factor(matrix, lower=True), right))


def links(reviews: Reviews, divisor: Numbers) -> Numbers:
    """Reviews of each reviewer, less what is taken up by the items they share."""
    shape = (reviews.items, reviews.reviewers)
    ones = np.ones(len(reviews.item))
    by_item = csr_array((ones, (reviews.item, reviews.reviewer)), shape=shape)
    scaled = csr_array((1 / divisor[reviews.item], (reviews.item, reviews.reviewer)), shape=shape)
    matrix: Numbers = -(by_item.T @ scaled).toarray()
    matrix[np.diag_indices(reviews.reviewers)] += np.bincount(
        reviews.reviewer, minlength=reviews.reviewers
    )
    return matrix
