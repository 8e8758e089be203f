"""The best assignment of reviewers to items, proved over all pairs.

A flow finds the optimum among a few promising pairs; its exact prices are then held against every
pair there is. Where one would gain, it joins the candidates, and again; where none does, it is proved.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wangyu.activities.calls.logic.assignment.certificate import proving_prices
from wangyu.activities.calls.logic.assignment.flow import best_among
from wangyu.activities.calls.logic.assignment.prices import (
    FIRST,
    THEN,
    approach,
    best_of_near,
    best_sets,
    bound,
    most_valuable,
    worth,
)
from wangyu.activities.calls.logic.assignment.problem import FORBIDDEN, Problem
from wangyu.base.lib.graph import Indices

NEAR, WIDE, WIDER = 40, 24, 4


@dataclass(frozen=True, slots=True)
class Assignment:
    """Pairs as item * reviewers + reviewer; ``bound`` is what no assignment exceeds."""

    pairs: Indices
    price: Indices
    objective: int
    bound: int


def assign(problem: Problem) -> Assignment | None:
    """None where no assignment keeps all the rules."""
    if not problem.need.any():
        none = np.zeros(0, np.int64)
        return None if problem.low.any() else Assignment(none, none, 0, 0)
    width, price = min(WIDE, problem.reviewers), np.zeros(problem.reviewers, np.int64)
    near = most_valuable(problem, price, min(NEAR, problem.reviewers))
    if problem.reviewers > NEAR:
        price = approach(problem, price, near, FIRST)
        near = most_valuable(problem, price, NEAR)
        price = approach(problem, price, near, THEN)
        near = best_of_near(problem, price, near, width)
    while True:
        found = proved(problem, candidates(problem, price, near), price)
        if found or near.shape[1] == problem.reviewers:
            return found
        near = most_valuable(problem, price, min(near.shape[1] * WIDER, problem.reviewers))


def candidates(problem: Problem, price: Indices, near: Indices) -> Indices:
    """Those near each item; where they are of too few groups, the best of as many as it takes."""
    near = np.sort(near, axis=1)
    groups = np.sort(problem.group[near], axis=1)
    distinct = 1 + (np.diff(groups, axis=1) != 0).sum(axis=1)
    thin = np.flatnonzero(distinct <= problem.need)
    pairs = (np.arange(problem.items)[:, None] * problem.reviewers + near).ravel()
    if len(thin):
        pairs = np.union1d(pairs, best_sets(problem, thin, price))
    allowed = problem.affinity[np.divmod(pairs, problem.reviewers)] != FORBIDDEN
    found: Indices = pairs[allowed & (problem.need[pairs // problem.reviewers] > 0)]
    return found


def proved(problem: Problem, pairs: Indices, price: Indices) -> Assignment | None:
    """The optimum over all pairs, from these candidates on; None where they do not suffice."""
    while True:
        chosen = best_among(problem, pairs, price)
        if chosen is None:
            return None
        price = proving_prices(problem, pairs, chosen, price)
        item, reviewer = np.divmod(chosen, problem.reviewers)
        value = problem.affinity[item, reviewer].astype(np.int64)
        most = worth(problem, price)
        have = np.bincount(item, value - price[reviewer], problem.items).astype(np.int64)
        better = np.flatnonzero(most > have)
        if not len(better):
            return Assignment(chosen, price, int(value.sum()), bound(problem, price, most))
        pairs = np.union1d(pairs, best_sets(problem, better, price))
