"""A pairing made by a flow and mended by exchanges: a checks x, b checks y becomes a checks y, b checks x.

An exchange leaves everybody's load as it is. Where nobody has less than two checks, no pair holds
a part together alone (a regular bipartite graph has no bridge), so an exchange between two parts
always links them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from wangyu.assessment.evaluation.logic.pairing.problem import CONNECTED, MUTUAL, Grid, Problem
from wangyu.base.lib.graph import Indices

TRIES, ALL_BELOW, FIRST, WIDER = 12, 300, 24, 5
"""How often it begins anew; below what size all pairs are looked at, and how many of each beyond."""
NOISE = 1000
CELLS = 4_000_000


@dataclass(slots=True)
class Arrangement:
    """``pairs``: checker, checked. ``mended``, ``linked``: rows that an exchange has put there."""

    pairs: Indices
    mended: set[int] = field(default_factory=set)
    linked: set[int] = field(default_factory=set)


def arranged(problem: Problem, seed: int) -> Arrangement | None:
    """The first that keeps every rule; None says nothing about whether there is one."""
    random = np.random.default_rng(seed)
    for _ in range(TRIES):
        pairs = started(problem, random)
        if pairs is None:
            return None
        found = Exchange(problem, pairs, random)
        if found.unmutual() and found.link():
            return found.done
    return None


def started(problem: Problem, random: np.random.Generator) -> Indices | None:
    """Everybody's load, own group first and then by chance; the pairwise rules only."""
    width = problem.size if problem.size <= ALL_BELOW else FIRST
    while True:
        pairs = _flow(problem, _candidates(problem, width, random), random)
        if pairs is not None or width >= problem.size:
            return pairs
        width *= WIDER


def _candidates(problem: Problem, width: int, random: np.random.Generator) -> Grid:
    if width >= problem.size:
        return problem.allowed
    found = np.zeros_like(problem.allowed)
    for axis in (0, 1):
        key = random.random(problem.allowed.shape, dtype=np.float32) + problem.stranger
        key[~problem.allowed] = NOISE
        few = np.argpartition(key, width, axis=axis)
        np.put_along_axis(found, few[:width] if axis == 0 else few[:, :width], values=True, axis=axis)  # fmt: skip
    return found & problem.allowed


def _flow(problem: Problem, open_: Grid, random: np.random.Generator) -> Indices | None:
    checker, checked = np.nonzero(open_)
    size = problem.size
    cost = random.integers(0, NOISE, len(checker)) + NOISE * problem.stranger[checker, checked]
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        checker.astype(np.int32), (size + checked).astype(np.int32),
        np.ones(len(checker), np.int64), cost.astype(np.int64),
    )  # fmt: skip
    nodes = np.arange(2 * size, dtype=np.int32)
    supply = np.where(nodes < size, problem.per, -problem.per).astype(np.int64)
    solver.set_nodes_supplies(nodes, supply)
    if not len(arcs) or solver.solve() != solver.OPTIMAL:
        return None
    taken = solver.flows(arcs) > 0
    return np.stack([checker[taken], checked[taken]], axis=1).astype(np.int64)


class Exchange:
    """The pairs as they are now; every exchange keeps what the rules already hold."""

    def __init__(self, problem: Problem, pairs: Indices, random: np.random.Generator) -> None:
        self.problem, self.random = problem, random
        self.done = Arrangement(pairs)
        self.has = np.zeros_like(problem.allowed)
        self.has[pairs[:, 0], pairs[:, 1]] = True

    def unmutual(self) -> bool:
        """Each exchange ends one mutual pair and begins none."""
        while MUTUAL in self.problem.rules:
            pairs = self.done.pairs
            both = np.flatnonzero(self.has[pairs[:, 1], pairs[:, 0]])
            if not len(both):
                break
            if not self.exchange(both, np.arange(len(pairs)), self.done.mended):
                return False
        return True

    def link(self) -> bool:
        """Each exchange makes one part of two."""
        while CONNECTED in self.problem.rules:
            count, part, _ = self.problem.parts(self.done.pairs)
            if count == 1:
                break
            of = part[self.done.pairs[:, 1]]
            if not any(
                self.exchange(
                    np.flatnonzero(of == one), np.flatnonzero(of != one), self.done.linked
                )
                for one in np.argsort(np.bincount(of), kind="stable")
            ):
                return False
        return True

    def exchange(self, here: Indices, there: Indices, note: set[int]) -> bool:
        """The exchange of one of ``here`` with one of ``there`` that loses least."""
        best, chosen = np.inf, (0, 0)
        for begin in range(0, len(here), max(1, CELLS // len(there))):
            some = here[begin : begin + max(1, CELLS // len(there))]
            loss = self.losses(some, there)
            row, column = np.unravel_index(int(loss.argmin()), loss.shape)
            if loss[row, column] < best:
                best, chosen = float(loss[row, column]), (int(some[row]), int(there[column]))
        if not np.isfinite(best):
            return False
        self.swap(*chosen)
        note |= set(chosen)
        return True

    def losses(self, here: Indices, there: Indices) -> NDArray[np.float32]:
        pairs, has, stranger = self.done.pairs, self.has, self.problem.stranger
        a, x = pairs[here, :1], pairs[here, 1:]
        b, y = pairs[there, 0][None], pairs[there, 1][None]
        usable = self.problem.allowed & ~has
        if MUTUAL in self.problem.rules:
            usable &= ~has.T
        loss = self.random.random((len(here), len(there)), dtype=np.float32)
        loss += stranger[a, y].astype(np.float32) + stranger[b, x]
        loss -= stranger[a, x].astype(np.float32) + stranger[b, y]
        loss[~(usable[a, y] & usable[b, x])] = np.inf
        return loss

    def swap(self, one: int, other: int) -> None:
        pairs = self.done.pairs
        for row, value in ((one, False), (other, False)):
            self.has[pairs[row, 0], pairs[row, 1]] = value
        pairs[[one, other], 1] = pairs[[other, one], 1]
        for row in (one, other):
            self.has[pairs[row, 0], pairs[row, 1]] = True
