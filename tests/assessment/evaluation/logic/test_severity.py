"""Severe and mild checkers found from planted ones, and points set right by it."""

import numpy as np
import pytest

from wangyu.assessment.evaluation.logic.pairing import Member, pair
from wangyu.assessment.evaluation.logic.severity import Checks, mutual, severities

FULL = np.array([10.0, 20.0, 30.0, 40.0])


def province(units=120, per=3, seed=1, spread=0.08, noise=0.02):
    """True points, self-checks that claim more, and mutual checks by checkers of known severity."""
    random = np.random.default_rng(seed)
    true = FULL * random.uniform(0.4, 0.8, (units, len(FULL)))
    own = np.minimum(true + FULL * random.normal(0.05, 0.03, (units, 1)), FULL)
    severe = random.normal(0, spread, units)
    severe -= severe.mean()
    made = pair([Member(f"{n:03}", str(n % 9)) for n in range(units)], per, seed=seed)
    rows = np.array([(int(one.checked), int(one.checker)) for one in made.pairs])
    unit, checker = (np.repeat(rows[:, side], len(FULL)) for side in (0, 1))
    leaf = np.tile(np.arange(len(FULL)), len(rows))
    given = true[unit, leaf] - severe[checker] * FULL[leaf]
    given += FULL[leaf] * random.normal(0, noise, len(leaf))
    return true, own, severe, Checks(unit, checker, leaf, np.clip(given, 0, FULL[leaf]))


def test_planted_severities_are_found():
    _, own, severe, checks = province()
    found = severities(checks, own, FULL, 120)
    assert found.connected
    assert found.note == ""
    assert np.corrcoef(found.severity, severe)[0, 1] > 0.95
    held = np.abs(found.severity - severe) <= 1.645 * found.se
    assert 0.8 <= held.mean() <= 0.98
    assert (found.reviews == 3).all()


def test_adjusted_means_are_nearer_the_truth_than_plain_ones():
    true, own, _, checks = province()
    found = mutual(checks, own, FULL, 120)
    cells = checks.unit * 4 + checks.leaf
    plain = (np.bincount(cells, checks.points) / np.bincount(cells)).reshape(true.shape)
    assert np.sqrt(np.mean((found.points - true) ** 2)) < 0.6 * np.sqrt(
        np.mean((plain - true) ** 2)
    )
    assert (found.count == 3).all()


def test_the_standard_error_is_that_of_the_total():
    """Two in three lie within one, nineteen in twenty within two."""
    away = []
    for seed in range(6):
        true, own, _, checks = province(seed=seed)
        found = mutual(checks, own, FULL, 120)
        away.append((found.points - true).sum(axis=1) / (found.se * FULL.sum()))
    away = np.abs(np.concatenate(away))
    assert 0.6 < (away < 1).mean() < 0.85
    assert (away < 2).mean() > 0.92


def test_one_severe_checker_alone_is_raised_by_what_it_took():
    _, own, _, checks = province(spread=0.0, noise=0.005)
    points = checks.points - np.where(checks.checker == 7, 0.1 * FULL[checks.leaf], 0)
    found = mutual(Checks(checks.unit, checks.checker, checks.leaf, points), own, FULL, 120)
    assert found.severities.severity[7] == pytest.approx(0.1, abs=0.03)
    assert np.abs(np.delete(found.severities.severity, 7)).max() < 0.03


def test_a_cell_nobody_checked_is_missing_and_a_self_check_that_is_missing_tells_no_severity():
    _, own, _, checks = province()
    kept = ~((checks.unit == 0) & (checks.leaf == 2)) & (checks.unit != 1)
    thin = Checks(*(getattr(checks, name)[kept] for name in Checks.__slots__))
    own[5] = np.nan
    found = mutual(thin, own, FULL, 120)
    assert np.isnan(found.points[0, 2])
    assert np.isfinite(found.points[0, [0, 1, 3]]).all()
    assert np.isnan(found.points[1]).all()
    assert np.isnan(found.se[1])
    assert (found.count[1] == 0).all()
    assert np.isfinite(found.points[5]).all()


def test_a_checker_without_usable_points_keeps_its_points_as_they_are():
    own = np.array([[np.nan], [5.0]])
    checks = Checks(*(np.array(row) for row in ([0, 1, 1], [0, 1, 2], [0, 0, 0])), np.array([4.0, 6.0, 4.0]))  # fmt: skip
    found = mutual(checks, own, np.array([10.0]), 3)
    assert np.isnan(found.severities.severity[0])
    assert found.severities.component[0] == -1
    assert found.points[0, 0] == 4.0


def test_parts_nobody_links_are_said():
    own = np.full((4, 1), 5.0)
    unit, checker = np.array([0, 0, 1, 1, 2, 2, 3, 3]), np.array([2, 3, 2, 3, 0, 1, 0, 1])
    points = np.array([4, 5, 5, 6, 6, 7, 8, 7.0])
    found = severities(Checks(unit, checker, np.zeros(8, int), points), own, np.array([10.0]), 4)
    assert not found.connected
    assert found.components == 2
    assert "分成 2 部分" in found.note
    assert found.component[0] == found.component[1] != found.component[2]


def test_nothing_to_compare_is_said():
    none = np.zeros(0, int)
    found = mutual(Checks(none, none, none, np.zeros(0)), np.full((2, 1), 5.0), np.array([10.0]), 2)
    assert np.isnan(found.points).all()
    assert np.isnan(found.se).all()
    assert "没有可以校准的互查评分" in found.severities.note


def test_points_stay_between_nothing_and_full():
    _, own, _, checks = province(spread=0.1)
    points = np.where(checks.unit == 3, FULL[checks.leaf], checks.points)
    points = np.where(checks.unit == 4, 0, points)
    found = mutual(Checks(checks.unit, checks.checker, checks.leaf, points), own, FULL, 120)
    assert (found.points >= 0).all()
    assert (found.points <= FULL).all()
    assert found.clipped > 0
