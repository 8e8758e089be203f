"""Panels whose truth is known: merits and severities drawn, scores made of them."""

from __future__ import annotations

import numpy as np

from wangyu.base.lib.calibration import Ratings


def panel(items, reviewers, each, seed, *, criteria=2, spread=0.7, noise=0.6):
    """Merits, severities and the ratings: every item by ``each`` reviewers drawn at random."""
    random = np.random.default_rng(seed)
    merit, severity = random.normal(0, 1, items), random.normal(0, spread, reviewers)
    chosen = np.argsort(random.random((items, reviewers)), axis=1)[:, :each]
    item, reviewer = np.repeat(np.arange(items), each), chosen.ravel()
    review = 60 + merit[item] - severity[reviewer] + random.normal(0, noise, len(item))
    score = review[:, None] + np.linspace(-1, 1, criteria)
    return merit, severity, ratings(item, reviewer, score)


def ratings(item, reviewer, score, weight=1.0):
    """``score``: a row a review, a column a criterion."""
    criteria = score.shape[1]
    return Ratings(
        np.repeat(item, criteria),
        np.repeat(reviewer, criteria),
        np.tile(np.arange(criteria), len(item)),
        score.ravel(),
        np.full(score.size, weight),
    )
