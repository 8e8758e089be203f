"""The province's inflation against the textbook, and whether its interval holds the truth."""

from dataclasses import replace
from functools import lru_cache
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from wangyu.assessment.evaluation.logic.drawing import Frame, draw
from wangyu.assessment.evaluation.logic.drawing.chances import chances
from wangyu.assessment.evaluation.logic.inflation import Sampled, inflation


def test_one_stratum_is_the_textbook_mean_with_finite_correction():
    values = (2.0, 4.0, 6.5, 3.5)
    found = inflation([Sampled("全部", 20, values)])
    se = sqrt((1 - 4 / 20) * np.var(values, ddof=1) / 4)
    assert (found.mean, found.freedom) == (4.0, 3.0)
    assert found.se == pytest.approx(se)
    t = stats.t.ppf(0.95, 3)
    far = np.array(values) - 4.0
    third = 0.8 * sqrt(0.8) * (far**3).sum() / (4 * 3 * 2)  # of the mean, unbiased
    askew = third / (6 * se**2) * (1 + 2 * t**2)
    assert (found.low, found.high) == pytest.approx((4 - t * se, 4 + t * se + askew))
    assert found.note == ""


def test_where_nothing_lies_askew_it_is_students_interval():
    found = inflation([Sampled("全部", 20, (2.0, 4.0, 6.0))])
    reach = stats.t.ppf(0.95, 2) * found.se
    assert (found.low, found.high) == pytest.approx((4 - reach, 4 + reach))


def test_the_askew_side_goes_half_a_reach_further_at_most():
    found = inflation([Sampled("全部", 1000, (0.0,) * 19 + (100.0,))])
    reach = stats.t.ppf(0.95, 19) * found.se
    assert (found.low, found.high) == pytest.approx((5 - reach, 5 + 1.5 * reach))
    turned = inflation([Sampled("全部", 1000, (0.0,) * 19 + (-100.0,))])
    assert (turned.low, turned.high) == (-found.high, -found.low)


def test_unequal_weights_count_as_fewer_visits():
    """Kish: (1 + 1 + 8)² / 66 of three; and by hand, each left out in turn."""
    values, stands = np.array([1.0, 3.0, 8.0]), np.array([2.0, 2.0, 16.0])
    found = inflation([Sampled("甲", 20, tuple(values), tuple(1 / stands))])
    assert found.freedom == pytest.approx(400 / 264 * 2 / 3)
    moved = [np.average(np.delete(values, n), weights=np.delete(stands, n)) - found.mean for n in range(3)]  # fmt: skip
    assert found.se == pytest.approx(sqrt(2 / 3 * sum((1 - 1 / stands) * np.square(moved))))


def test_strata_are_weighted_by_their_units():
    """By hand: (10 · 2 + 30 · 6) / 40 = 5; the variances by Cochran 5.6, freedom by Satterthwaite."""
    found = inflation([Sampled("本科", 10, (1.0, 3.0)), Sampled("专科", 30, (4.0, 6.0, 8.0))])
    assert found.mean == 5.0
    a, b = (1 / 4) ** 2 * 0.8 * 2 / 2, (3 / 4) ** 2 * 0.9 * 4 / 3
    assert found.se == pytest.approx(sqrt(a + b))
    assert found.freedom == pytest.approx((a + b) ** 2 / (a**2 / 1 + b**2 / 2))
    assert found.means == {"本科": 2.0, "专科": 6.0}
    assert (found.covered, found.units) == (40, 40)


def test_all_visited_leaves_nothing_to_estimate():
    found = inflation([Sampled("甲", 2, (1.0, 3.0)), Sampled("乙", 1, (5.0,))])
    assert (found.mean, found.se, found.low, found.high) == (3.0, 0.0, 3.0, 3.0)


def test_a_single_visit_borrows_the_scatter_of_all_and_says_so():
    """Of all, so that it is not taken for certain where strata lie far apart."""
    found = inflation([Sampled("甲", 10, (1.0, 3.0, 5.0)), Sampled("乙", 10, (4.0,))])
    value, stands = np.array([1.0, 3.0, 5.0, 4.0]), np.array([10 / 3] * 3 + [10.0])
    scatter = np.average((value - 3.5) ** 2, weights=stands) * 4 / 3
    a, b = 0.25 * 0.7 * 4.0 / 3, 0.25 * 0.9 * scatter
    assert found.se == pytest.approx(sqrt(a + b))
    several = 20**2 / (stands**2).sum() * 3 / 4
    assert found.freedom == pytest.approx((a + b) ** 2 / (a**2 / 2 + b**2 / several))
    assert "只抽到一所的层，借用全部抽到的离散程度" in found.note


def test_single_visits_everywhere_are_taken_together():
    found = inflation([Sampled(name, 5, (value,)) for name, value in (("a", 1.0), ("b", 2.0), ("c", 6.0))])  # fmt: skip
    assert found.se == pytest.approx(sqrt(3 * (1 / 9) * 0.8 * np.var([1, 2, 6], ddof=1)))
    assert "偏大" in found.note


