"""Rounds of reviewing drawn at random, and an independent solver that knows nothing of ours."""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from wangyu.activities.calls.logic.assignment.problem import FORBIDDEN, Problem


def drawn(seed, items, reviewers, *, groups=4, need=2, forbidden=0.2, load=(0, 3)):
    random = np.random.default_rng(seed)
    affinity = random.integers(0, 1001, (items, reviewers)).astype(np.int16)
    affinity[random.random(affinity.shape) < forbidden] = FORBIDDEN
    group = np.unique(np.sort(random.integers(0, groups, reviewers)), return_inverse=True)[1]
    low, high = (np.full(reviewers, bound) for bound in load)
    return Problem(affinity, group, np.full(items, need), low, high)


def highs(problem, *, need=None, low=None):
    """The best objective by integer programming (HiGHS), None where there is no assignment."""
    n, m = problem.affinity.shape
    allowed = (problem.affinity != FORBIDDEN).ravel()
    of_item = np.kron(np.eye(n), np.ones(m))
    of_reviewer = np.kron(np.ones(n), np.eye(m))
    member = np.eye(problem.groups)[problem.group].T
    of_group = np.kron(np.eye(n), member)
    need = problem.need if need is None else need
    low = problem.low if low is None else low
    rules = [
        LinearConstraint(of_item, need, np.where(need > 0, need, np.inf)),
        LinearConstraint(of_reviewer, low, np.where(low < 0, 0, problem.high)),
        LinearConstraint(of_group, 0, 1),
    ]
    cost = -np.where(allowed, problem.affinity.ravel(), 0)
    found = milp(cost, constraints=rules, integrality=1, bounds=Bounds(0, allowed.astype(float)))
    return None if found.x is None else round(-found.fun)


def keeps_the_rules(problem, pairs):
    item, reviewer = np.divmod(pairs, problem.reviewers)
    load = np.bincount(reviewer, minlength=problem.reviewers)
    seen = np.unique(item * problem.groups + problem.group[reviewer])
    return (
        (problem.affinity[item, reviewer] != FORBIDDEN).all()
        and (np.bincount(item, minlength=problem.items) == problem.need).all()
        and ((problem.low <= load) & (load <= problem.high)).all()
        and len(seen) == len(pairs)
    )
