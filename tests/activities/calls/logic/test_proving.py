"""The least that linking costs, against every assignment there is of small ones."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.activities.calls.logic.test_linking import NONE, ONE, TWO_ISLANDS, pairs, problem
from wangyu.activities.calls.logic.assignment import assign
from wangyu.activities.calls.logic.assignment.problem import FORBIDDEN
from wangyu.activities.calls.logic.proving import Proof, least, link_best
from wangyu.base.lib.graph import components


def linked(asked, rows, classes):
    every = np.array(rows, np.int64).reshape(-1, 2)
    item = components(every[:, 0], every[:, 1], asked.items, asked.reviewers)[1]
    seen = np.zeros(asked.items, bool)
    seen[every[:, 0]] = True
    return all(
        len(set(item[(classes == one) & seen].tolist())) <= 1 for one in set(classes.tolist())
    )


def by_trying(asked, classes):
    """The most that a linked assignment without an added review is worth; None: there is none."""
    choices = []
    for row in range(asked.items):
        able = [c for c in range(asked.reviewers) if asked.affinity[row, c] != FORBIDDEN]
        sets = combinations(able, int(asked.need[row]))
        choices.append([s for s in sets if len({int(asked.group[c]) for c in s}) == len(s)])
    worths, high = asked.affinity.tolist(), asked.high.tolist()
    best = None
    for chosen in product(*choices):
        worth = sum(worths[row][c] for row, cs in enumerate(chosen) for c in cs)
        if best is not None and worth <= best:
            continue
        load = Counter(c for cs in chosen for c in cs)
        if any(count > high[c] for c, count in load.items()):
            continue
        if linked(asked, [(row, c) for row, cs in enumerate(chosen) for c in cs], classes):
            best = worth
    return best


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_the_least_is_what_trying_all_finds(seed):
    random = np.random.default_rng(seed)
    items, reviewers = int(random.integers(2, 6)), int(random.integers(2, 5))
    grid = random.integers(0, 50, (items, reviewers))
    grid[random.random(grid.shape) < 0.15] = FORBIDDEN
    group = np.sort(random.integers(0, reviewers, reviewers))
    group = np.unique(group, return_inverse=True)[1]
    asked = problem(grid, need=1 + seed % 2, high=3, group=group)
    classes = random.integers(0, 2, items)
    if assign(asked) is None:
        return
    best, found = by_trying(asked, classes), least(asked, NONE, classes, 0)
    if best is None:
        assert found is None or found.new is None
        return
    assert (found.added, found.bound) == (0, best)
    assert linked(asked, found.new.tolist(), classes)
    assert int(asked.affinity[found.new[:, 0], found.new[:, 1]].sum()) == best


def test_what_stands_links_too_and_is_never_given_again():
    asked = problem(np.full((4, 4), 10), need=0)
    found = least(asked, TWO_ISLANDS, ONE, 3)
    assert (found.added, found.bound, len(found.new)) == (1, 0, 0)
    assert not {tuple(one) for one in found.extra.tolist()} & {
        tuple(one) for one in TWO_ISLANDS.tolist()
    }


def test_an_added_review_is_asked_for_only_where_nothing_else_links():
    two = np.zeros(2, np.int64)
    together = least(problem(np.full((2, 2), 10), need=1, high=2), NONE, two, 1)
    assert (together.added, together.bound, len(together.extra)) == (0, 20, 0)
    lonely = np.array([[10, FORBIDDEN], [9, 10]])
    apart = least(problem(lonely, need=1, high=np.array([1, 1])), NONE, two, 3)
    assert apart is None, "nobody has room for a review more"
    added = least(problem(lonely, need=1, high=np.array([2, 1])), NONE, two, 3)
    assert (added.added, added.bound) == (0, 19), "the second gives way to the first"


def test_nothing_links_what_nobody_may_review_both_of():
    grid = np.array([[10, FORBIDDEN], [FORBIDDEN, 10]])
    assert least(problem(grid, need=1), NONE, np.zeros(2, np.int64), 5) is None


def test_too_much_is_not_asked(monkeypatch):
    monkeypatch.setattr("wangyu.activities.calls.logic.proving.MOST_CELLS", 3)
    assert least(problem(np.full((2, 2), 10)), NONE, np.zeros(2, np.int64), 0) is None


def test_without_enough_rounds_the_bound_still_holds(monkeypatch):
    grid = np.full((4, 4), 3)
    grid[:2, :2] = grid[2:, 2:] = 10
    asked = problem(grid)
    assert least(asked, NONE, ONE, 0).bound == 73, (
        "one review goes over; to exchange two would lose 14"
    )
    monkeypatch.setattr("wangyu.activities.calls.logic.proving.ROUNDS", 1)
    found = least(asked, NONE, ONE, 0)
    assert (found.new, found.bound) == (None, 80)


def test_pairs_are_given_as_they_are_asked():
    found = least(problem([[5, 5], [5, 5]]), NONE, np.zeros(2, np.int64), 0)
    assert sorted(map(tuple, found.new.tolist())) == sorted(
        map(tuple, pairs((0, 0), (0, 1), (1, 0), (1, 1)).tolist())
    )


def test_what_costs_nothing_needs_no_other_proof():
    new = pairs((0, 0), (0, 1), (1, 0), (1, 1))
    made, proof = link_best(problem([[5, 5], [5, 5]]), NONE, new, np.zeros(2, np.int64))
    assert (made.new.tolist(), proof) == (new.tolist(), Proof(0, proved=True))


def islands():
    grid = np.full((4, 4), 3)
    grid[:2, :2] = grid[2:, 2:] = 10
    return problem(grid)


def test_what_loses_less_than_an_exchange_is_taken_and_says_which_reviews_went():
    made, proof = link_best(islands(), NONE, TWO_ISLANDS, ONE)
    assert (made.loss, proof) == (7, Proof(0, proved=True))
    assert linked(islands(), made.new.tolist(), ONE)
    before = {tuple(one) for one in TWO_ISLANDS.tolist()}
    assert [tuple(made.new[at].tolist()) in before for at in sorted(made.exchanged)] == [False]


def test_an_exchange_that_loses_least_stays():
    held = problem(islands().affinity, high=2)
    made, proof = link_best(held, NONE, TWO_ISLANDS, ONE)
    assert (made.loss, len(made.exchanged), proof) == (14, 2, Proof(0, proved=True))


def test_where_it_cannot_be_found_it_is_told_how_far_it_may_be(monkeypatch):
    held = problem(islands().affinity, high=2)
    monkeypatch.setattr("wangyu.activities.calls.logic.proving.ROUNDS", 1)
    assert link_best(held, NONE, TWO_ISLANDS, ONE)[1] == Proof(14, proved=True)
    monkeypatch.setattr("wangyu.activities.calls.logic.proving.MOST_CELLS", 3)
    made, proof = link_best(held, NONE, TWO_ISLANDS, ONE)
    assert (made.loss, proof) == (14, Proof(14, proved=False))


def test_parts_that_nothing_links_are_not_said_to_be_proved():
    grid = np.full((4, 4), 10)
    grid[:2, 2:] = grid[2:, :2] = FORBIDDEN
    made, proof = link_best(problem(grid), NONE, TWO_ISLANDS, ONE)
    assert (made.apart, proof.proved) == ([[0, 1], [2, 3]], False)


def test_an_added_review_is_proved_to_be_needed():
    made, proof = link_best(problem(np.full((4, 4), 10), need=0), TWO_ISLANDS, NONE, ONE)
    assert (len(made.extra), made.loss, proof) == (1, 0, Proof(0, proved=True))


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_no_plan_loses_more_than_it_says(seed):
    random = np.random.default_rng(seed)
    grid = random.integers(0, 50, (5, 4))
    asked = problem(grid, need=2, high=4)
    found, classes = assign(asked), random.integers(0, 2, 5)
    if found is None:
        return
    new = np.stack(np.divmod(found.pairs, 4), axis=1)
    made, proof = link_best(asked, NONE, new, classes)
    best = by_trying(asked, classes)
    assert linked(asked, np.concatenate([made.new, made.extra]).tolist(), classes) == (
        not made.apart
    )
    if proof.proved and not len(made.extra):
        assert found.objective - made.loss + proof.gap == best
