"""Chances of being drawn against every order there is, and against draws."""

from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wangyu.assessment.evaluation.logic.drawing import Frame, draw
from wangyu.assessment.evaluation.logic.drawing.chances import chances


def by_hand(weights, size):
    """One after the other in proportion to weight, every sequence added up."""
    found = np.zeros(len(weights))
    for order in permutations(range(len(weights)), size):
        likely, left = 1.0, sum(weights)
        for one in order:
            likely *= weights[one] / left
            left -= weights[one]
        found[list(order)] += likely
    return found


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 100), min_size=1, max_size=6), st.data())
def test_chances_are_those_of_all_orders(weights, data):
    size = data.draw(st.integers(0, len(weights)))
    np.testing.assert_allclose(chances(weights, size), by_hand(weights, size), atol=1e-9)


def test_the_draw_keeps_to_its_chances():
    weights, times = (1, 2, 3, 4, 10), 3000
    frame = Frame((), tuple("abcde"), ((),) * 5, weights)
    seen = Counter(u for n in range(times) for u in draw(frame, 3, {"甲": f"{n:016}"}).drawn)
    for unit, chance in zip("abcde", chances(weights, 3), strict=True):
        assert abs(seen[unit] / times - chance) < 4 * np.sqrt(chance * (1 - chance) / times)


@pytest.mark.parametrize(("units", "size"), [(128, 12), (3000, 60), (3000, 2900)])
@pytest.mark.thorough
def test_of_many_they_add_up_and_grow_with_weight(units, size):
    weights = np.arange(units) % 100 + 1
    found = chances(weights.tolist(), size)
    assert found.sum() == pytest.approx(size)
    assert ((found > 0) & (found < 1)).all()
    by_weight = found[:100]
    assert (np.diff(by_weight) > 0).all()


def test_equal_weights_have_equal_chances():
    assert chances([7] * 9, 3).tolist() == [1 / 3] * 9
    assert chances([], 0).tolist() == []
