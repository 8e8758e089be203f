from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.base.lib.ranking import rank


@pytest.mark.parametrize(
    ("values", "ranks"),
    [
        ({}, {}),
        ({"甲": 1}, {"甲": 1}),
        ({"甲": 9, "乙": 9, "丙": 8}, {"甲": 1, "乙": 1, "丙": 3}),
        ({"甲": 1, "乙": 2, "丙": 2, "丁": 2}, {"乙": 1, "丙": 1, "丁": 1, "甲": 4}),
        ({"甲": Decimal("1.0"), "乙": Decimal("1.00")}, {"甲": 1, "乙": 1}),
    ],
)
def test_equal_values_share_the_best_rank(values, ranks):
    assert rank(values) == ranks


@given(st.dictionaries(st.integers(), st.integers(0, 5)))
def test_a_rank_is_one_more_than_the_number_of_larger_values(values):
    expected = {k: 1 + sum(other > v for other in values.values()) for k, v in values.items()}
    assert rank(values) == expected