def test_where_nothing_can_be_said_nothing_is():
    none = inflation([Sampled("甲", 10, ())])
    assert (none.mean, none.low, none.left_out) == (None, None, ("甲",))
    assert "还没有抽查的结果" in none.note
    one = inflation([Sampled("甲", 10, (3.0,))])
    assert (one.mean, one.se, one.low) == (3.0, None, None)
    assert "说不出误差" in one.note


def test_a_stratum_nobody_visited_is_named_and_not_counted():
    found = inflation([Sampled("甲", 10, (1.0, 3.0)), Sampled("乙", 30, ())])
    assert (found.mean, found.covered, found.units) == (2.0, 10, 40)
    assert found.left_out == ("乙",)
    assert "没有抽到的层：乙，估计不包括它们。" in found.note


def test_who_was_likelier_to_be_drawn_counts_for_fewer():
    found = inflation([Sampled("甲", 30, (8.0, 2.0), (0.8, 0.1))])
    assert found.mean == pytest.approx((8 / 0.8 + 2 / 0.1) / (1 / 0.8 + 1 / 0.1))


@given(st.lists(st.integers(-20, 20), min_size=2, max_size=6), st.integers(0, 30))
def test_equal_chances_given_or_not_are_the_same(values, more):
    units, values = len(values) + more, tuple(map(float, values))
    chance = (len(values) / units,) * len(values)
    plain, given_ = (inflation([Sampled("甲", units, values, c)]) for c in (None, chance))
    for name in ("mean", "se", "low", "high"):
        assert getattr(plain, name) == pytest.approx(getattr(given_, name), abs=1e-7)


@given(st.lists(st.integers(-20, 20), min_size=2, max_size=6), st.integers(-50, 50))
def test_points_more_for_everybody_are_points_more_in_the_mean(values, shift):
    plain = inflation([Sampled("甲", 40, tuple(map(float, values)))])
    moved = inflation([Sampled("甲", 40, tuple(float(v + shift) for v in values))])
    assert moved.mean == pytest.approx(plain.mean + shift)
    assert moved.se == pytest.approx(plain.se)


SIZES = {"本公": 49, "专公": 40, "专民": 30, "本民": 9}
SMALL = {"甲": 12, "乙": 6, "丙": 5, "丁": 4}
NOTHING = 1e6
"""As doubts that were drawn by lot themselves."""
likely = lru_cache(chances)


@lru_cache
def province(knows, small=False, seed=1):
    """Strata of a real size, or small; doubts of 1 to 3 that know the inflation well, hardly, or not."""
    random, sizes = np.random.default_rng(seed), SMALL if small else SIZES
    truth = {name: random.gamma(4, 1 + n, size) for n, (name, size) in enumerate(sizes.items())}
    doubt = {}
    for name, values in truth.items():
        place = np.argsort(np.argsort(values + random.normal(0, knows, len(values))))
        doubt[name] = (1 + place * 3 // len(values)).astype(int)
    return truth, doubt


def visited(truth, doubt, size, seed, *, weighted):
    names = [(name, n) for name, values in truth.items() for n in range(len(values))]
    frame = Frame(
        ("kind",),
        tuple(f"{name}{n}" for name, n in names),
        tuple((name,) for name, _ in names),
        tuple(int(doubt[name][n]) for name, n in names) if weighted else None,
    )
    for one in draw(frame, size, {"甲": f"{seed:016}"}).strata:
        (name,) = one.values
        chosen = [int(unit.removeprefix(name)) for unit in one.drawn]
        chance = tuple(likely(tuple(doubt[name].tolist()), one.size)[chosen])
        values = tuple(truth[name][chosen])
        yield Sampled(name, len(truth[name]), values, chance if weighted else None)


@pytest.mark.parametrize(("weighted", "knows"), [(False, 3), (True, 3), (True, 9), (True, NOTHING)])
@pytest.mark.parametrize(("small", "size"), [(False, 12), (False, 24), (True, 10)])
@pytest.mark.thorough
def test_ninety_per_cent_intervals_hold_the_truth_about_nine_times_in_ten(
    small, size, weighted, knows
):
    """Over provinces: in a single one a university that lies far out may shift it by some."""
    held, away = [], []
    for seed in range(8):
        truth, doubt = province(knows, small, seed)
        mean = np.concatenate(list(truth.values())).mean()
        for n in range(60):
            found = inflation(list(visited(truth, doubt, size, n, weighted=weighted)))
            held.append(found.low <= mean <= found.high)
            away.append(found.mean - mean)
    assert 0.85 <= np.mean(held) <= 0.96
    assert abs(np.mean(away)) < 4 * np.std(away) / len(away) ** 0.5


def test_the_plain_mean_of_a_doubtful_draw_leans_and_the_estimate_does_not():
    truth, doubt = province(3)
    mean = np.concatenate(list(truth.values())).mean()
    drawn = [list(visited(truth, doubt, 24, n, weighted=True)) for n in range(200)]
    plain = np.mean(
        [inflation([replace(part, chances=None) for part in one]).mean for one in drawn]
    )
    right = np.mean([inflation(one).mean for one in drawn])
    assert plain - mean > 0.7
    assert abs(right - mean) < 0.25
