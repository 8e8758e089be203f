"""Ranks over many draws of weights, counted exactly.

A draw's totals are sorted as whole numbers: the bits of a positive float are in its order, and the
last few of them are given up for the number of the unit. Where what is left is the same for two
units, the draw is ranked again from the full floats, so no rank rests on what was given up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from wangyu.assessment.evaluation.logic.rules.base import Floats

Counts = NDArray[np.int32]
Indices = NDArray[np.int64]
THREADS = 2
CELLS = 1 << 16
"""What is worked on at a time stays in the processor's cache."""
PRODUCT = 1 << 21
"""Totals are made so many at a time: few and large products are what the matrix library does well."""
COLUMNS = 64
MOST_UNITS = 1 << 16
SIGN = np.int64(63)


@dataclass(frozen=True, slots=True)
class Ranked:
    """How often each unit (row) had each rank (column, the first is rank 1)."""

    ranks: Counts
    best: Counts
    """The same with what is missing at its best for the unit and at its worst for the others."""
    worst: Counts

    @property
    def draws(self) -> int:
        return int(self.ranks[0].sum()) if len(self.ranks) else 0


Noise = Callable[[int, int], Floats]
"""(first draw, draws) -> draws × units, added to the totals."""


def ranked(
    least: Floats, weights: Floats, *, most: Floats | None = None, noise: Noise | None = None
) -> Ranked:
    """``least`` and ``most``: units × criteria; ``weights``: draws × criteria. Equal totals share."""
    if len(least) > MOST_UNITS:
        raise ValueError(f"at most {MOST_UNITS} units")
    if most is not None and (most != least).any():
        return interval_counts(least, most, weights, noise)
    found = rank_counts(least, weights, noise)
    return Ranked(found, found, found)


def rank_counts(values: Floats, weights: Floats, noise: Noise | None = None) -> Counts:
    """Units that are the same in everything are ranked once, and share."""
    if noise is not None:
        return counted(values, weights, np.ones(len(values), np.int64), noise)
    _, first, back, times = np.unique(values, axis=0, return_index=True, return_inverse=True, return_counts=True)  # fmt: skip
    if len(first) == len(values):
        return counted(values, weights, np.ones(len(values), np.int64), None)
    return counted(values[first], weights, times.astype(np.int64), None)[back.ravel()]


