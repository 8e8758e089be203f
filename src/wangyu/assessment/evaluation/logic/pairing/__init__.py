"""Mutual checks: who checks whom, so that nobody can pay back and everybody can be compared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from wangyu.assessment.evaluation.logic.pairing.clash import Clash, counted, explained
from wangyu.assessment.evaluation.logic.pairing.exact import solved
from wangyu.assessment.evaluation.logic.pairing.problem import (
    CITY,
    PAST,
    RIVALS,
    RULES,
    Member,
    Problem,
    problem_of,
)
from wangyu.assessment.evaluation.logic.pairing.proof import impossible
from wangyu.assessment.evaluation.logic.pairing.switching import Arrangement, arranged

__all__ = ["Clash", "Member", "Pair", "Pairing", "Why", "pair"]
DRAWN, MENDED, LINKED, SEARCHED = "drawn", "mended", "linked", "searched"
"""By chance; exchanged so that two do not check each other; exchanged so that all are linked; by search."""


@dataclass(frozen=True, slots=True)
class Why:
    """Of the others, how many the checker may not check by each rule (one may fall under several)."""

    city: int
    rivals: int
    past: int
    open: int
    how: str
    same_group: bool


@dataclass(frozen=True, slots=True)
class Pair:
    checker: str
    checked: str
    why: Why


@dataclass(frozen=True, slots=True)
class Pairing:
    pairs: tuple[Pair, ...]
    parts: int
    """One if a chain of checks links all: then every checker's severity can be compared."""


def pair(
    members: Sequence[Member],
    per: int = 2,
    *,
    past: Iterable[tuple[str, str]] = (),
    rivals: Iterable[tuple[str, str]] = (),
    seed: int = 1,
    rules: Collection[str] = tuple(RULES),
    open_cities: Collection[str] = (),
) -> Pairing | Clash:
    """Everybody checks ``per`` others and is checked by ``per``, under all the rules, or why not.

    ``past``: checker and checked of the last cycle. ``open_cities``: where members of one city may
    check each other all the same. The order of the members and the seed decide among equals.
    """
    problem = problem_of(members, per, past, rivals, rules, open_cities)
    if counted(problem):
        return explained(problem, seed)
    found = arranged(problem, seed)
    if found is None and impossible(problem):
        return explained(problem, seed)
    if found is None:
        verdict = solved(problem, seed)
        if verdict.pairs is None:
            return explained(problem, seed)
        return told(problem, Arrangement(verdict.pairs), SEARCHED)
    return told(problem, found, DRAWN)


def told(problem: Problem, found: Arrangement, usual: str) -> Pairing:
    order = np.lexsort((found.pairs[:, 1], found.pairs[:, 0]))
    how = {**dict.fromkeys(found.mended, MENDED), **dict.fromkeys(found.linked, LINKED)}
    rows = [(*found.pairs[row].tolist(), how.get(int(row), usual)) for row in order]
    parts, _, _ = problem.parts(found.pairs)
    return Pairing(tuple(_pair(problem, *row) for row in rows), parts)


def _pair(problem: Problem, checker: int, checked: int, how: str) -> Pair:
    city, rivals, past = (int(problem.barred[rule][checker].sum()) for rule in (CITY, RIVALS, PAST))
    open_ = int(problem.allowed[checker].sum())
    same = not problem.stranger[checker, checked]
    one, other = problem.members[checker], problem.members[checked]
    return Pair(one.id, other.id, Why(city, rivals, past, open_, how, same))
