"""Whether there is a pairing at all, by constraint programming: where few pairs are open, with a proof."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from wangyu.assessment.evaluation.logic.pairing.problem import CONNECTED, MUTUAL, Problem
from wangyu.base.lib.graph import Indices

MOST, EFFORT = 40_000, 60.0
"""Pairs that are open; and the solver's own measure of work, which does not depend on the machine's
speed. Where more are open, exchanges find a pairing or ``proof`` shows that there is none."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``pairs`` when there are; ``impossible`` only when proved."""

    pairs: Indices | None = None
    impossible: bool = False


def solved(
    problem: Problem, seed: int, *, near: Indices | None = None, fixed: Indices | None = None
) -> Verdict:
    """With ``near`` the pairing that keeps most of those pairs; ``fixed`` ones are in it."""
    if problem.allowed.sum() > MOST:
        return Verdict()
    model = Model(problem)
    if near is not None:
        model.keep(near)
    if fixed is not None and not model.fix(fixed):
        return Verdict(impossible=True)
    while True:
        pairs, proved = model.solve(seed)
        if pairs is None:
            return Verdict(impossible=proved)
        if CONNECTED not in problem.rules or not model.cut(pairs):
            return Verdict(pairs)


class Model:
    def __init__(self, problem: Problem) -> None:
        self.problem, self.model, self.effort = problem, cp_model.CpModel(), EFFORT
        checker, checked = np.nonzero(problem.allowed)
        self.rows = np.stack([checker, checked], axis=1)
        self.taken = [self.model.new_bool_var("") for _ in self.rows]
        self.number = np.full(problem.allowed.shape, -1)
        self.number[checker, checked] = np.arange(len(checker))
        for grid in (self.number, self.number.T):
            for line in grid:
                self.model.add(self.total(line) == problem.per)
        if MUTUAL in problem.rules:
            for one, other in self.rows[(checker < checked) & problem.allowed[checked, checker]]:
                both = self.number[one, other], self.number[other, one]
                self.model.add_at_most_one(self.taken[place] for place in both)

    def total(self, numbers: Indices) -> cp_model.LinearExprT:
        return cp_model.LinearExpr.sum([self.taken[place] for place in numbers[numbers >= 0]])

    def keep(self, near: Indices) -> None:
        self.model.maximize(self.total(self.number[near[:, 0], near[:, 1]]))

    def fix(self, fixed: Indices) -> bool:
        numbers = self.number[fixed[:, 0], fixed[:, 1]]
        for place in numbers[numbers >= 0]:
            self.model.add(self.taken[place] == 1)
        return bool((numbers >= 0).all())

    def solve(self, seed: int) -> tuple[Indices | None, bool]:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.max_deterministic_time = max(self.effort, 0.0)
        status = solver.solve(self.model)
        self.effort -= solver.response_proto.deterministic_time
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return None, status == cp_model.INFEASIBLE
        chosen = np.array([solver.boolean_value(one) for one in self.taken])
        return self.rows[chosen].astype(np.int64), False

    def cut(self, pairs: Indices) -> bool:
        """Out of each part at least one check has to lead; False if there is only one part."""
        count, checked, checker = self.problem.parts(pairs)
        for part in range(count if count > 1 else 0):
            leaving = self.number[np.ix_(checker == part, checked != part)]
            self.model.add(self.total(leaving.ravel()) >= 1)
        return count > 1