def counted(values: Floats, weights: Floats, times: Indices, noise: Noise | None) -> Counts:
    """``times``: how many units each row stands for."""
    units, draws, everybody = len(values), len(weights), int(times.sum())
    counts = np.zeros((units, everybody), np.int32)
    if not units or not draws:
        return counts
    columns = np.ascontiguousarray(values.T)
    order = np.empty((draws, units), np.uint16)
    slow = np.full(draws, times.max() > 1)

    def totals_of(block: slice) -> Floats:
        found: Floats = weights[block] @ columns
        return found if noise is None else found + noise(block.start, len(found))

    for block in blocks(draws, max(1, PRODUCT // units)):
        if not slow[block].all():
            sort(totals_of(block), order[block], slow[block])
        if slow[block].any():
            add(counts, *shared_ranks(totals_of(block)[slow[block]], times))
    if not slow.all():
        count_places(counts, order, slow)
    return counts


def sort(totals: Floats, order: NDArray[np.uint16], slow: NDArray[np.bool_]) -> None:
    def one(part: slice) -> None:
        slow[part] = sorted_units(totals[part], order[part])

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, blocks(len(totals), max(1, CELLS // totals.shape[1]))))


def count_places(counts: Counts, order: NDArray[np.uint16], slow: NDArray[np.bool_]) -> None:
    """Which unit stands where in the draws that were told apart at once."""
    units = len(counts)

    def count(part: slice) -> None:
        columns = order[:, part].T if not slow.any() else order[:, part][~slow].T
        for place, column in enumerate(columns.astype(np.int64, order="C"), start=part.start):
            counts[:, units - 1 - place] += np.bincount(column, minlength=units)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(count, blocks(units, COLUMNS)))


def sorted_units(totals: Floats, order: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Fills ``order`` with the units of each draw, the last first. True: too close to tell so.

    ``totals`` is used up.
    """
    units = totals.shape[1]
    mask = np.int64((1 << (units - 1).bit_length()) - 1)
    totals += 0.0  # -0.0 is no other number than 0.0
    key = totals.view(np.int64)
    if (key < 0).any():  # the bits of negative floats run backwards
        key ^= (key >> SIGN) & np.int64(np.iinfo(np.int64).max)
    key &= ~mask
    key |= np.arange(units)
    key.sort(axis=1)
    close: NDArray[np.bool_] = np.any((key[:, 1:] ^ key[:, :-1]) <= mask, axis=1)
    key &= mask
    order[:] = key
    return close


def shared_ranks(totals: Floats, times: Indices) -> tuple[Indices, Indices]:
    """(unit, rank from 0) for every draw, ties sharing the best; ``times`` counts for ahead."""
    order = np.argsort(-totals, axis=1)
    falling = np.take_along_axis(totals, order, axis=1)
    ahead = np.cumsum(times[order], axis=1) - times[order]
    first = np.ones(falling.shape, bool)
    first[:, 1:] = falling[:, 1:] != falling[:, :-1]
    return order, np.maximum.accumulate(np.where(first, ahead, 0), axis=1)


def add(counts: Counts, unit: Indices, rank: Indices) -> None:
    """Counts up. Block by block where a histogram of all cells would be large beside the block."""
    width = counts.shape[1]
    cells = (unit * width + rank).ravel()
    if counts.size <= 4 * cells.size:
        counts += np.bincount(cells, minlength=counts.size).reshape(counts.shape).astype(np.int32)
        return
    cell, often = np.unique(cells, return_counts=True)
    counts.reshape(-1)[cell] += often.astype(np.int32)


def interval_counts(
    least: Floats, most: Floats, weights: Floats, noise: Noise | None = None
) -> Ranked:
    """With something missing: a unit at its most against the others at their least, and turned.

    Rows that are the same are multiplied once: a matrix library may give two columns of the same
    numbers sums that differ in the last bit, and a unit would stand ahead of itself.
    """
    units, draws = len(least), len(weights)
    rows, back = np.unique(np.concatenate([least, most]), axis=0, return_inverse=True)
    columns, back = np.ascontiguousarray(rows.T), back.ravel()
    best, worst = (np.zeros((units, units), np.int32) for _ in range(2))

    everybody, lock = np.arange(units), Lock()

    def place(totals: Floats) -> None:
        high, low = bounds(totals[:, :units], totals[:, units:])
        with lock:
            add(best, np.broadcast_to(everybody, high.shape), high)
            add(worst, np.broadcast_to(everybody, low.shape), low)

    for block in blocks(draws, max(1, PRODUCT // (2 * units))):
        totals = (weights[block] @ columns)[:, back]
        if noise is not None:
            totals += np.tile(noise(block.start, len(totals)), 2)
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(place, (totals[p] for p in blocks(len(totals), max(1, CELLS // units)))))
    return Ranked(rank_counts(least, weights, noise), best, worst)


def bounds(least: Floats, most: Floats) -> tuple[Indices, Indices]:
    """Of each draw, each unit's best and worst rank from 0."""
    units = least.shape[1]
    totals = np.concatenate([least, most], axis=1)
    order = np.argsort(-totals, axis=1)
    falling = np.take_along_axis(totals, order, axis=1)
    first = np.ones(falling.shape, bool)
    first[:, 1:] = falling[:, 1:] != falling[:, :-1]
    is_least = (order < units).astype(np.int64)

    def ahead(of: Indices) -> Indices:
        """How many of a kind are strictly ahead of each, back in the order of the units."""
        before = np.maximum.accumulate(np.where(first, np.cumsum(of, axis=1) - of, 0), axis=1)
        found = np.empty_like(before)
        np.put_along_axis(found, order, before, axis=1)
        return found

    best = ahead(is_least)[:, units:]
    worst = ahead(1 - is_least)[:, :units] - (most > least)
    return best, worst


def blocks(length: int, size: int) -> Iterator[slice]:
    return (slice(start, min(start + size, length)) for start in range(0, length, size))
