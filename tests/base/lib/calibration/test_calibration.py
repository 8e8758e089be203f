"""Calibrated scores against a plain reference, the truth, and what must never change them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from tests.base.lib.calibration.panels import panel, ratings
from wangyu.base.lib.calibration import Ratings, calibrate
from wangyu.base.lib.calibration.ratings import reviews_of
from wangyu.base.lib.calibration.variances import LEAST, Variances, variances_of


def plain_reference(reviews, variances):
    """The same model solved whole: one dense system of levels, items and reviewers, inverted."""
    n, m, c = reviews.items, reviews.reviewers, reviews.components
    design = np.zeros((len(reviews.score), c + n + m))
    rows = np.arange(len(design))
    design[rows, reviews.item_component[reviews.item]] = 1
    design[rows, c + reviews.item] = 1
    design[rows, c + n + reviews.reviewer] = -1
    prior = np.r_[np.zeros(c), np.full(n, 1 / variances.item), np.full(m, 1 / variances.reviewer)]
    covariance = np.linalg.inv(design.T @ design / variances.rest + np.diag(prior))
    found = covariance @ (design.T @ reviews.score / variances.rest)
    pick = np.zeros((n, len(found)))
    pick[np.arange(n), reviews.item_component] = pick[np.arange(n), c + np.arange(n)] = 1
    item_se = np.sqrt(np.diag(pick @ covariance @ pick.T))
    return pick @ found, item_se, found[c + n :], np.sqrt(np.diag(covariance)[c + n :])


@pytest.mark.parametrize("seed", range(3))
def test_scores_severities_and_errors_are_those_of_the_whole_system(seed):
    _, _, given_ = panel(40, 12, 3, seed)
    found = calibrate(given_, 40, 12)
    item, item_se, severity, severity_se = plain_reference(found.reviews, found.variances)
    np.testing.assert_allclose(found.posterior.item, item, rtol=1e-9)
    np.testing.assert_allclose(found.posterior.item_se, item_se, rtol=1e-5)
    np.testing.assert_allclose(found.posterior.severity, severity, atol=1e-8)
    np.testing.assert_allclose(found.posterior.severity_se, severity_se, rtol=1e-5)


def test_two_parts_nobody_links_are_calibrated_and_ranked_apart():
    score = np.array([[5.0], [4.0], [3.0], [2.0], [9.0], [8.0], [8.5], [6.0]])
    item, reviewer = np.array([0, 0, 1, 1, 2, 2, 3, 3]), np.array([0, 1, 0, 1, 2, 3, 2, 3])
    found = calibrate(ratings(item, reviewer, score), 4, 4)
    expected = plain_reference(found.reviews, found.variances)[0]
    assert found.reviews.components == 2
    assert found.ranks.rank.tolist() == [1, 2, 1, 2]
    np.testing.assert_allclose(found.posterior.item, expected, rtol=1e-9)


def test_variances_are_found_without_bias():
    found = [variances_of(reviews_of(panel(90, 20, 3, seed)[2], 90, 20)) for seed in range(60)]
    mean = np.mean([[v.item, v.reviewer, v.rest] for v in found], axis=0)
    np.testing.assert_allclose(mean, [1, 0.49, 0.36], rtol=0.12)


def test_who_met_mild_reviewers_gains_nothing_by_it():
    merit, severity, given_ = panel(200, 40, 3, 5, spread=1.2)
    found = calibrate(given_, 200, 40)
    raw, calibrated = (spearmanr(x, merit)[0] for x in (found.raw, found.posterior.item))
    assert calibrated > raw + 0.05
    assert np.corrcoef(found.posterior.severity, severity)[0, 1] > 0.9


def test_ninety_per_cent_intervals_hold_the_truth_nine_times_in_ten():
    held, ranked, seen = 0, 0, 0
    for seed in range(6):
        merit, _, given_ = panel(200, 40, 3, seed)
        found = calibrate(given_, 200, 40)
        truth, rank = 60 + merit, np.argsort(np.argsort(-merit)) + 1
        held += int(((found.low <= truth) & (truth <= found.high)).sum())
        ranked += int(((found.ranks.low <= rank) & (rank <= found.ranks.high)).sum())
        seen += 200
    assert 0.86 <= held / seen <= 0.94
    assert 0.86 <= ranked / seen <= 0.94


def test_the_chance_of_the_top_sums_to_its_places():
    _, _, given_ = panel(60, 15, 3, 2)
    found = calibrate(given_, 60, 15, top=7)
    assert found.ranks.p_top.sum() == pytest.approx(7)
    assert (found.ranks.low <= found.ranks.rank).all()
    assert (found.ranks.rank <= found.ranks.high).all()


def test_the_same_seed_gives_the_same_document_and_another_moves_only_the_draws():
    _, _, given_ = panel(30, 9, 3, 3)
    first, again, other = (calibrate(given_, 30, 9, seed=seed) for seed in (1, 1, 2))
    assert (first.ranks.p_top == again.ranks.p_top).all()
    assert (first.ranks.p_top != other.ranks.p_top).any()
    assert (first.posterior.item == other.posterior.item).all()


def test_equal_items_share_the_best_rank():
    score = np.array([[3.0], [2.0], [3.0], [2.0], [1.0], [0.5]])
    item, reviewer = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 0, 1, 0, 1])
    assert calibrate(ratings(item, reviewer, score), 3, 2).ranks.rank.tolist() == [1, 1, 3]


def test_a_review_of_the_hard_criteria_only_is_not_a_severe_one():
    _, _, given_ = panel(60, 12, 3, 4, criteria=3, noise=0.1)
    kept = ~((given_.reviewer == 0) & (given_.criterion == 2))  # never gives the easy one
    thin = Ratings(*(getattr(given_, name)[kept] for name in Ratings.__slots__))
    whole, found = calibrate(given_, 60, 12), calibrate(thin, 60, 12)
    assert found.posterior.severity[0] == pytest.approx(whole.posterior.severity[0], abs=0.02)
    assert found.raw.mean() < whole.raw.mean()


def test_weights_count_as_often_as_they_say():
    item, reviewer = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    score = np.array([[1.0, 5.0], [2.0, 4.0], [3.0, 3.0], [5.0, 1.0]])
    given_ = ratings(item, reviewer, score)
    heavy = Ratings(given_.item, given_.reviewer, given_.criterion, given_.score, np.tile([3.0, 1.0], 4))  # fmt: skip
    np.testing.assert_allclose(calibrate(heavy, 2, 2).raw, [2.25, 3.5])


def test_a_single_review_each_shares_the_scatter_evenly():
    alone = ratings(np.arange(3), np.zeros(3, int), np.array([[1.0], [2.0], [6.0]]))
    found = variances_of(reviews_of(alone, 3, 1))
    whole = np.var([1, 2, 6])
    assert found == Variances(pytest.approx(7.0), LEAST * whole, LEAST * whole)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_panel_is_calibrated_and_names_do_not_matter(data):
    items, reviewers = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 4))
    pairs = [(i, r) for i in range(items) for r in range(reviewers)]
    chosen = data.draw(st.lists(st.sampled_from(pairs), min_size=1, unique=True))
    item, reviewer = (np.array(x) for x in zip(*chosen, strict=True))
    item, reviewer = (np.unique(x, return_inverse=True)[1] for x in (item, reviewer))
    score = np.array([[data.draw(st.integers(0, 20))] for _ in item], float)
    n, m = item.max() + 1, reviewer.max() + 1
    found = calibrate(ratings(item, reviewer, score), n, m, draws=50)
    turned = calibrate(ratings(n - 1 - item, m - 1 - reviewer, score), n, m, draws=50)
    assert np.isfinite(found.posterior.item_se).all()
    assert (found.low <= found.high).all()
    # as far as the smallest variance that is told from none lets the equations be solved
    np.testing.assert_allclose(found.posterior.item, turned.posterior.item[::-1], atol=1e-5)
