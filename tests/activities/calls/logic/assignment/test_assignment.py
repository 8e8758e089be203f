"""The optimum is that of an independent solver, and is proved over every pair there is."""

import numpy as np
import pytest

from tests.activities.calls.logic.assignment.rounds import drawn, highs, keeps_the_rules
from wangyu.activities.calls.logic.assignment import assign, proved
from wangyu.activities.calls.logic.assignment.clash import clash_of
from wangyu.activities.calls.logic.assignment.problem import FORBIDDEN, Problem

SHAPES = [
    {"items": 6, "reviewers": 6, "groups": 4, "load": (1, 3)},
    {"items": 5, "reviewers": 8, "groups": 8, "load": (0, 2)},
    {"items": 8, "reviewers": 30, "groups": 5, "load": (0, 1)},
    {"items": 7, "reviewers": 5, "groups": 3, "load": (2, 4), "forbidden": 0.35},
]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("shape", range(len(SHAPES)))
def test_the_objective_is_that_of_integer_programming(shape, seed):
    problem = drawn(seed, **SHAPES[shape])
    found, best = assign(problem), highs(problem)
    assert (found is None) == (best is None)
    if found:
        assert keeps_the_rules(problem, found.pairs)
        assert found.objective == best == found.bound


def test_few_candidates_to_begin_with_lead_to_the_same_optimum():
    problem = drawn(3, 40, 60, groups=12, load=(1, 3))
    row = np.arange(problem.items)[:, None] * problem.reviewers
    start = (row + np.argsort(-problem.affinity, axis=1)[:, :12]).ravel()
    start = np.sort(start[problem.affinity.ravel()[start] != FORBIDDEN])
    whole = assign(problem)
    from_few = proved(problem, start, np.zeros(60, np.int64))
    assert whole.objective == highs(problem)
    assert from_few is None or from_few.objective == whole.objective


def test_what_few_candidates_cannot_do_more_of_them_can():
    """All like the same thirty best; the rest must work all the same."""
    affinity = np.tile(np.r_[np.full(30, 1000), np.zeros(90)], (60, 1)).astype(np.int16)
    problem = Problem(
        affinity, np.arange(120), np.full(60, 2), np.ones(120, int), np.ones(120, int)
    )
    assert assign(problem).objective == 30_000


@pytest.mark.parametrize("seed", range(3))
def test_the_prices_prove_it_to_anyone(seed):
    """Weak duality by plain loops: at these prices nobody gets more than what the assignment gives."""
    problem = drawn(seed, 12, 40, groups=9, need=3, load=(0, 2))
    found = assign(problem)
    total = 0
    for row in problem.affinity:
        value = np.where(row == FORBIDDEN, -np.inf, row - found.price)
        best = [value[problem.group == g].max() for g in range(problem.groups)]
        total += sum(sorted(best)[-3:])
    price = found.price
    total += sum(h * max(p, 0) + lo * min(p, 0) for p, lo, h in zip(price, problem.low, problem.high, strict=True))  # fmt: skip
    assert total == found.objective


def test_nothing_needed_is_nothing_assigned():
    problem = drawn(1, 3, 4, need=0)
    assert len(assign(problem).pairs) == 0
    assert assign(drawn(1, 3, 4, need=0, load=(1, 2))) is None


def without(problem, side, one):
    asked = (problem.need if side == "items" else problem.low).copy()
    asked[one] = 0
    return asked


@pytest.mark.parametrize("seed", range(25))
def test_a_clash_clashes_and_none_of_it_can_be_left_out(seed):
    problem = drawn(seed, 6, 5, groups=3, forbidden=0.5, load=(seed % 3, 3))
    clash, none = clash_of(problem), np.zeros(0, int)
    found = len(clash.items) + len(clash.reviewers)
    assert bool(found) == (highs(problem) is None)
    if not found:
        return
    assert clash.possible < clash.asked
    assert min(len(clash.items), len(clash.reviewers)) == 0
    for side, members in (("items", clash.items), ("reviewers", clash.reviewers)):
        kept = np.setdiff1d(np.arange(6 if side == "items" else 5), members)
        for one in [none, *members] if len(members) else []:
            asked = without(problem, side, np.append(kept, one))
            free = {"need": asked, "low": np.zeros(5, int)} if side == "items" else None
            if free:
                assert (highs(problem, **free) is None) == (np.size(one) == 0)


def test_least_loads_that_there_is_no_work_for_are_named():
    problem = Problem(
        np.zeros((2, 4), np.int16), np.arange(4), np.array([1, 1]), np.full(4, 1), np.full(4, 2)
    )
    clash = clash_of(problem)
    assert (len(clash.reviewers), clash.asked, clash.possible) == (3, 3, 2)
    assert len(clash.items) == 0


def test_where_nobody_may_review_anything_it_is_impossible():
    grid = np.full((1, 2), FORBIDDEN, np.int16)
    load = np.zeros(2, np.int64), np.full(2, 9)
    problem = Problem(grid, np.arange(2), np.ones(1, np.int64), *load)
    assert assign(problem) is None
    assert clash_of(problem).items.tolist() == [0]
