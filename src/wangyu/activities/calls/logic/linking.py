"""Works of a track that no chain of reviews links cannot be compared: the least change that links them.

First two reviews are exchanged, which costs nobody any work and may lose some affinity; where no
exchange helps, a review is added. Each step links two parts, so no fewer could do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wangyu.activities.calls.logic.assignment.problem import FORBIDDEN, Problem
from wangyu.base.lib.graph import Indices, components

CELLS = 2_000_000
NEVER = 2**30


@dataclass(slots=True)
class Linked:
    """Pairs (row, column): ``new`` as exchanged, ``extra`` added. ``apart``: parts left unlinked."""

    new: Indices
    extra: Indices
    exchanged: set[int] = field(default_factory=set)
    """Places in ``new`` that were exchanged."""
    loss: int = 0
    apart: list[list[int]] = field(default_factory=list)


def link(problem: Problem, kept: Indices, new: Indices, classes: Indices) -> Linked:
    """``kept`` pairs stand as they are; ``classes``: which rows have to be comparable."""
    found = Linked(new.copy(), np.zeros((0, 2), np.int64))
    while True:
        graph = Graph(problem, kept, found, classes)
        parts = graph.split()
        for part in parts:
            if graph.exchange(part) or graph.add(part):
                break
        else:
            found.apart = [np.flatnonzero(graph.item == part).tolist() for part in parts]
            return found


class Graph:
    """Works and reviewers as they are linked now."""

    def __init__(self, problem: Problem, kept: Indices, found: Linked, classes: Indices) -> None:
        self.problem, self.found, self.classes = problem, found, classes
        self.pairs = np.concatenate([found.new, kept, found.extra]).reshape(-1, 2)
        _, self.item, self.reviewer = components(
            self.pairs[:, 0], self.pairs[:, 1], problem.items, problem.reviewers
        )
        self.reviewed = np.zeros(problem.items, bool)
        self.reviewed[self.pairs[:, 0]] = True
        self.held = np.zeros((problem.items, problem.groups), np.int8)
        np.add.at(self.held, (self.pairs[:, 0], problem.group[self.pairs[:, 1]]), 1)

    def split(self) -> list[int]:
        """Parts that are not linked to all others of a class, the smallest first."""
        parts: set[int] = set()
        for one in np.unique(self.classes):
            here = np.unique(self.item[(self.classes == one) & self.reviewed])
            parts |= set(here.tolist()) if len(here) > 1 else set()
        return sorted(parts, key=lambda part: (int((self.item == part).sum()), part))

    def others(self, part: int) -> Indices:
        """Parts that share a class with this one."""
        mine = np.unique(self.classes[self.item == part])
        found: Indices = np.unique(self.item[np.isin(self.classes, mine) & self.reviewed])
        others: Indices = found[found != part]
        return others

    def exchange(self, part: int) -> bool:
        """The exchange of two new reviews that loses least."""
        new, group = self.found.new, self.problem.group
        place = self.item[new[:, 0]]
        here = np.flatnonzero(place == part)
        there = np.flatnonzero(np.isin(place, self.others(part)))
        if not len(here) or not len(there):
            return False
        loose = ~bridges(
            self.problem.items, self.problem.items + self.problem.reviewers, self.pairs
        )
        grid = self.problem.affinity
        other, least, best = new[there], NEVER, (0, 0)
        for begin in range(0, len(here), max(1, CELLS // len(there))):
            at = here[begin : begin + max(1, CELLS // len(there))]
            mine = new[at]
            to_mine = grid[mine[:, :1], other[None, :, 1]].astype(np.int64)
            to_other = grid[other[None, :, 0], mine[:, 1:]].astype(np.int64)
            before = grid_of(grid, mine)[:, None] + grid_of(grid, other)[None]
            loss = before - to_mine - to_other
            same = group[mine[:, 1]][:, None] == group[other[:, 1]][None]
            full = self.held[mine[:, :1], group[other[None, :, 1]]] - same > 0
            full |= self.held[other[None, :, 0], group[mine[:, 1:]]] - same > 0
            cut = ~(loose[at][:, None] | loose[there][None])
            loss[full | cut | (to_mine == FORBIDDEN) | (to_other == FORBIDDEN)] = NEVER
            low = int(loss.min())
            if low < least:
                row, column = np.unravel_index(int(loss.argmin()), loss.shape)
                least, best = low, (int(at[row]), int(there[column]))
        if least == NEVER:
            return False
        new[list(best), 1] = new[list(best)[::-1], 1]
        self.found.exchanged |= set(best)
        self.found.loss += least
        return True

    def add(self, part: int) -> bool:
        """One review more, of a work of one part by a reviewer of the other: the one that suits best."""
        others = self.others(part)
        spare = self.problem.high - np.bincount(
            np.concatenate([self.found.new[:, 1], self.found.extra[:, 1]]),
            minlength=self.problem.reviewers,
        )
        best, chosen = -1, (0, 0)
        for rows, columns in self.sides(part, others):
            free = columns[spare[columns] > 0]
            if not len(rows) or not len(free):
                continue
            value = self.problem.affinity[np.ix_(rows, free)].astype(np.int64)
            value[self.held[np.ix_(rows, self.problem.group[free])] > 0] = FORBIDDEN
            if int(value.max()) > best:
                row, column = np.unravel_index(int(value.argmax()), value.shape)
                best, chosen = int(value.max()), (int(rows[row]), int(free[column]))
        if best < 0:
            return False
        self.found.extra = np.concatenate([self.found.extra, np.array([chosen], np.int64)])
        return True

    def sides(self, part: int, others: Indices) -> Iterable[tuple[Indices, Indices]]:
        here, there = self.item == part, np.isin(self.item, others)
        by_here, by_there = self.reviewer == part, np.isin(self.reviewer, others)
        yield np.flatnonzero(here), np.flatnonzero(by_there)
        yield np.flatnonzero(there), np.flatnonzero(by_here)


def grid_of(grid: NDArray[np.int16], pairs: Indices) -> Indices:
    found: Indices = grid[pairs[:, 0], pairs[:, 1]].astype(np.int64)
    return found


def bridges(shift: int, size: int, pairs: Indices) -> NDArray[np.bool_]:
    """Which pairs hold a part together alone (Tarjan 1974, without recursion)."""
    near: list[list[tuple[int, int]]] = [[] for _ in range(size)]
    for edge, (row, column) in enumerate(pairs.tolist()):
        near[row].append((shift + column, edge))
        near[shift + column].append((row, edge))
    seen, low = [0] * size, [0] * size
    found, clock = np.zeros(len(pairs), bool), 0
    for root in range(size):
        if seen[root] or not near[root]:
            continue
        clock += 1
        seen[root] = low[root] = clock
        path = [(root, -1, iter(near[root]))]
        while path:
            at, came, ways = path[-1]
            for to, edge in ways:
                if edge == came:
                    continue
                if seen[to]:
                    low[at] = min(low[at], seen[to])
                    continue
                clock += 1
                seen[to] = low[to] = clock
                path.append((to, edge, iter(near[to])))
                break
            else:
                path.pop()
                if path:
                    above = path[-1][0]
                    low[above] = min(low[above], low[at])
                    found[came] |= low[at] > seen[above]
    return found
