"""Ranks against counting one by one with exact fractions, and what must never change them."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from wangyu.assessment.evaluation.logic import ranks as engine
from wangyu.assessment.evaluation.logic.ranks import ranked


def exactly(least, most, weights):
    """(ranks, best, worst) as histograms, by comparing every pair in fractions."""
    size = len(least)
    found = np.zeros((3, size, size), int)
    for row in weights:
        low, high = ([sum(Fraction(w) * Fraction(x) for w, x in zip(row, unit, strict=True)) for unit in one] for one in (least, most))  # fmt: skip
        for i in range(size):
            found[0, i, sum(low[j] > low[i] for j in range(size))] += 1
            found[1, i, sum(low[j] > high[i] for j in range(size) if j != i)] += 1
            found[2, i, sum(high[j] > low[i] for j in range(size) if j != i)] += 1
    return found


@pytest.fixture(params=["whole", "in small blocks"])
def _blocks(request, monkeypatch):
    if request.param != "whole":
        monkeypatch.setattr(engine, "PRODUCT", 7)
        monkeypatch.setattr(engine, "CELLS", 5)
        monkeypatch.setattr(engine, "COLUMNS", 2)


halves = st.integers(-4, 4).map(lambda n: n / 2)
eighths = st.integers(0, 8).map(lambda n: n / 8)


def tables(rows, cells, most=6):
    return st.lists(st.lists(cells, min_size=3, max_size=3), min_size=rows, max_size=most).map(
        np.array
    )


@drawn(values=tables(1, halves), weights=tables(1, eighths, 9))
def test_ranks_are_exact_whatever_ties(values, weights):
    """Small dyadic numbers: floats add them up without rounding, so the fractions decide."""
    expected = exactly(values, values, weights)
    found = ranked(values, weights)
    np.testing.assert_array_equal(found.ranks, expected[0])
    np.testing.assert_array_equal(found.best, expected[1])
    np.testing.assert_array_equal(found.worst, expected[2])
    assert found.draws == len(weights)


@drawn(values=tables(2, halves), weights=tables(1, eighths, 9), data=st.data())
def test_with_something_missing_best_and_worst_are_exact(values, weights, data):
    gap = np.array(
        data.draw(st.lists(st.integers(0, 3), min_size=values.size, max_size=values.size))
    )
    most = values + gap.reshape(values.shape) / 2
    expected = exactly(values, most, weights)
    found = ranked(values, weights, most=most)
    for one, other in zip((found.ranks, found.best, found.worst), expected, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.usefixtures("_blocks")
@pytest.mark.parametrize("seed", range(4))
def test_a_large_table_is_ranked_as_a_plain_sort_ranks_it(seed):
    random = np.random.default_rng(seed)
    values, weights = random.random((17, 5)), random.dirichlet(np.full(5, 3.0), 40)
    values[3] = values[11] = values[5]
    found = ranked(values, weights).ranks
    totals = np.round(weights @ values.T, 13)
    plain = (totals[:, None, :] > totals[:, :, None]).sum(axis=2)
    expected = np.array([np.bincount(plain[:, unit], minlength=17) for unit in range(17)])
    np.testing.assert_array_equal(found, expected)


@pytest.mark.usefixtures("_blocks")
def test_totals_closer_than_the_bits_given_up_are_still_told_apart():
    """The last bits of a total make room for the unit's number; here only they differ."""
    step = np.spacing(1.0)
    values = np.array([[1.0], [1.0 + step], [1.0 - step], [1.0 + 2 * step], [0.5]])
    found = ranked(values, np.ones((3, 1))).ranks
    assert [int(row.argmax()) for row in found] == [2, 1, 3, 0, 4]
    assert (found.sum(axis=1) == 3).all()


def test_negative_totals_are_ranked_too_and_zero_is_zero():
    values = np.array([[-2.0], [-1.0], [0.0], [-0.0], [1.0]])
    found = ranked(values, np.ones((2, 1))).ranks
    assert [int(row.argmax()) for row in found] == [4, 3, 1, 1, 0]


def test_nobody_and_nothing_drawn_are_no_trouble():
    assert ranked(np.zeros((0, 2)), np.ones((3, 2))).draws == 0
    assert ranked(np.ones((2, 2)), np.ones((0, 2))).ranks.sum() == 0
    with pytest.raises(ValueError, match="at most 65536 units"):
        ranked(np.zeros((65537, 1)), np.ones((1, 1)))


@drawn(st.permutations(range(9)), st.integers(0, 5))
def test_the_order_of_the_units_only_moves_rows(order, seed):
    random = np.random.default_rng(seed)
    values, weights = random.integers(0, 4, (9, 3)) / 4, random.dirichlet(np.ones(3), 30)
    found = ranked(values, weights).ranks
    np.testing.assert_array_equal(ranked(values[order], weights).ranks, found[order])


@pytest.mark.usefixtures("_blocks")
def test_noise_is_added_to_the_draws_it_belongs_to():
    shift = np.arange(40.0)

    def noise(start, draws):
        """Turns the order round in every draw past the twentieth."""
        return np.where(shift[start : start + draws, None] < 20, 0.0, [[10.0, 0.0]])

    found = ranked(np.array([[0.0], [1.0]]), np.ones((40, 1)), noise=noise)
    np.testing.assert_array_equal(found.ranks, [[20, 20], [20, 20]])
    with_missing = ranked(np.array([[0.0], [1.0]]), np.ones((40, 1)), most=np.array([[0.5], [1.0]]), noise=noise)  # fmt: skip
    np.testing.assert_array_equal(with_missing.best, [[20, 20], [20, 20]])


@pytest.mark.parametrize("units", [10, 130])
def test_who_has_everything_has_the_same_rank_at_best_and_at_worst(units):
    """Only one is missing something, far behind: a matrix library's last bit moves nobody."""
    random = np.random.default_rng(units)
    least = np.round(random.uniform(0.4, 0.9, (units, 9)), 6)
    least[units // 2] = least[0]
    least[-1] = 0.0
    most = least.copy()
    most[-1, 3] = 0.01
    weights = random.dirichlet(np.full(9, 3.0), 3000)
    found = ranked(least, weights, most=most)
    assert (found.best[:-1] == found.ranks[:-1]).all()
    assert (found.worst[:-1] == found.ranks[:-1]).all()
