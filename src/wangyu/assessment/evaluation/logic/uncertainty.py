"""How far a rank is certain while the weights of the first level, and the scores, are not.

The weights are drawn from Dirichlet(concentration × weights): on average as the scheme says, the
closer to it the larger the concentration. Ties share the best rank (1, 1, 3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wangyu.assessment.evaluation.logic.ranks import Counts, Indices, Noise, Ranked, ranked
from wangyu.assessment.evaluation.logic.rules.base import Floats
from wangyu.assessment.evaluation.logic.scoring import Scores

DRAWS, SEED, CONCENTRATION, HOLD = 10_000, 1, 30.0, 0.9
PLACES = 9
"""Totals that differ in the tenth place are equal."""
CLEAN = 12
"""Shares of full marks are kept to so many places: what is equal for people is equal here."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit that is vetoed stands behind all others, in every draw."""

    rank: Indices
    low: Indices
    high: Indices
    ranks: Counts
    """Units × ranks: in how many draws; the first column is rank 1."""
    draws: int

    def p_top(self, first: int) -> Floats:
        """The probability of being among the first so many."""
        found: Floats = self.ranks[:, :first].sum(axis=1) / self.draws
        return found


def standing(
    scores: Scores,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    concentration: float = CONCENTRATION,
    hold: float = HOLD,
    errors: Floats | None = None,
) -> Standing:
    """``errors``: the standard error of each unit's total, in points, where ratings have one."""
    if not len(scores.units):
        raise ValueError("no units")
    inside = np.flatnonzero(~scores.out)
    found = drawn(scores, inside, draws, seed, concentration, errors)
    size = len(scores.units)
    rank, low, high = (np.full(size, len(inside) + 1, np.int64) for _ in range(3))
    ranks = np.zeros((size, size), np.int32)
    if len(inside) < size:
        ranks[scores.out, len(inside)] = draws
    rank[inside] = best_ranks(scores.total[inside])
    ranks[np.ix_(inside, np.arange(len(inside)))] = found.ranks
    low[inside] = np.minimum(quantile(found.best, (1 - hold) / 2), rank[inside])
    high[inside] = np.maximum(quantile(found.worst, (1 + hold) / 2), rank[inside])
    return Standing(rank, low, high, ranks, draws)


def drawn(
    scores: Scores,
    inside: Indices,
    draws: int,
    seed: int,
    concentration: float,
    errors: Floats | None,
) -> Ranked:
    points = np.array([top.points for top in scores.scheme.tops])
    weighed = points > 0
    shares = [with_rest(one[inside], points, weighed) for one in (scores.least_by_top, scores.most_by_top)]  # fmt: skip
    weights = np.ones((draws, int(weighed.sum()) + 1))
    weights[:, :-1] = weights_of(points[weighed], draws, seed, concentration)
    noise = None if errors is None else noise_of(errors[inside] / scores.scheme.full, seed)
    return ranked(shares[0], weights, most=shares[1], noise=noise)


def with_rest(by_top: Floats, points: Floats, weighed: NDArray[np.bool_]) -> Floats:
    """Shares of full marks at each top; last what tops without points take away, which no weight moves."""
    shares = by_top[:, weighed] / points[weighed]
    rest = by_top[:, ~weighed].sum(axis=1) / points.sum()
    return np.round(np.column_stack([shares, rest]), CLEAN)


def weights_of(points: Floats, draws: int, seed: int, concentration: float) -> Floats:
    random = np.random.default_rng([seed, 0])
    found: Floats = random.dirichlet(concentration * points / points.sum(), draws)
    return found


def noise_of(errors: Floats, seed: int) -> Noise:
    """The same numbers for the same draws, whichever thread asks first."""

    def noise(start: int, draws: int) -> Floats:
        random = np.random.default_rng([seed, 1, start])
        return random.standard_normal((draws, len(errors))) * errors

    return noise


def quantile(counts: Counts, share: float) -> Indices:
    """The rank (from 1) below or at which so many of the draws are."""
    draws = counts[:1].sum()
    place = int(share * draws) if share < 0.5 else int(np.ceil(share * draws)) - 1  # noqa: PLR2004 -- the middle
    found: Indices = (np.cumsum(counts, axis=1) <= place).sum(axis=1) + 1
    return found


def best_ranks(value: Floats) -> Indices:
    value = np.round(value, PLACES)
    ascending = np.sort(value)
    found: Indices = len(value) - np.searchsorted(ascending, value, side="right") + 1
    return found
