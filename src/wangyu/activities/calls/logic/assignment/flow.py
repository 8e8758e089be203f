"""The best assignment among candidate pairs: one minimum-cost flow."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from wangyu.activities.calls.logic.assignment.problem import Problem
from wangyu.base.lib.graph import Indices


def best_among(problem: Problem, pairs: Indices, price: Indices) -> Indices | None:
    """Of the candidate pairs (item * reviewers + reviewer) those to assign; None: they do not suffice.

    Costs are taken at the prices, near which the optimum lies: the solver has less to move.
    """
    if not len(pairs):  # nobody may have any of them
        return None
    item, reviewer = np.divmod(pairs, problem.reviewers)
    value = problem.affinity[item, reviewer] - price[reviewer]
    network = Network(problem)
    arcs = network.pairs(item, reviewer, level(problem, item, value) - value)
    network.arcs(0, 1 + np.arange(problem.reviewers), problem.high - problem.low, -price)
    flow = network.solve()
    return None if flow is None else pairs[flow[: len(arcs)] > 0]


def level(problem: Problem, item: Indices, value: Indices) -> Indices:
    """For each pair the value of the last one its item would take: common to all of the item's."""
    order = np.lexsort((-value, item))
    first = np.searchsorted(item[order], np.arange(problem.items))
    last = np.minimum(first + np.maximum(problem.need, 1), len(item)) - 1
    found: Indices = value[order][last][item]
    return found


class Network:
    """Node 0 the reserve, then reviewers, items, and one node for each group an item sees twice.

    Each reviewer's least load starts at the reviewer; what goes beyond comes from the reserve.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.solver = min_cost_flow.SimpleMinCostFlow()
        self.nodes = 1 + problem.reviewers + problem.items

    def arcs(self, tail: Any, head: Any, capacity: Any, cost: Any) -> NDArray[np.int32]:
        columns = np.broadcast_arrays(tail, head, capacity, cost)
        kinds = (np.int32, np.int32, np.int64, np.int64)
        ready = (np.ascontiguousarray(c, kind) for c, kind in zip(columns, kinds, strict=True))
        added: NDArray[np.int32] = self.solver.add_arcs_with_capacity_and_unit_cost(*ready)
        return added

    def pairs(self, item: Indices, reviewer: Indices, cost: Indices) -> NDArray[np.int32]:
        problem = self.problem
        key = item * problem.groups + problem.group[reviewer]
        keys, back, count = np.unique(key, return_inverse=True, return_counts=True)
        several = np.flatnonzero(count > 1)
        node = 1 + problem.reviewers + keys // problem.groups
        through = node.copy()
        through[several] = self.nodes + np.arange(len(several))
        self.nodes += len(several)
        arcs = self.arcs(1 + reviewer, through[back], 1, cost)
        self.arcs(through[several], node[several], 1, 0)
        return arcs

    def solve(self) -> NDArray[np.int64] | None:
        problem = self.problem
        supply = np.zeros(self.nodes, np.int64)
        supply[0] = problem.need.sum() - problem.low.sum()
        supply[1 : 1 + problem.reviewers] = problem.low
        supply[1 + problem.reviewers :][: problem.items] = -problem.need
        self.solver.set_nodes_supplies(np.arange(self.nodes, dtype=np.int32), supply)
        if supply[0] < 0 or self.solver.solve() != self.solver.OPTIMAL:
            return None
        flow: NDArray[np.int64] = self.solver.flows(
            np.arange(self.solver.num_arcs(), dtype=np.int32)
        )
        return flow
