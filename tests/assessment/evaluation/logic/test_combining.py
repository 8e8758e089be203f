"""Cells by hand, and what holds for every province: nothing missing becomes zero, every weight is told."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from wangyu.assessment.evaluation.kinds import charters
from wangyu.assessment.evaluation.logic.combining import (
    CORRECTED,
    TO_MUTUAL,
    UNCHECKED,
    Given,
    Shares,
    combine,
)
from wangyu.assessment.evaluation.logic.gaps import Gap
from wangyu.base.lib.given import WrongInput

EXAMPLE = Shares((0.2, 0.3, 0.5), recheck=10)
NAN = np.nan


def given_of(own, mutual, spot, drawn, full=10.0, se=0.0):
    rows = [np.array(one, float) for one in (own, mutual, spot)]
    full = np.full(rows[0].shape[1], full)
    return Given(full, *rows, np.array(drawn, bool), np.full(len(rows[0]), se))


def test_a_drawn_university_is_the_weighted_mean_of_three():
    found = combine(EXAMPLE, given_of([[10, 8]], [[8, 7]], [[6, 5]], [True]))
    np.testing.assert_allclose(found.points, [[7.4, 6.2]])
    assert found.total[0] == pytest.approx(13.6)
    assert found.explain(0, 0) == "自查 20 % + 互查 30 % + 抽查 50 %"
    assert found.stands_on.tolist() == [[True, True, True]]


def test_who_was_not_drawn_is_checked_by_peers_for_the_spot_too():
    found = combine(EXAMPLE, given_of([[10]], [[6]], [[NAN]], [False]))
    assert found.points[0, 0] == pytest.approx(0.2 * 10 + 0.8 * 6)
    assert found.explain(0, 0) == "自查 20 % + 互查 80 %（未抽到）"
    assert found.stands_on.tolist() == [[True, True, False]]


def test_or_its_own_claim_corrected_by_what_the_drawn_showed():
    shares = Shares((0.2, 0.3, 0.5), not_drawn=CORRECTED)
    province = given_of([[9], [9], [10]], [[8], [8], [6]], [[7], [5], [NAN]], [True, True, False])
    found = combine(shares, province)
    assert found.correction.tolist() == [-3.0]  # 7 - 9 and 5 - 9, on average
    assert found.points[2, 0] == pytest.approx(0.2 * 10 + 0.3 * 6 + 0.5 * 7)
    assert found.explain(2, 0) == (
        "自查 20 % + 互查 30 % + 抽查 50 %（未抽到；抽查的份额按自查减全省平均差距计）"
    )
    low = combine(shares, given_of([[9], [4]], [[9], [1]], [[2], [NAN]], [True, False]))
    assert low.points[1, 0] == pytest.approx(0.2 * 4 + 0.3 * 1)  # not below nothing


def test_what_is_made_up_is_as_uncertain_as_the_gaps_are_far_apart():
    shares = Shares((0.2, 0.3, 0.5), not_drawn=CORRECTED)
    three = given_of([[9], [9], [10]], [[8]] * 3, [[7], [5], [NAN]], [True, True, False], se=0.04)
    spread = np.std([0.2, 0.4], ddof=1) * np.sqrt(1.5)
    np.testing.assert_allclose(
        combine(shares, three).se[[0, 2]], [0.12, np.hypot(0.12, 5 * spread)]
    )
    one = given_of([[9], [10]], [[8], [8]], [[7], [NAN]], [True, False])
    np.testing.assert_array_equal(combine(shares, one).se, [0, NAN])


def test_nobody_stands_on_a_corrected_claim_that_nobody_checked():
    shares = Shares((0.2, 0.3, 0.5), not_drawn=CORRECTED)
    found = combine(shares, given_of([[9], [9]], [[8], [NAN]], [[7], [NAN]], [True, False]))
    assert np.isnan(found.points[1, 0])
    assert found.explain(1, 0).endswith("只有自查，没有核查，不计分）")


def test_a_correction_nothing_tells_falls_back_to_the_peers():
    shares = Shares((0.2, 0.3, 0.5), not_drawn=CORRECTED)
    found = combine(shares, given_of([[10, 10]], [[6, 6]], [[NAN, NAN]], [False]))
    assert np.isnan(found.correction).all()
    assert found.explain(0, 0) == "自查 20 % + 互查 80 %（未抽到）"


@pytest.mark.parametrize(
    ("own", "mutual", "spot", "drawn", "points", "says"),
    [
        (8, NAN, 4, True, (0.2 * 8 + 0.5 * 4) / 0.7, "自查 28.57 % + 抽查 71.43 %（没有互查）"),
        (NAN, 6, 4, True, (0.3 * 6 + 0.5 * 4) / 0.8, "互查 37.5 % + 抽查 62.5 %（没有自查）"),
        (8, 6, NAN, True, 0.2 * 8 + 0.8 * 6, "自查 20 % + 互查 80 %（抽查没有看这一项）"),
        (NAN, 6, NAN, False, 6, "互查 100 %（没有自查；未抽到）"),
        (NAN, NAN, 4, True, 4, "抽查 100 %（没有自查；没有互查）"),
        (8, NAN, NAN, False, NAN, "缺（没有互查；未抽到；只有自查，没有核查，不计分）"),
        (NAN, NAN, NAN, False, NAN, "缺（没有自查；没有互查；未抽到）"),
    ],
)
def test_what_is_missing_moves_its_weight_and_says_so(own, mutual, spot, drawn, points, says):
    found = combine(EXAMPLE, given_of([[own]], [[mutual]], [[spot]], [drawn]))
    np.testing.assert_allclose(found.points, [[points]])
    assert found.explain(0, 0) == says


def test_the_self_check_stands_alone_only_where_the_shares_lets_it():
    alone = Shares((0.2, 0.3, 0.5), alone=True)
    found = combine(alone, given_of([[8]], [[NAN]], [[NAN]], [False]))
    assert found.points[0, 0] == 8
    assert found.explain(0, 0) == "自查 100 %（没有互查；未抽到）"


def test_a_missing_cell_leaves_the_total_between_two_bounds():
    found = combine(EXAMPLE, given_of([[8, 8]], [[6, NAN]], [[4, NAN]], [True]))
    assert np.isnan(found.total[0])
    assert found.low[0] == pytest.approx(5.4)
    assert found.high[0] == pytest.approx(15.4)


@pytest.mark.parametrize(
    ("own", "again"), [(20.0, False), (20.5, True), (0.0, False), (-1.0, True)]
)
def test_a_large_difference_of_self_and_spot_is_looked_at_again(own, again):
    found = combine(EXAMPLE, given_of([[own, 5]], [[5, 5]], [[10, 5]], [True], full=50))
    assert found.recheck.tolist() == [again]
    assert found.difference[0] == own - 10
    assert found.compared.tolist() == [2]


def test_what_was_not_looked_at_is_no_difference():
    found = combine(EXAMPLE, given_of([[8, 8, NAN]], [[5] * 3], [[4, NAN, 5]], [True]))
    assert (found.difference[0], found.compared[0]) == (4, 1)


def test_without_a_spot_check_or_a_threshold_nothing_is_looked_at_again():
    far = given_of([[30], [30]], [[5], [5]], [[NAN], [1]], [False, True], full=50)
    assert combine(EXAMPLE, far).recheck.tolist() == [False, True]
    assert np.isnan(combine(EXAMPLE, far).difference[0])
    assert not combine(Shares((0.2, 0.3, 0.5)), far).recheck.any()


def test_the_error_is_that_of_the_share_the_peers_have():
    two = given_of([[8, 8], [8, 8]], [[6, 6], [6, 6]], [[4, 4], [NAN, NAN]], [True, False], se=0.05)
    found = combine(EXAMPLE, two)
    np.testing.assert_allclose(found.se, [0.3 * 20 * 0.05, 0.8 * 20 * 0.05])


@pytest.mark.parametrize(("own", "again"), [(1e-9, False), (2e-9, True)])
def test_what_differs_by_no_more_than_sums_are_off_by_is_the_same(own, again):
    found = combine(replace(EXAMPLE, recheck=0), given_of([[own]], [[0]], [[0]], [True]))
    assert found.recheck[0] is np.bool_(again)


def test_less_than_a_point_has_its_error_too():
    found = combine(EXAMPLE, given_of([[1]], [[1]], [[1]], [True], full=1.0, se=0.05))
    np.testing.assert_allclose(found.se, [0.3 * 0.05])


@pytest.mark.parametrize("weights", [(0.2, 0.3, 0.4), (1.2, -0.2, 0.0), (20, 30, 50)])
def test_weights_that_do_not_add_up_are_refused(weights):
    with pytest.raises(WrongInput, match=r"三种查核的权重是 自查 .+应都不小于 0"):
        Shares(weights)


def test_one_check_may_count_for_nothing():
    found = combine(Shares((0.4, 0.6, 0.0)), given_of([[10]], [[5]], [[0]], [True]))
    assert found.points[0, 0] == pytest.approx(7)
    assert found.explain(0, 0) == "自查 40 % + 互查 60 %"


def test_the_charter_says_what_counts_how_much():
    charter = replace(
        charters()["two_years"], self_share=20, mutual_share=30, spot_share=50, recheck_over=7
    )
    shares = Shares((0.2, 0.3, 0.5), charter.not_drawn, 7)
    assert Shares.of(charter) == shares
    assert Shares.of(charter, alone=True) == replace(shares, alone=True)


def test_what_those_drawn_tell_of_all_corrects_one_alone():
    shares = Shares((0.2, 0.3, 0.5), not_drawn=CORRECTED)
    one = given_of([[9]], [[6]], [[NAN]], [False])
    found = combine(shares, one, Gap(np.array([-3.0]), 0.1))
    assert found.points[0, 0] == pytest.approx(0.2 * 9 + 0.3 * 6 + 0.5 * 6)
    assert found.se[0] == pytest.approx(0.5 * 10 * 0.1)


def test_a_rule_nobody_knows_is_refused():
    with pytest.raises(WrongInput, match="未抽到的学校怎样计是“zero”"):
        Shares((0.2, 0.3, 0.5), not_drawn="zero")


points_of = st.one_of(st.just(NAN), st.integers(0, 20).map(lambda half: half / 2))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_every_cell_is_the_mean_its_weights_tell_between_the_lowest_and_the_highest(data):
    shape = (data.draw(st.integers(1, 5)), data.draw(st.integers(1, 4)))
    own, mutual, spot = (
        data.draw(arrays.arrays(float, shape, elements=points_of)) for _ in range(3)
    )
    drawn = data.draw(arrays.arrays(bool, shape[0]))
    spot[~drawn] = NAN
    rule = data.draw(st.sampled_from([TO_MUTUAL, CORRECTED]))
    shares = Shares((0.2, 0.3, 0.5), rule, 10, data.draw(st.booleans()))
    found = combine(shares, given_of(own, mutual, spot, drawn))
    total = found.weights.sum(axis=0)
    stands = np.isfinite(found.points)
    np.testing.assert_allclose(total, np.where(stands, 1, 0))
    assert (found.points[stands] >= 0).all()
    assert (found.points[stands] <= 10).all()
    assert not (np.isnan(own) & (found.weights[0] > 0)).any()
    assert not (np.isnan(mutual) & (found.weights[1] > 0)).any()
    unchecked = np.isnan(mutual) & np.isnan(spot)
    assert (stands == ~(unchecked & (np.isnan(own) | (not shares.alone)))).all()
    assert (
        (found.basis & UNCHECKED > 0) == (unchecked & ~np.isnan(own) & (not shares.alone))
    ).all()
    assert (found.low <= found.high + 1e-12).all()
    whole = stands.all(axis=1)
    assert (np.isfinite(found.total) == whole).all()
    np.testing.assert_allclose(found.total[whole], found.low[whole])
    if rule == TO_MUTUAL:
        np.testing.assert_allclose(found.points[stands], plain_mean(own, mutual, spot)[stands])


def plain_mean(own, mutual, spot):
    found = np.empty(own.shape)
    for at in np.ndindex(own.shape):
        shares = [(0.2, own[at]), (0.3, mutual[at]), (0.5, spot[at])]
        if np.isnan(spot[at]):
            shares[1] = (0.8, mutual[at])
        there = [(w, x) for w, x in shares if not np.isnan(x)]
        found[at] = sum(w * x for w, x in there) / sum(w for w, _ in there) if there else NAN
    return found


def test_the_order_of_universities_and_leaves_does_not_matter():
    random = np.random.default_rng(3)
    own, mutual, spot = random.uniform(0, 10, (3, 30, 7))
    drawn = random.random(30) < 0.3
    spot[~drawn] = NAN
    mutual[random.random(mutual.shape) < 0.1] = NAN
    rows, columns = random.permutation(30), random.permutation(7)
    shares = Shares((0.2, 0.3, 0.5), CORRECTED, 10)
    first = combine(shares, given_of(own, mutual, spot, drawn))
    turned = [grid[rows][:, columns] for grid in (own, mutual, spot)]
    again = combine(shares, given_of(*turned, drawn[rows]))
    assert (again.total == first.total[rows])[np.isfinite(again.total)].all()
    np.testing.assert_array_equal(again.points, first.points[rows][:, columns])
