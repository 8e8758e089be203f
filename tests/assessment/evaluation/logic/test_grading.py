"""What is proposed, on what grounds, and what is left to the meeting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.assessment.evaluation.logic.grading import (
    ABOVE,
    BELOW,
    BORDER,
    MEND,
    MODEL,
    PASSED,
    UNKNOWN,
    Levels,
    Standing,
    bands,
    proposals,
    separated,
    zone_of,
)

LEVELS = Levels(places=2, passed=60, model=80)


def standing(unit, total, ranks, *, wide=2.0, vetoed=""):
    rank, low, high = ranks
    return Standing(unit, total, total - wide, total + wide, rank, low, high, vetoed)


FIVE = [
    standing("甲", 95, (1, 1, 1)),
    standing("乙", 85, (2, 2, 3)),
    standing("丙", 84, (3, 2, 4)),
    standing("丁", 70, (4, 4, 5)),
    standing("戊", 61, (5, 4, 5)),
]


def test_zones_say_who_is_clearly_in_and_out():
    assert [zone_of(one, 2) for one in FIVE] == [ABOVE, BORDER, BORDER, BELOW, BELOW]


def test_one_grade_where_it_is_clear_and_several_where_it_is_not():
    found = proposals(FIVE, LEVELS)
    assert [one.grades for one in found] == [
        (MODEL,), (MODEL, PASSED), (MODEL, PASSED), (PASSED,), (PASSED, MEND),
    ]  # fmt: skip
    assert [one.open for one in found] == [False, True, True, False, True]
    assert found[1].reasons == (
        "名次 2（2 至 3），前 2 名在边界上，与相邻的分不开",
        "总分 85.0（83.0 至 87.0）",
    )
    assert found[4].reasons[1] == "总分 61.0（59.0 至 63.0），跨过合格线 60"


def test_a_veto_is_to_be_mended_whatever_the_rank():
    (found,) = proposals([standing("甲", 95, (1, 1, 1), vetoed="师德失范")], LEVELS)
    assert (found.grades, found.reasons, found.zone) == ((MEND,), ("一票否决：师德失范",), BELOW)


@pytest.mark.parametrize(
    "one",
    [
        Standing("甲", None, 40.0, 90.0),
        Standing("甲", None, 40.0, 90.0, 1, 1, 1),
        Standing("甲", 90.0, None, 95.0, 1, 1, 1),
        Standing("甲", 90.0, 85.0, None, 1, 1, 1),
        Standing("甲", 90.0, 85.0, 95.0),
        Standing("甲", 90.0, 85.0, 95.0, 1, None, 1),
        Standing("甲", 90.0, 85.0, 95.0, 1, 1, None),
    ],
)
def test_nothing_is_proposed_without_all_figures(one):
    (found,) = proposals([one], LEVELS)
    assert (found.zone, found.grades, found.open) == (UNKNOWN, (), True)
    assert found.reasons == ("有指标缺数据，不提建议",)


def test_within_the_places_and_yet_below_the_mark_is_no_model():
    found = proposals([standing("甲", 70, (1, 1, 1)), standing("乙", 81, (1, 1, 1))], LEVELS)
    assert [one.grades for one in found] == [(PASSED,), (MODEL, PASSED)]
    assert "跨过示范线 80" in found[1].reasons[1]


@pytest.mark.parametrize(
    ("total", "grades", "crossed"),
    [
        (62, (PASSED,), ""),  # the lowest is the line itself
        (61.9, (PASSED, MEND), "跨过合格线 60"),
        (58, (PASSED, MEND), "跨过合格线 60"),  # the highest is
        (57.9, (MEND,), ""),
        (82, (MODEL,), ""),
        (78, (MODEL, PASSED), "跨过示范线 80"),
        (77.9, (PASSED,), ""),
    ],
)
def test_a_line_is_reached_by_who_stands_on_it(total, grades, crossed):
    (found,) = proposals([standing("甲", total, (1, 1, 2))], LEVELS)
    assert found.grades == grades
    assert found.reasons[1].partition("，")[2] == crossed


def test_bands_hold_those_whose_ranks_reach_the_first():
    assert bands(FIVE) == [["甲"], ["乙", "丙"], ["丁", "戊"]]
    vetoed = [*FIVE[:2], standing("丙", 84, (3, 2, 4), vetoed="x"), Standing("己", None, 0.0, 9.0)]
    assert bands(vetoed) == [["甲"], ["乙"]]
    assert bands([]) == []
    touching = [standing("甲", 95, (1, 1, 2)), standing("乙", 85, (2, 2, 2))]
    assert bands(touching) == [["甲", "乙"]]


def test_a_border_between_two_that_are_told_apart_leaves_nothing_open():
    assert separated(FIVE, 1)
    assert separated(FIVE[::-1], 1)
    assert not separated(FIVE, 2)
    assert not separated(FIVE, 3)
    assert separated([Standing("己", None, 0.0, 9.0), *FIVE], 1)
    assert separated(FIVE, 5)
    assert separated(FIVE, 9)


ranked = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=12).map(
    lambda spreads: [
        standing(f"u{n}", 90.0 - n, (n, max(1, n - a), min(len(spreads), n + b)))
        for n, (a, b) in enumerate(spreads, 1)
    ]
)


@given(ranked, st.integers(1, 12))
def test_whatever_the_intervals_everybody_is_in_one_band_and_zones_follow_the_places(five, places):
    found = bands(five)
    assert [unit for band in found for unit in band] == [one.unit for one in five]
    by_unit = {one.unit: one for one in five}
    for band in found:
        first = by_unit[band[0]]
        assert all(by_unit[unit].rank_low <= first.rank_high for unit in band)
    for one in five:
        zone = zone_of(one, places)
        assert (zone == ABOVE) == (one.rank_high <= places)
        assert (zone == BELOW) == (one.rank_low > places)
    assert sum(zone_of(one, places) == ABOVE for one in five) <= places


@given(ranked, st.integers(1, 12), st.integers(60, 90))
def test_a_better_total_is_never_proposed_a_lower_grade(five, places, mark):
    levels = Levels(places, mark - 10, mark)
    order = [MEND, PASSED, MODEL]
    for one, proposal in zip(five, proposals(five, levels), strict=True):
        better = standing(one.unit, one.total + 3, (one.rank, one.rank_low, one.rank_high))
        (raised,) = proposals([better], levels)
        assert order.index(raised.grades[0]) >= order.index(proposal.grades[0])
        assert order.index(raised.grades[-1]) >= order.index(proposal.grades[-1])
