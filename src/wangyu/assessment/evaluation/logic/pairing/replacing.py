"""Somebody withdraws: the others' checks stay as they are, but for the fewest that have to move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from wangyu.assessment.evaluation.logic.pairing.clash import Clash, explained
from wangyu.assessment.evaluation.logic.pairing.exact import solved
from wangyu.assessment.evaluation.logic.pairing.problem import CONNECTED, MUTUAL, RULES, Problem
from wangyu.base.lib.graph import Indices

Edge = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Replacement:
    """``new`` and ``gone`` among those who stay; the checks of who withdraws end in any case."""

    pairs: tuple[tuple[str, str], ...]
    new: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, str], ...]


def replaced(
    problem: Problem,
    pairs: Sequence[tuple[str, str]],
    withdrawn: str,
    *,
    fixed: Iterable[tuple[str, str]] = (),
    seed: int = 1,
) -> Replacement | Clash:
    """``problem``: those who stay. ``fixed``: checks already done, which do not move."""
    place = {one.id: number for number, one in enumerate(problem.members)}
    kept = [(place[a], place[b]) for a, b in pairs if withdrawn not in {a, b}]
    free = [place[a] for a, b in pairs if b == withdrawn]
    wanting = [place[b] for a, b in pairs if a == withdrawn]
    bound = {(place[a], place[b]) for a, b in fixed if withdrawn not in {a, b}}
    movable = [edge for edge in kept if edge not in bound]
    order = np.random.default_rng(seed).permutation(len(movable))
    moves: Iterator[list[Edge]] = iter([[], *([movable[n]] for n in order)])
    for moved in moves:
        found = _filled(problem, kept, moved, free, wanting)
        if found is not None:
            return _told(problem, kept, found)
    verdict = solved(problem, seed, near=_rows(kept), fixed=_rows(sorted(bound)))
    if verdict.pairs is None:
        return _in_vain(problem, seed, proved=verdict.impossible)
    return _told(problem, kept, [(int(a), int(b)) for a, b in verdict.pairs])


def _rows(edges: Sequence[Edge]) -> Indices:
    return np.array(edges, np.int64).reshape(-1, 2)


def _filled(
    problem: Problem, kept: Sequence[Edge], moved: list[Edge], free: list[int], wanting: list[int]
) -> list[Edge] | None:
    """The kept pairs without the moved ones, and the loose ends joined anew under the rules."""
    ends = [*free, *(a for a, _ in moved)]
    targets = [*wanting, *(b for _, b in moved)]
    rest = set(kept) - set(moved)
    for turned in permutations(targets):
        new = list(zip(ends, turned, strict=True))
        if not set(new) & set(moved) and _fits(problem, rest, new):
            found = [*sorted(rest), *new]
            if CONNECTED not in problem.rules or problem.parts(_rows(found))[0] == 1:
                return found
    return None


def _fits(problem: Problem, rest: set[Edge], new: list[Edge]) -> bool:
    if len(set(new)) < len(new) or not all(problem.allowed[edge] for edge in new):
        return False
    if any(edge in rest for edge in new):
        return False
    back = {(b, a) for a, b in new}
    return MUTUAL not in problem.rules or not (back & rest or back & set(new))


def _told(problem: Problem, kept: Sequence[Edge], found: Sequence[Edge]) -> Replacement:
    def names(edges: Iterable[Edge]) -> tuple[tuple[str, str], ...]:
        return tuple((problem.members[a].id, problem.members[b].id) for a, b in sorted(edges))

    return Replacement(names(found), names(set(found) - set(kept)), names(set(kept) - set(found)))


def _in_vain(problem: Problem, seed: int, *, proved: bool) -> Clash:
    clash = explained(problem, seed)
    if clash.rules or not proved:
        return clash
    return Clash(tuple(RULES), (), "已经完成的查核不动，就排不下去；请放开其中几项，或者少查一次并写明原因。")  # fmt: skip
