"""Standings: intervals that hold, probabilities that add up, vetoes and what is missing."""

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from tests.assessment.evaluation.logic.making import leaf, made, scored
from wangyu.assessment.evaluation.logic.uncertainty import best_ranks, quantile, standing

NAN = np.nan


def two(values, **head):
    """Two panels of 40 and 60 points; a veto; what only takes away."""
    scheme = made(
        leaf("a", 40),
        leaf("b", 60),
        leaf("v", 0, {"kind": "veto", "at_least": 1}),
        leaf("d", 0, {"kind": "deduct_only", "each": 5}),
        **head,
    )
    size = len(values["m.a"])
    return scored(scheme, {"m.v": [0] * size, "m.d": [0] * size} | values)


def by_hand(scores, draws, seed, concentration):
    """Ranks of every draw, one by one."""
    points = np.array([40.0, 60.0])
    weights = np.random.default_rng([seed, 0]).dirichlet(concentration * points / 100, draws)
    rows = []
    for weight in weights:
        totals = np.round([w.sum() for w in scores.earned[:, :2] / points * weight], 12)
        rows.append([(totals > one).sum() + 1 for one in totals])
    return np.array(rows)


def test_the_interval_is_that_of_the_ranks_drawn():
    scores = two({"m.a": [90, 10, 50, 70, 70], "m.b": [20, 80, 50, 40, 40]})
    found = standing(scores, draws=400, seed=3, concentration=10)
    ranks = np.sort(by_hand(scores, 400, 3, 10), axis=0)
    np.testing.assert_array_equal(found.low, np.minimum(ranks[20], found.rank))
    np.testing.assert_array_equal(found.high, np.maximum(ranks[379], found.rank))
    np.testing.assert_allclose(found.p_top(2), (ranks <= 2).mean(axis=0))


def test_a_large_concentration_leaves_the_ranks_of_the_scheme():
    scores = two({"m.a": [90, 10, 50, 70, 70], "m.b": [20, 80, 51, 41, 41]})
    found = standing(scores, draws=200, concentration=1e8)
    np.testing.assert_array_equal(found.rank, best_ranks(scores.total))
    np.testing.assert_array_equal(found.low, found.rank)
    np.testing.assert_array_equal(found.high, found.rank)
    assert found.rank[3] == found.rank[4]


def test_who_is_best_in_everything_is_first_whatever_the_weights():
    found = standing(two({"m.a": [90, 80, 10], "m.b": [90, 10, 80]}), draws=300, concentration=0.5)
    assert (found.rank[0], found.low[0], found.high[0]) == (1, 1, 1)
    assert found.p_top(1)[0] == 1.0
    assert found.low[1] == 2
    assert found.high[1] == 3


def test_what_no_weight_moves_still_counts():
    scores = two({"m.a": [50, 50], "m.b": [50, 50], "m.d": [0, 1]})
    found = standing(scores, draws=50)
    np.testing.assert_array_equal(found.rank, [1, 2])
    np.testing.assert_array_equal(found.p_top(1), [1, 0])


def test_a_veto_stands_behind_all_and_is_no_competitor():
    free = standing(two({"m.a": [90, 50], "m.b": [10, 60]}), draws=300)
    scores = two({"m.a": [90, 100, 50, 99], "m.b": [10, 100, 60, 99], "m.v": [0, 1, 0, 1]})
    found = standing(scores, draws=300)
    np.testing.assert_array_equal(found.rank[[1, 3]], [3, 3])
    np.testing.assert_array_equal(found.low[[1, 3]], [3, 3])
    np.testing.assert_array_equal(found.p_top(2), [1, 0, 1, 0])
    np.testing.assert_array_equal(found.p_top(1)[[0, 2]], free.p_top(1))


def test_everybody_vetoed_is_everybody_first():
    found = standing(two({"m.a": [1, 2], "m.b": [1, 2], "m.v": [1, 1]}), draws=10)
    np.testing.assert_array_equal(found.rank, [1, 1])
    with pytest.raises(ValueError, match="no units"):
        standing(two({"m.a": [], "m.b": []}))


