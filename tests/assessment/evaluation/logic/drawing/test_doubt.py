"""Doubts become few tickets, by thirds."""

from itertools import pairwise
from math import nan

from hypothesis import given
from hypothesis import strategies as st

from wangyu.assessment.evaluation.logic.drawing.doubt import doubt_weights


def test_thirds_have_one_two_and_three_tickets_and_the_unknown_two():
    gaps = dict(zip("abcdefg", (-3.0, 0.0, 1.0, 2.0, 5.0, 9.0, nan), strict=True))
    assert doubt_weights(gaps) == {"a": 1, "b": 1, "c": 2, "d": 2, "e": 3, "f": 3, "g": 2}


def test_without_any_difference_all_are_alike():
    assert set(doubt_weights({"a": 4.0, "b": 4.0, "c": 4.0}).values()) == {1}
    assert doubt_weights({"a": nan}) == {"a": 2}
    assert doubt_weights({}) == {}


@given(st.dictionaries(st.text(), st.floats(-100, 100), min_size=1))
def test_more_doubt_is_never_fewer_tickets(gaps):
    found = doubt_weights(gaps)
    assert set(found.values()) <= {1, 2, 3}
    order = sorted(gaps, key=gaps.get)
    assert all(found[a] <= found[b] for a, b in pairwise(order))
