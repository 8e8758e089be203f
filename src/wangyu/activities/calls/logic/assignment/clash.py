"""Where no assignment exists: a set of requirements that clash, of which none can be left out.

Reviews that items need and least loads of reviewers never clash with one another unless one of the
two alone cannot be met (Mendelsohn and Dulmage); so each is tried alone, by maximum flows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import max_flow

from wangyu.activities.calls.logic.assignment.problem import FORBIDDEN, Problem
from wangyu.base.lib.graph import Indices


@dataclass(frozen=True, slots=True)
class Clash:
    """``asked`` reviews are required of these items or reviewers and only ``possible`` can be had."""

    items: Indices
    reviewers: Indices
    asked: int
    possible: int


def clash_of(problem: Problem) -> Clash:
    """Of nobody where nothing clashes."""
    none = np.zeros(0, np.int64)
    items = least(np.arange(problem.items), problem.need, lambda of: served(problem, of))
    if len(items):
        return Clash(items, none, int(problem.need[items].sum()), served(problem, items))
    reviewers = least(np.arange(problem.reviewers), problem.low, lambda of: busy(problem, of))
    return Clash(none, reviewers, int(problem.low[reviewers].sum()), busy(problem, reviewers))


def least(of: Indices, asked: Indices, possible: Callable[[Indices], int]) -> Indices:
    """A part of which every member is needed for the clash; empty where there is none."""

    def clashes(part: Indices) -> bool:
        return bool(len(part)) and possible(part) < asked[part].sum()

    for one in of:
        if clashes(of[one : one + 1]):
            return of[one : one + 1]
    if not clashes(of):
        return of[:0]
    size = len(of)
    while size:  # leave out ever smaller pieces as long as the rest still clashes
        size, begin = (size + 1) // 2 if size > 1 else 0, 0
        while size and begin < len(of):
            rest = np.concatenate([of[:begin], of[begin + size :]])
            if clashes(rest):
                of = rest
            else:
                begin += size
    return of


def served(problem: Problem, items: Indices) -> int:
    """How many of the reviews these items need can be had, least loads left aside."""
    return flow(problem, items, np.arange(problem.reviewers), problem.need, problem.high)


def busy(problem: Problem, reviewers: Indices) -> int:
    """How much of the least loads of these reviewers there is work for."""
    return flow(problem, np.arange(problem.items), reviewers, problem.need, problem.low)


def flow(problem: Problem, items: Indices, reviewers: Indices, need: Indices, load: Indices) -> int:
    allowed = problem.affinity[np.ix_(items, reviewers)] != FORBIDDEN
    row, column = np.nonzero(allowed)
    groups, group = np.unique(
        row * problem.groups + problem.group[reviewers[column]], return_inverse=True
    )
    begin_column = 2 + len(items)
    begin_group = begin_column + len(reviewers)
    arcs = [
        (np.zeros(len(items)), 2 + np.arange(len(items)), need[items]),
        (2 + groups // problem.groups, begin_group + np.arange(len(groups)), np.ones(len(groups))),
        (begin_group + group, begin_column + column, np.ones(len(column))),
        (begin_column + np.arange(len(reviewers)), np.ones(len(reviewers)), load[reviewers]),
    ]
    tail, head, capacity = (np.concatenate(part) for part in zip(*arcs, strict=True))
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(
        tail.astype(np.int32), head.astype(np.int32), capacity.astype(np.int64)
    )
    solver.solve(0, 1)
    return int(solver.optimal_flow())