def test_an_interval_covers_what_is_missing_both_at_nothing_and_at_full_marks():
    known = {"m.a": [50, 60, 70], "m.b": [50, 60, 70]}
    hidden = {"m.a": [50, NAN, 70], "m.b": [50, 60, 70]}
    assert standing(two(known), draws=100).low.tolist() == [3, 2, 1]
    found = standing(two(hidden), draws=100)
    assert found.rank.tolist() == [2, 3, 1]
    assert (found.low[1], found.high[1]) == (1, 3)
    assert (found.low[0], found.high[0]) == (2, 3)
    assert found.high[2] == 2
    closed = standing(two(hidden, missing="zero"), draws=100)
    assert closed.low[1] == 3


def test_errors_of_ratings_widen_the_interval():
    scores = two({"m.a": np.linspace(40, 60, 9), "m.b": np.linspace(40, 60, 9)})
    sure = standing(scores, draws=2000)
    unsure = standing(scores, draws=2000, errors=np.full(9, 5.0))
    assert (sure.high - sure.low).max() == 0
    assert (unsure.high - unsure.low).min() >= 2
    np.testing.assert_array_equal(unsure.rank, sure.rank)
    np.testing.assert_allclose(unsure.ranks.sum(axis=0), 2000)
    middle = standing(scores, draws=2000, errors=np.where(np.arange(9) == 4, 5.0, 0.0))
    assert middle.low[4] < middle.rank[4] < middle.high[4]


def test_noise_is_as_large_as_the_errors_say():
    scores = two({"m.a": [50, 60], "m.b": [50, 60]})
    found = standing(scores, draws=20_000, errors=np.array([10.0, 0.0]))
    assert found.p_top(1)[0] == pytest.approx(0.1587, abs=0.01)  # one standard error behind


def test_the_same_seed_gives_the_same_and_another_does_not():
    scores = two({"m.a": [90, 10, 50, 71], "m.b": [20, 80, 50, 40]})
    one, again, other = (standing(scores, draws=500, seed=seed).ranks for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()


values = st.lists(st.integers(0, 4).map(lambda n: n * 25.0), min_size=6, max_size=6)


@drawn(values, values)
def test_probabilities_of_the_first_places_add_up(a, b):
    found = standing(two({"m.a": a, "m.b": b}), draws=60)
    assert (found.ranks.sum(axis=1) == 60).all()
    assert (found.low <= found.rank).all()
    assert (found.rank <= found.high).all()
    tops = np.array([found.p_top(k) for k in range(1, 7)])
    assert (np.diff(tops, axis=0) >= 0).all()
    assert (tops[-1] == 1).all()
    assert (tops.sum(axis=1) >= np.arange(1, 7) - 1e-9).all()  # ties share the better rank


@drawn(values, values, st.permutations(range(6)))
def test_the_order_of_the_units_only_moves_rows(a, b, order):
    found = standing(two({"m.a": a, "m.b": b}), draws=60)
    moved = standing(two({"m.a": np.array(a)[order], "m.b": np.array(b)[order]}), draws=60)
    np.testing.assert_array_equal(moved.ranks, found.ranks[order])
    np.testing.assert_array_equal(moved.low, found.low[order])


def test_ranks_share_the_best_and_do_not_split_hairs():
    assert best_ranks(np.array([0.1 + 0.2, 0.3, 0.4, 0.1])).tolist() == [2, 2, 1, 4]


def test_a_quantile_is_the_value_at_its_place_in_the_sorted_ranks():
    counts = np.array([[3, 4, 13]], np.int32)
    ranks = np.repeat([1, 2, 3], counts[0])
    for share in (0.05, 0.2, 0.35, 0.95):
        place = int(share * 20) if share < 0.5 else int(np.ceil(share * 20)) - 1
        assert quantile(counts, share)[0] == ranks[place]
