"""What linking the works of each track has to cost at least: the best linked assignment, by cuts.

Works and reviewers that hang together but hold only some of a track's works must be left by a review.
Such cuts are added where they are broken, and the whole is solved anew (HiGHS through scipy), until
what comes out is linked: then no linked assignment is better. First as few added reviews as there can
be, then as much affinity. It ends after a number of rounds, never by a clock, so that anybody who
computes it again is told the same; what it is worth then is still more than any linked one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, vstack

from wangyu.activities.calls.logic.assignment.problem import FORBIDDEN, Problem
from wangyu.activities.calls.logic.linking import Linked, link
from wangyu.base.lib.graph import Indices, components

MOST_CELLS = 20_000
"""Beyond 300 works by 60 reviewers and some it would take minutes."""
ROUNDS, NODES = 30, 300
SLACK = 1e-3
"""Affinities are whole numbers up to a thousand; a solver's are not."""
HALF = 0.5
Vector = NDArray[np.float64]
FOUND, NONE = 0, 2
"""What scipy's answer calls itself."""


@dataclass(frozen=True, slots=True)
class Least:
    """No linked assignment has fewer ``added`` reviews, nor, with so few, more affinity than ``bound``.

    ``new`` and ``extra`` are such an assignment, where one was found in time.
    """

    added: int
    bound: int
    new: Indices | None = None
    extra: Indices | None = None


@dataclass(slots=True)
class Cells:
    """Pairs that may be given, each once as a needed review and once as an added one."""

    problem: Problem
    kept: Indices
    classes: Indices
    row: Indices = field(init=False)
    column: Indices = field(init=False)
    reviewed: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        allowed = self.problem.affinity != FORBIDDEN
        for row, column in self.kept.tolist():
            allowed[row, self.problem.group == self.problem.group[column]] = False
        self.reviewed = self.problem.need > 0
        self.reviewed[self.kept[:, 0]] = True
        allowed &= self.reviewed[:, None]
        row, column = np.nonzero(allowed)
        self.row, self.column = row.astype(np.int64), column.astype(np.int64)

    @property
    def count(self) -> int:
        return len(self.row)

    @property
    def value(self) -> Vector:
        found: Vector = self.problem.affinity[self.row, self.column].astype(float)
        return found

    def sums(self, place: Indices, size: int, *, twice: bool) -> csr_array:
        """One row for each place: the sum of its needed reviews, or of all."""
        at = np.arange(self.count)
        ones = np.ones(self.count)
        needed = coo_array((ones, (place, at)), shape=(size, self.count))
        other = needed if twice else coo_array((size, self.count))
        return csr_array(np_hstack(needed, other))

    def rules(self) -> list[LinearConstraint]:
        """Every work's need; every reviewer's load; one of a university; nobody twice."""
        asked, problem = self.problem, self.problem
        group = self.row * problem.groups + problem.group[self.column]
        _, one_each = np.unique(group, return_inverse=True)
        size = int(one_each.max(initial=-1)) + 1
        return [
            LinearConstraint(self.sums(self.row, asked.items, twice=False), asked.need, asked.need),
            LinearConstraint(
                self.sums(self.column, asked.reviewers, twice=False), asked.low, np.inf
            ),
            LinearConstraint(
                self.sums(self.column, asked.reviewers, twice=True), -np.inf, asked.high
            ),
            LinearConstraint(
                self.sums(one_each.astype(np.int64), size, twice=True), -np.inf, np.ones(size)
            ),
        ]

    def pairs(self, chosen: NDArray[np.bool_]) -> Indices:
        return np.stack([self.row[chosen], self.column[chosen]], axis=1)

    def broken(self, pairs: Indices) -> list[csr_array]:
        """A cut for every part that holds some of a class's works and not all."""
        every = np.concatenate([pairs, self.kept]).reshape(-1, 2)
        _, item, reviewer = components(
            every[:, 0], every[:, 1], self.problem.items, self.problem.reviewers
        )
        parts: set[int] = set()
        for one in np.unique(self.classes):
            here = np.unique(item[(self.classes == one) & self.reviewed])
            parts |= set(here.tolist()) if len(here) > 1 else set()
        return [self._crossing(item == part, reviewer == part) for part in sorted(parts)]

    def _crossing(self, items: NDArray[np.bool_], reviewers: NDArray[np.bool_]) -> csr_array:
        crosses = (items[self.row] != reviewers[self.column]).astype(float)
        return csr_array(np.concatenate([crosses, crosses])[None])


