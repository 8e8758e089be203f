"""What reviews come to, and which side of the places a work stands on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.activities.calls.logic.edition import Award, Criterion
from wangyu.activities.calls.logic.standing import (
    ABOVE,
    BELOW,
    BORDER,
    Judged,
    Result,
    cut_of,
    places_of,
    score_of,
    standings,
)

LEVELS = ("差", "弱", "中", "良", "优")
CRITERIA = (
    Criterion("direction", "导向", 30, (), LEVELS),
    Criterion("content", "内容", 70, (), LEVELS),
)


def award(places):
    return Award("first", "一等奖", (), places, None)


@pytest.mark.parametrize(
    ("levels", "score"),
    [
        ({"direction": 5, "content": 5}, 100),
        ({"direction": 1, "content": 1}, 0),
        ({"direction": 3, "content": 3}, 50),
        ({"direction": 5, "content": 1}, 30),
        ({"direction": 9, "content": 0}, 30),  # beyond the scale is its end
        ({"direction": 5}, None),
    ],
)
def test_a_review_is_one_number_by_the_weights(levels, score):
    assert score_of(CRITERIA, levels) == score


def test_one_level_only_is_reached_by_all():
    assert score_of([Criterion("a", "有无", 1, (), ("有",))], {"a": 1}) == 100


def test_two_levels_are_all_or_nothing():
    found = [score_of([Criterion("a", "有无", 1, (), ("无", "有"))], {"a": n}) for n in (1, 2)]
    assert found == [0, 100]


def test_without_criteria_there_is_no_score():
    assert score_of([], {}) is None


def test_places_are_those_of_the_limited_awards():
    assert places_of([award(2), award(4), award(None)]) == 6
    assert places_of([award(None)]) is None


@pytest.mark.parametrize(("places", "cut"), [(1, 85), (2, 60), (3, None), (9, None), (None, None)])
def test_the_border_is_half_way_between_the_last_in_and_the_first_out(places, cut):
    assert cut_of([70, 100, 50], places) == cut


def judged(table):
    return [Judged(item, who, score) for item, row in table.items() for who, score in row.items()]


CLEAR = {
    1: {1: 98, 2: 97, 3: 99},
    2: {1: 60, 2: 59, 3: 61},
    3: {1: 59, 2: 61, 3: 60},
    4: {1: 10, 2: 11, 3: 9},
}


def test_who_is_clearly_in_or_out_is_told_from_the_border():
    found = standings(judged(CLEAR), [1, 2, 3, 4], 2)
    assert [found[n].zone for n in (1, 2, 3, 4)] == [ABOVE, BORDER, BORDER, BELOW]
    assert found[1].reviews == 3
    assert found[1].mean == 98
    assert found[1].spread == 2
    assert found[1].low <= found[1].score <= found[1].high


def test_figures_are_kept_as_they_are_shown_and_stay_on_the_scale():
    found = standings(judged({1: {1: 80, 2: 81, 3: 81}, 2: {1: 0, 2: 0, 3: 0}}), [1, 2], None)
    assert (found[1].mean, found[1].reviews) == (80.7, 3)
    assert (found[2].mean, found[2].score, found[2].low, found[2].spread) == (0, 0, 0, 0)
    best = standings(judged({1: {1: 100, 2: 100}, 2: {1: 40, 2: 20}}), [1, 2], None)
    assert (best[1].high, best[2].spread) == (100, 20)


@pytest.mark.parametrize("score", [0, 100])
def test_who_is_the_border_is_neither_above_nor_below_it(score):
    table = {item: dict.fromkeys((1, 2, 3), score) for item in (1, 2, 3)}
    found = standings(judged(table), list(table), 1)
    assert [(one.score, one.zone) for one in found.values()] == [(score, BORDER)] * 3


def test_a_severe_reviewer_does_not_cost_a_place():
    """Each work is seen by two of three; the third gives 20 less than the others."""
    table = {1: {1: 80, 3: 60}, 2: {1: 70, 2: 70}, 3: {2: 60, 3: 40}, 4: {1: 50, 2: 50}}
    found = standings(judged(table), [1, 2, 3, 4], 1)
    assert found[1].mean == found[2].mean == 70
    assert found[1].score > found[2].score


def test_works_without_a_review_stay_and_have_no_zone():
    found = standings(judged(CLEAR), [1, 2, 3, 4, 5], 2)
    assert found[5] == Result(0)


def test_nobody_has_judged_anything():
    assert standings([], [7], 3) == {7: Result(0)}


def test_places_for_all_leave_nobody_at_a_border():
    assert {one.zone for one in standings(judged(CLEAR), [1, 2, 3, 4], 4).values()} == {ABOVE}


def test_without_limited_awards_there_is_no_zone():
    assert {one.zone for one in standings(judged(CLEAR), [1, 2, 3, 4], None).values()} == {""}


SCORES = st.dictionaries(
    st.integers(1, 8),
    st.dictionaries(st.integers(1, 4), st.integers(0, 100), min_size=1),
    min_size=1,
)


@given(SCORES, st.integers(1, 8))
def test_whatever_was_scored_stays_on_the_scale_and_in_any_order_the_same(table, places):
    rows = judged(table)
    found = standings(rows, list(table), places)
    assert set(found) == set(table)
    for one in found.values():
        assert 0 <= one.low <= one.score <= one.high <= 100
        assert one.zone in {ABOVE, BORDER, BELOW}
    assert (
        sum(one.zone == ABOVE for one in found.values()) <= max(places, 0) or len(table) <= places
    )
