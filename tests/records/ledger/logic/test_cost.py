"""What a window costs, before it opens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.records.ledger.logic.cost import Cost, estimate, known_everywhere

ASKED = {"students": 2.0, "staff": 2.0, "rules": 5.0}
KEYS = st.frozensets(st.sampled_from([*ASKED, "cited"]))
KNOWN = st.dictionaries(st.integers(1, 9), KEYS, max_size=5)


def test_the_cost_of_a_window_is_counted_by_hand():
    known = {1: {"students", "cited"}, 2: set()}
    assert estimate(ASKED, 1, known) == Cost(
        items_asked=3,
        items_cited=1,
        organisations=2,
        cells=6,
        cells_prefilled=1,
        people=4,
        minutes_each=18,  # (10 + .2 + 2 + 5  +  10 + 2 + 2 + 5) / 2 = 18.1
        minutes_total=36,
    )
    assert estimate(ASKED, 1, known).prefilled_percent == 17


def test_a_window_for_nobody_costs_nothing():
    cost = estimate(ASKED, 0, {})
    assert (cost.people, cost.minutes_each, cost.minutes_total, cost.prefilled_percent) == (0,) * 4


def test_a_window_that_only_cites_costs_the_signature():
    cost = estimate({}, 5, {1: set()})
    assert (cost.cells, cost.minutes_each, cost.prefilled_percent) == (0, 10, 0)


def test_a_window_of_which_all_is_known_is_prefilled_whole():
    cost = estimate(ASKED, 0, {1: set(ASKED)})
    assert (cost.prefilled_percent, cost.minutes_each) == (100, 11)  # 10 + 3 × 0.2


@given(KNOWN)
def test_what_is_known_never_makes_it_dearer(known):
    unknown = dict.fromkeys(known, frozenset())
    assert estimate(ASKED, 0, known).minutes_total <= estimate(ASKED, 0, unknown).minutes_total
    assert 0 <= estimate(ASKED, 0, known).prefilled_percent <= 100


@given(KNOWN)
def test_an_item_may_not_be_asked_exactly_where_everybodys_is_known(known):
    refused = known_everywhere(list(ASKED), known)
    for key in ASKED:
        everybody = bool(known) and all(key in keys for keys in known.values())
        assert (key in refused) == everybody


@pytest.mark.parametrize("asked", [[], ["students"]])
def test_where_nobody_is_asked_nothing_is_refused(asked):
    assert known_everywhere(asked, {}) == []
