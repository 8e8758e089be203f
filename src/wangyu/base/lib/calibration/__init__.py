"""Scores set right for who gave them: an additive model of severity with its uncertainty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wangyu.base.lib.calibration.posterior import Posterior, posterior_of
from wangyu.base.lib.calibration.ranks import Ranks, ranks_of
from wangyu.base.lib.calibration.ratings import Numbers, Ratings, Reviews, reviews_of
from wangyu.base.lib.calibration.variances import Variances, variances_of

MOST_DRAWS, LEAST_DRAWS, DRAWN_IN_ALL = 1000, 400, 1_200_000
NINETY = 1.6448536269514722
"""Standard deviations about the middle that hold 90 % of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Calibration:
    reviews: Reviews
    raw: Numbers
    posterior: Posterior
    variances: Variances
    ranks: Ranks

    @property
    def low(self) -> Numbers:
        return self.posterior.item - NINETY * self.posterior.item_se

    @property
    def high(self) -> Numbers:
        return self.posterior.item + NINETY * self.posterior.item_se


def calibrate(
    ratings: Ratings,
    items: int,
    reviewers: int,
    *,
    top: int = 10,
    draws: int | None = None,
    seed: int = 1,
) -> Calibration:
    """Every item and every reviewer has at least one score."""
    reviews = reviews_of(ratings, items, reviewers)
    variances = variances_of(reviews)
    posterior = posterior_of(reviews, variances)
    often = draws or min(MOST_DRAWS, max(LEAST_DRAWS, DRAWN_IN_ALL // items))
    ranks = ranks_of(posterior, reviews.item_component, top=top, draws=often, seed=seed)
    counts = np.bincount(reviews.item, minlength=items)
    raw = np.bincount(reviews.item, reviews.raw, items) / counts
    return Calibration(reviews, raw, posterior, variances, ranks)