def np_hstack(left: coo_array, right: coo_array) -> coo_array:
    """Side by side."""
    row = np.concatenate([left.row, right.row])
    column = np.concatenate([left.col, right.col + left.shape[1]])
    data = np.concatenate([left.data, right.data])
    return coo_array((data, (row, column)), shape=(left.shape[0], left.shape[1] + right.shape[1]))


@dataclass(frozen=True, slots=True)
class Proof:
    """``gap``: so much less at most a linked assignment could lose. ``proved``: nor add fewer reviews."""

    gap: int
    proved: bool


def link_best(
    problem: Problem, kept: Indices, new: Indices, classes: Indices
) -> tuple[Linked, Proof]:
    """By the least change at first; where that costs anything, by what costs least, if it is found."""
    linked = link(problem, kept, new, classes)
    if linked.apart or not (linked.loss or len(linked.extra)):
        return linked, Proof(0, proved=not linked.apart)
    best = least(problem, kept, classes, len(linked.extra))
    if best is None:
        return linked, Proof(linked.loss, proved=False)
    loss = int(problem.affinity[new[:, 0], new[:, 1]].astype(np.int64).sum()) - best.bound
    as_few = best.added == len(linked.extra)
    if as_few and loss == linked.loss:
        return linked, Proof(0, proved=True)
    if best.new is None or best.extra is None:
        return linked, Proof(linked.loss - loss if as_few else linked.loss, proved=as_few)
    before = {(row, column) for row, column in new.tolist()}
    changed = {at for at, pair in enumerate(best.new.tolist()) if tuple(pair) not in before}
    return Linked(best.new, best.extra, changed, loss), Proof(0, proved=True)


def least(problem: Problem, kept: Indices, classes: Indices, added: int) -> Least | None:
    """``added``: with so many it is known to be possible. None where there is too much to be asked."""
    cells = Cells(problem, kept, classes)
    if not 0 < cells.count <= MOST_CELLS:
        return None
    cuts: list[csr_array] = []
    for few in range(added + 1):
        best = _solve(cells, cuts, few)
        if best is not None:
            bound = int(np.floor(SLACK - best.cost))
            if best.chosen is None:
                return Least(few, bound)
            needed, extra = best.chosen[: cells.count], best.chosen[cells.count :]
            return Least(few, bound, cells.pairs(needed), cells.pairs(extra))
    return None


@dataclass(frozen=True, slots=True)
class Solved:
    """``cost`` is what no linked one is below; ``chosen`` one that reaches it."""

    cost: float
    chosen: NDArray[np.bool_] | None


def _solve(cells: Cells, cuts: list[csr_array], added: int) -> Solved | None:
    """The cheapest that is linked by ``added`` more; None where none is. Cuts hold ever after."""
    cost = np.concatenate([-cells.value, np.zeros(cells.count)])
    more = np.concatenate([np.zeros(cells.count), np.ones(cells.count)])
    rules = [*cells.rules(), LinearConstraint(csr_array(more[None]), added, added)]
    low = float(cost.sum())
    for _ in range(ROUNDS):
        crossing = [LinearConstraint(vstack(cuts), 1, np.inf)] if cuts else []
        found = milp(
            cost, integrality=np.ones(len(cost)), bounds=Bounds(0, 1),
            constraints=[*rules, *crossing], options={"node_limit": NODES, "mip_rel_gap": 0.0},
        )  # fmt: skip
        if found.status == NONE:
            return None
        low = max(low, float(found.mip_dual_bound))
        if found.status != FOUND:
            break
        chosen = found.x > HALF
        broken = cells.broken(cells.pairs(chosen[: cells.count] | chosen[cells.count :]))
        if not broken:
            return Solved(low, chosen)
        cuts += broken
    return Solved(low, None)
