"""Works of a track are linked by the least change, against every change there is."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from wangyu.activities.calls.logic.assignment import assign
from wangyu.activities.calls.logic.assignment.problem import FORBIDDEN, Problem
from wangyu.activities.calls.logic.linking import bridges, link
from wangyu.base.lib.graph import components

NONE = np.zeros((0, 2), np.int64)


def problem(grid, *, need=2, high=9, group=None):
    grid = np.array(grid, np.int16)
    items, reviewers = grid.shape
    group = np.arange(reviewers) if group is None else np.array(group)
    full = np.full
    return Problem(
        grid, group, full(items, need), np.zeros(reviewers, np.int64), full(reviewers, high)
    )


def pairs(*rows):
    return np.array(rows, np.int64).reshape(-1, 2)


def parts(asked, made, kept=NONE):
    every = np.concatenate([made.new, kept, made.extra])
    return components(every[:, 0], every[:, 1], asked.items, asked.reviewers)[1]


TWO_ISLANDS = pairs((0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3))
ONE = np.zeros(4, np.int64)


def test_what_is_linked_already_stays_as_it_is():
    asked = problem([[5, 5], [5, 5]])
    new = pairs((0, 0), (0, 1), (1, 0), (1, 1))
    made = link(asked, NONE, new, np.zeros(2, np.int64))
    assert (made.new == new).all()
    assert (made.loss, len(made.extra), made.apart, made.exchanged) == (0, 0, [], set())


def test_an_exchange_links_without_more_work_and_loses_least():
    grid = np.full((4, 4), 10)
    grid[0, 2] = grid[2, 0] = 1  # dear to exchange
    made = link(problem(grid), NONE, TWO_ISLANDS, ONE)
    assert len(set(parts(problem(grid), made).tolist())) == 1
    assert (made.loss, len(made.extra), len(made.exchanged)) == (0, 0, 2)
    load = np.bincount(made.new[:, 1], minlength=4)
    assert load.tolist() == [2, 2, 2, 2]


def test_the_loss_of_an_exchange_is_told():
    grid = np.full((4, 4), 3)
    grid[:2, :2] = grid[2:, 2:] = 10
    made = link(problem(grid), NONE, TWO_ISLANDS, ONE)
    assert made.loss == 14
    assert grid[made.new[:, 0], made.new[:, 1]].sum() == 80 - 14


def test_tracks_that_nobody_compares_are_left_apart():
    made = link(problem(np.full((4, 4), 10)), NONE, TWO_ISLANDS, np.array([0, 0, 1, 1]))
    assert (made.new == TWO_ISLANDS).all()
    assert made.apart == []


def test_what_stands_is_never_exchanged_and_a_review_is_added():
    grid = np.full((4, 4), 10)
    grid[3, 0] = 11
    made = link(problem(grid), TWO_ISLANDS, NONE, ONE)
    assert made.extra.tolist() == [[3, 0]]
    assert set(parts(problem(grid), made, TWO_ISLANDS).tolist()) == {0}


def test_of_two_trees_no_exchange_helps():
    new = pairs((0, 0), (1, 1))
    made = link(problem(np.full((2, 2), 10), need=1), NONE, new, np.zeros(2, np.int64))
    assert len(made.extra) == 1
    assert made.loss == 0


def test_nobody_is_given_what_they_must_not_have_nor_more_than_they_may():
    grid = np.full((4, 4), 10)
    grid[:2, 2:] = grid[2:, :2] = FORBIDDEN
    made = link(problem(grid), NONE, TWO_ISLANDS, ONE)
    assert made.apart == [[0, 1], [2, 3]]
    assert not len(made.extra)
    full = link(problem(np.full((4, 4), 10), high=2), TWO_ISLANDS[:4], TWO_ISLANDS[4:], ONE)
    assert full.apart == []  # reviewers of what stands still have room


def test_nobody_has_room_for_a_review_more():
    made = link(
        problem(np.full((2, 2), 10), need=1, high=1),
        NONE,
        pairs((0, 0), (1, 1)),
        np.zeros(2, np.int64),
    )
    assert made.apart == [[0], [1]]


def test_two_of_one_university_never_meet_at_a_work():
    group = [0, 1, 1, 2]
    made = link(problem(np.full((4, 4), 10), group=group), NONE, TWO_ISLANDS, ONE)
    for row in range(4):
        held = [group[r] for i, r in made.new.tolist() if i == row]
        assert len(held) == len(set(held))
    assert not made.apart


def by_trying(size, edges):
    """An edge is a bridge where leaving it out makes one part more."""

    def count(left):
        at = list(range(size))
        for a, b in left:
            old, new = at[a], at[b]
            at = [new if x == old else x for x in at]
        return len(set(at))

    return [count(edges[:n] + edges[n + 1 :]) > count(edges) for n in range(len(edges))]


@given(st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=14))
def test_bridges_are_what_holds_a_part_together(edges):
    rows = sorted(edges)
    told = bridges(5, 10, pairs(*rows))
    assert told.tolist() == by_trying(10, [(a, 5 + b) for a, b in rows])


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(2, 7), st.integers(2, 6))
def test_whatever_is_asked_the_rules_hold_and_nothing_is_left_apart_that_a_review_could_link(
    seed, items, reviewers
):
    random = np.random.default_rng(seed)
    grid = random.integers(0, 50, (items, reviewers))
    grid[random.random(grid.shape) < 0.2] = FORBIDDEN
    group = np.sort(random.integers(0, reviewers, reviewers))
    group = np.unique(group, return_inverse=True)[1]
    asked = problem(grid, need=1 + seed % 2, high=4, group=group)
    found = assign(asked)
    if found is None:
        return
    new = np.stack(np.divmod(found.pairs, reviewers), axis=1)
    classes = random.integers(0, 2, items)
    made = link(asked, NONE, new, classes)
    every = np.concatenate([made.new, made.extra])
    assert len({tuple(p) for p in every.tolist()}) == len(every)
    assert (asked.affinity[every[:, 0], every[:, 1]] != FORBIDDEN).all()
    assert (np.bincount(every[:, 1], minlength=reviewers) <= asked.high).all()
    assert found.objective - made.loss == int(asked.affinity[made.new[:, 0], made.new[:, 1]].sum())
    for row in range(items):
        held = [int(group[r]) for i, r in every.tolist() if i == row]
        assert len(held) == len(set(held))
        assert len(held) >= asked.need[row]
    label = parts(asked, made)
    split = {c for c in set(classes.tolist()) if len(set(label[classes == c].tolist())) > 1}
    assert bool(split) == bool(made.apart)
    for a, b in combinations(range(items), 2):
        if made.apart and classes[a] == classes[b] and label[a] != label[b]:
            assert not could_link(asked, every, label, a, b)


def could_link(asked, every, label, a, b):
    load = np.bincount(every[:, 1], minlength=asked.reviewers)
    for row, other in ((a, b), (b, a)):
        held = {int(asked.group[r]) for i, r in every.tolist() if i == row}
        there = {r for i, r in every.tolist() if label[i] == label[other]}
        for r in there:
            free = load[r] < asked.high[r] and int(asked.group[r]) not in held
            if free and asked.affinity[row, r] != FORBIDDEN:
                return True
    return False
