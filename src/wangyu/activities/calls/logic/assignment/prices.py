"""Prices of reviewers: who is wanted too much costs something, and demand spreads.

At given prices every item takes its best reviewers, one of a group. What all of them together are
worth at these prices is an upper bound of every assignment: where it is reached, nothing better exists.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wangyu.activities.calls.logic.assignment.problem import FORBIDDEN, OUT, Problem
from wangyu.base.lib.graph import Indices

FIRST, THEN = (30, 25.0, 3.0), (15, 8.0, 1.0)
"""Rounds, first and last step of each approach to the prices."""


def reduced(problem: Problem, rows: slice | Indices, price: Indices) -> NDArray[np.int32]:
    """Affinity less price; what is forbidden is worth nothing at all."""
    affinity = problem.affinity[rows]
    found: NDArray[np.int32] = affinity.astype(np.int32) - price.astype(np.int32)
    found[affinity == FORBIDDEN] = OUT
    return found


def best_of_groups(problem: Problem, value: NDArray[np.int32]) -> NDArray[np.int32]:
    best: NDArray[np.int32] = np.maximum.reduceat(value, problem.first, axis=1)
    return best


def most_valuable(problem: Problem, price: Indices, width: int) -> Indices:
    """For each item (row) the reviewers that suit best at these prices, whatever their group."""
    found = np.empty((problem.items, width), np.int64)
    for rows in problem.blocks():
        value = reduced(problem, rows, price)
        found[rows] = np.argpartition(value, problem.reviewers - width, axis=1)[:, -width:]
    return found


def worth(problem: Problem, price: Indices) -> NDArray[np.int64]:
    """What each item gets at most at these prices."""
    found = np.empty(problem.items, np.int64)
    most = min(problem.most, problem.groups)
    counted = np.arange(most) < problem.need[:, None]
    for rows in problem.blocks():
        best = best_of_groups(problem, reduced(problem, rows, price))
        top = np.partition(best, problem.groups - most, axis=1)[:, -most:]
        top = -np.sort(-top, axis=1)
        found[rows] = np.where(counted[rows], top, 0).sum(axis=1, dtype=np.int64)
    return found


def bound(problem: Problem, price: Indices, worths: NDArray[np.int64]) -> int:
    """No assignment is worth more than this."""
    loads = problem.high * np.maximum(price, 0) + problem.low * np.minimum(price, 0)
    return int(worths.sum() + loads.sum())


def approach(
    problem: Problem, price: Indices, near: Indices, step: tuple[int, float, float]
) -> Indices:
    """Raise what is wanted too much and lower what is wanted too little, by ever smaller steps."""
    rounds, begin, end = step
    width = near.shape[1]
    affinity = np.take_along_axis(problem.affinity, near, axis=1).astype(np.float32)
    affinity[affinity == FORBIDDEN] = OUT
    at = price.astype(np.float32)
    most = min(problem.most, width)
    for size in np.geomspace(begin, end, rounds).astype(np.float32):
        value = affinity - at[near]
        least = np.partition(value, width - most, axis=1)[:, width - most]
        wanted = np.bincount(near[value >= least[:, None]], minlength=len(at))
        gap = (wanted - np.clip(wanted, problem.low, problem.high)).astype(np.float32)
        at += size * gap / np.sqrt(1 + np.abs(gap))
    return np.rint(at).astype(np.int64)


def best_of_near(problem: Problem, price: Indices, near: Indices, width: int) -> Indices:
    """Of these the few that are worth most at the prices."""
    value = np.take_along_axis(problem.affinity, near, axis=1) - price[near]
    value[np.take_along_axis(problem.affinity, near, axis=1) == FORBIDDEN] = OUT
    few = np.argpartition(value, near.shape[1] - width, axis=1)[:, -width:]
    return np.take_along_axis(near, few, axis=1)


def best_sets(problem: Problem, rows: Indices, price: Indices) -> Indices:
    """What each of these items takes at these prices, as item * reviewers + reviewer."""
    value = reduced(problem, rows, price)
    found = []
    for turn in range(problem.most):
        chosen = value.argmax(axis=1)
        wanting = (problem.need[rows] > turn) & (value[np.arange(len(rows)), chosen] > OUT)
        found.append((rows * problem.reviewers + chosen)[wanting])
        value[problem.group[chosen][:, None] == problem.group] = OUT
    return np.concatenate(found)
