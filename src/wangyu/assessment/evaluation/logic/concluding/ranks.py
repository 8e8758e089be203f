"""Places within a peer group, and how sure they are under other weights and under the checks' noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wangyu.assessment.evaluation.logic.rules.base import Floats

LOW, HIGH = 0.05, 0.95
"""A rank interval of 90 %; what is less likely than LOW or likelier than HIGH is told as clear."""
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Standing:
    """Units × tops as rates of full marks (0 … 1), how sure they are, and who is vetoed."""

    rates: Floats
    most: Floats
    """The same with what is missing at full marks."""
    se: Floats
    out: NDArray[np.bool_]

    def of(self, places: list[int]) -> Standing:
        return Standing(self.rates[places], self.most[places], self.se[places], self.out[places])


@dataclass(frozen=True, slots=True)
class Places:
    rank: Ints
    low: Ints
    high: Ints
    p_first: Floats


def weights(nominal: Floats, concentration: float, draws: int, seed: int) -> Floats:
    """Draws × tops about the nominal weights; a top of no weight keeps none."""
    found = np.zeros((draws, len(nominal)))
    counted = nominal > 0
    random = np.random.default_rng([seed, 0])
    found[:, counted] = random.dirichlet(concentration * nominal[counted], draws)
    return found


def sampled(standing: Standing, drawn: Floats, seed: int, number: int) -> tuple[Floats, Floats]:
    """Totals as they may be, draws × units: what is missing at nothing, and at full marks."""
    size = (len(drawn), len(standing.rates))
    least, more, spread = np.zeros(size), np.zeros(size), np.zeros(size)
    for top in range(drawn.shape[1]):
        weight = drawn[:, top, None]
        least += weight * standing.rates[:, top]
        more += weight * (standing.most[:, top] - standing.rates[:, top])
        spread += (weight * standing.se[:, top]) ** 2
    noise = np.random.default_rng([seed, 1, number]).standard_normal(size)
    least += noise * np.sqrt(spread)
    least[:, standing.out] = -1.0
    more[:, standing.out] = 0.0
    return least, least + more


def places(least: Floats, most: Floats, base: Floats, first: int) -> Places:
    """``base``: totals under the nominal weights. Equal totals share the best place."""
    rank = ranked(base[None, :])[0]
    worst = np.sort(ranked(least), axis=0)
    best = worst if np.array_equal(least, most) else np.sort(_alone(least, most), axis=0)
    draws = len(least)
    at_low, at_high = int(LOW * draws), int(np.ceil(HIGH * draws)) - 1
    low = np.minimum(best[at_low], rank)
    high = np.maximum(worst[at_high], rank)
    return Places(rank, low, high, (worst <= first).sum(axis=0) / draws)


def ranked(totals: Floats) -> Ints:
    """Row by row: 1 is the largest; equal ones share the best (1, 1, 3)."""
    order = np.argsort(-totals, axis=1, kind="stable")
    sorted_ = np.take_along_axis(totals, order, axis=1)
    number = np.broadcast_to(np.arange(totals.shape[1]), totals.shape)
    begins = np.ones(totals.shape, bool)
    begins[:, 1:] = sorted_[:, 1:] != sorted_[:, :-1]
    best = np.maximum.accumulate(np.where(begins, number, 0), axis=1) + 1
    found = np.empty(totals.shape, np.int64)
    np.put_along_axis(found, order, best, axis=1)
    return found


def _alone(least: Floats, most: Floats) -> Ints:
    """Of each unit with what it lacks at full marks, among the others with nothing for it."""
    ascending = np.sort(least, axis=1)
    found = np.empty(least.shape, np.int64)
    for row, totals in enumerate(ascending):
        above = len(totals) - np.searchsorted(totals, most[row], "right")
        found[row] = above + 1
    return found


def alike(least: Floats, one: int) -> list[int]:
    """Those whom the draws do not put clearly before or behind ``one``."""
    ahead = (least > least[:, [one]]).sum(axis=0) / len(least)
    equal = (least == least[:, [one]]).sum(axis=0) / len(least)
    share = ahead + equal / 2
    return [n for n in range(least.shape[1]) if n != one and LOW < share[n] < HIGH]
