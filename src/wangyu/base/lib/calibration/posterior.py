"""What is known of items and severities together once the scores are in.

score = level of the component + merit of the item - severity of the reviewer + rest,
merits, severities and rests normal with the variances found. Items are eliminated first, which
leaves one equation a reviewer and one a component.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular
from scipy.sparse import csr_array

from wangyu.base.lib.calibration.ratings import Numbers, Reviews
from wangyu.base.lib.calibration.variances import Variances, links


@dataclass(frozen=True, slots=True)
class Posterior:
    """Item = own + share @ (severities, levels): ``own`` has its own spread, the rest a common one."""

    severity: Numbers
    severity_se: Numbers
    item: Numbers
    item_se: Numbers
    own_se: Numbers
    share: csr_array
    factor: NDArray[np.float32]
    """Times standard normals: one draw of (severities, levels) about their means."""


def posterior_of(reviews: Reviews, variances: Variances) -> Posterior:
    counts = np.bincount(reviews.item, minlength=reviews.items).astype(float)
    divisor: Numbers = counts + variances.rest / variances.item
    share = shares(reviews, divisor, variances.rest / variances.item)
    matrix = equations(reviews, divisor, variances)
    lower = cholesky(matrix, lower=True)
    inverse = solve_triangular(lower, np.eye(len(matrix)), lower=True)
    sums = np.bincount(reviews.item, reviews.score, reviews.items)
    common = inverse.T @ (inverse @ right_side(reviews, sums / divisor))
    factor = (np.sqrt(variances.rest) * inverse.T).astype(np.float32)
    own = np.sqrt(variances.rest / divisor)
    spread = squares(share.astype(np.float32) @ factor)
    size = reviews.reviewers
    return Posterior(
        severity=common[:size],
        severity_se=np.sqrt(squares(factor[:size])),
        item=sums / divisor + share @ common,
        item_se=np.sqrt(own**2 + spread),
        own_se=own,
        share=share,
        factor=factor,
    )


def squares(rows: NDArray[np.float32]) -> Numbers:
    """The sum of squares of each row."""
    sums: Numbers = np.einsum("ij,ij->i", rows, rows).astype(float)
    return sums


def shares(reviews: Reviews, divisor: Numbers, prior: float) -> csr_array:
    """How an item moves with each severity and with its component's level."""
    everyone = np.arange(reviews.items)
    row = np.concatenate([reviews.item, everyone])
    column = np.concatenate([reviews.reviewer, reviews.reviewers + reviews.item_component])
    value = np.concatenate([1 / divisor[reviews.item], prior / divisor])
    shape = (reviews.items, reviews.reviewers + reviews.components)
    return csr_array((value, (row, column)), shape=shape)


def equations(reviews: Reviews, divisor: Numbers, variances: Variances) -> Numbers:
    prior, size = variances.rest / variances.item, reviews.reviewers
    matrix = np.zeros((size + reviews.components, size + reviews.components))
    matrix[:size, :size] = links(reviews, divisor)
    matrix[np.diag_indices(size)] += variances.rest / variances.reviewer
    level = size + reviews.reviewer_component
    across = -np.bincount(reviews.reviewer, prior / divisor[reviews.item], size)
    matrix[np.arange(size), level] = matrix[level, np.arange(size)] = across
    counts = np.bincount(reviews.item, minlength=reviews.items)
    levels = np.bincount(reviews.item_component, prior * counts / divisor, reviews.components)
    matrix[range(size, len(matrix)), range(size, len(matrix))] = levels
    return matrix


def right_side(reviews: Reviews, taken: Numbers) -> Numbers:
    """What the equations sum to: scores less what the items take up."""
    left = reviews.score - taken[reviews.item]
    levels = np.bincount(reviews.item_component[reviews.item], left, reviews.components)
    return np.concatenate([-np.bincount(reviews.reviewer, left, reviews.reviewers), levels])
