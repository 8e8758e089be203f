"""Proofs that nothing can be paired, for any number of members: by a flow, and by what all flows share.

For the rules about two members a flow decides: where there is none, a cut of it names members who
together have fewer partners than they need. Where there is one, its residual graph tells which pairs
are in every pairing and which in none. Pairs that every pairing has clash with “不互查对方” when they
go both ways, and shut the way back when they go one way; if what is left falls apart, no pairing
links all. What none of this shows may still be impossible: with every rule the question is as hard
as a Hamiltonian cycle.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import max_flow
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from wangyu.assessment.evaluation.logic.pairing.problem import CONNECTED, MUTUAL, Grid, Problem
from wangyu.base.lib.graph import Indices

NAMED, ROUNDS = 3, 50
CHECK, CHECKED = "查", "被查"


@dataclass(frozen=True, slots=True)
class Cut:
    """Members who together cannot check, or be checked, as often as they should."""

    members: tuple[int, ...]
    does: str
    need: int
    most: int


def impossible(problem: Problem) -> str:
    """Why there is no pairing; "" where nothing here proves it."""
    allowed = problem.allowed
    for _ in range(ROUNDS):
        pairs, cut = flowing(allowed, problem.per)
        if pairs is None:
            return _short(problem, cut) if cut else ""
        common = Common.of(allowed, pairs)
        if MUTUAL in problem.rules:
            if len(both := common.forced_both_ways()):
                one, other = (problem.members[place].id for place in both[0])
                return f"“{one}”和“{other}”除了互相查，没有别的排法"
            if common.shut_back(allowed).any():
                allowed = allowed & ~common.shut_back(allowed)
                continue
        return _apart(problem, common) if CONNECTED in problem.rules else ""
    return ""


def flowing(allowed: Grid, per: int) -> tuple[Indices | None, Cut | None]:
    """A pairing under the rules about two, or the cut that shows there is none."""
    checker, checked = np.nonzero(allowed)
    size = len(allowed)
    source, sink = 2 * size, 2 * size + 1
    every = np.arange(size)
    solver = max_flow.SimpleMaxFlow()
    tails = np.concatenate([np.full(size, source), checker, size + every]).astype(np.int32)
    heads = np.concatenate([every, size + checked, np.full(size, sink)]).astype(np.int32)
    room = np.concatenate([np.full(size, per), np.ones(len(checker)), np.full(size, per)])
    arcs = solver.add_arcs_with_capacity(tails, heads, room.astype(np.int64))
    solver.solve(source, sink)
    if solver.optimal_flow() == per * size:
        taken = solver.flows(arcs)[size : size + len(checker)] > 0
        return np.stack([checker[taken], checked[taken]], axis=1).astype(np.int64), None
    here = np.zeros(2 * size + 2, bool)
    here[solver.get_source_side_min_cut()] = True
    return None, _cut(allowed, per, here[:size], here[size : 2 * size])


def _cut(allowed: Grid, per: int, checkers: Grid, checked: Grid) -> Cut:
    """Told from the side that has fewer members: both say the same."""
    across = int(allowed[np.ix_(checkers, ~checked)].sum())
    few, rest = int(checkers.sum()), int((~checked).sum())
    if few <= rest:
        return Cut(_places(checkers), CHECK, per * few, per * int(checked.sum()) + across)
    return Cut(_places(~checked), CHECKED, per * rest, per * int((~checkers).sum()) + across)


def _places(chosen: Grid) -> tuple[int, ...]:
    return tuple(int(place) for place in np.flatnonzero(chosen))


@dataclass(frozen=True, slots=True)
class Common:
    """What every pairing under the rules about two shares with ``pairs``, one of them.

    ``part``: checkers, then checked; a pair is taken up or given up only within one part.
    """

    pairs: Indices
    part: Indices
    possible: Grid

    @classmethod
    def of(cls, allowed: Grid, pairs: Indices) -> Common:
        """An exchange is a way round in the residual graph: free pairs forth, those that are in it back."""
        size = len(allowed)
        free = allowed.copy()
        free[pairs[:, 0], pairs[:, 1]] = False
        forth, back = np.nonzero(free), (pairs[:, 1] + size, pairs[:, 0])
        tails = np.concatenate([forth[0], back[0]])
        heads = np.concatenate([forth[1] + size, back[1]])
        graph = coo_array((np.ones(len(tails), np.int8), (tails, heads)), shape=(2 * size,) * 2)
        _, part = connected_components(graph, directed=True, connection="strong")
        possible = free & (part[:size, None] == part[None, size:])
        possible[pairs[:, 0], pairs[:, 1]] = True
        return cls(pairs, part.astype(np.int64), possible)

    @property
    def forced(self) -> Grid:
        """Pairs that every pairing has."""
        size = len(self.possible)
        found = np.zeros_like(self.possible)
        one, other = self.pairs.T
        bound = self.part[one] != self.part[other + size]
        found[one[bound], other[bound]] = True
        return found

    def forced_both_ways(self) -> Indices:
        return np.argwhere(self.forced & self.forced.T)

    def shut_back(self, allowed: Grid) -> Grid:
        """Ways back that a pair in every pairing leaves to none."""
        shut: Grid = self.forced.T & allowed
        return shut


def _short(problem: Problem, cut: Cut) -> str:
    whole = "一共" if len(cut.members) > 1 else ""
    return f"{_names(problem, cut.members)}{whole}要{cut.does} {cut.need} 次，按这些规则至多排得下 {cut.most} 次"


def _names(problem: Problem, places: tuple[int, ...]) -> str:
    named = "、".join(f"“{problem.members[place].id}”" for place in places[:NAMED])
    return named if len(places) <= NAMED else f"{named}等 {len(places)} 所"


def _apart(problem: Problem, common: Common) -> str:
    """Whether all pairs that are possible at all link everybody."""
    size = problem.size
    one, other = np.nonzero(common.possible)
    graph = coo_array((np.ones(len(one), np.int8), (one, size + other)), shape=(2 * size,) * 2)
    count, part = connected_components(graph, directed=False)
    if count == 1:
        return ""
    sizes = np.bincount(part[:size], minlength=count)
    least = int(np.argmin(np.where(sizes > 0, sizes, size + 1)))
    inside = _places(part[:size] == least)
    return f"不论怎样排，{_names(problem, inside)}去查的学校别人都不查，和其余的连不到一起"
