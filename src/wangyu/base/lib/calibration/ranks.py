"""How far a rank is certain: ranks over draws from the posterior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wangyu.base.lib.calibration.posterior import Posterior
from wangyu.base.lib.calibration.ratings import Numbers
from wangyu.base.lib.graph import Indices

TAIL = 0.05
NOISE = 9


@dataclass(frozen=True, slots=True)
class Ranks:
    rank: Indices
    low: Indices
    high: Indices
    p_top: Numbers


def ranks_of(posterior: Posterior, component: Indices, *, top: int, draws: int, seed: int) -> Ranks:
    """Ranks within each component: across components nobody can be compared."""
    sample = draw(posterior, draws, np.random.default_rng(seed))
    size = len(component)
    rank, low, high = (np.zeros(size, np.int64) for _ in range(3))
    found = Ranks(rank, low, high, np.zeros(size))
    for number in range(int(component.max()) + 1):
        of = np.flatnonzero(component == number)
        found.rank[of] = best_ranks(posterior.item[of])
        drawn = np.sort(rank_rows(sample[:, of]), axis=0)
        first, last = int(TAIL * draws), int(np.ceil((1 - TAIL) * draws)) - 1
        found.low[of] = np.minimum(drawn[first], found.rank[of])
        found.high[of] = np.maximum(drawn[last], found.rank[of])
        found.p_top[of] = (drawn <= top).mean(axis=0)
    return found


def draw(posterior: Posterior, draws: int, random: np.random.Generator) -> NDArray[np.float32]:
    """Items (columns) as they may be, ``draws`` times (rows)."""
    shape = (posterior.factor.shape[1], draws)
    common = posterior.factor @ random.standard_normal(shape, dtype=np.float32)
    sample = random.standard_normal((draws, len(posterior.item)), dtype=np.float32)
    sample *= posterior.own_se.astype(np.float32)
    sample += (posterior.share.astype(np.float32) @ common).T
    sample += posterior.item.astype(np.float32)
    return sample


def rank_rows(sample: NDArray[np.float32]) -> NDArray[np.int32]:
    """The rank of each value in its row, the largest first."""
    order = np.argsort(-sample, axis=1)
    ranks = np.empty(sample.shape, np.int32)
    places = np.broadcast_to(np.arange(1, sample.shape[1] + 1, dtype=np.int32), sample.shape)
    np.put_along_axis(ranks, order, places, axis=1)
    return ranks


def best_ranks(value: Numbers) -> Indices:
    """Ties share the best rank (1, 1, 3); what differs in the tenth place is a tie."""
    value = np.round(value, NOISE)
    ascending = np.sort(value)
    return len(value) - np.searchsorted(ascending, value, side="right") + 1
