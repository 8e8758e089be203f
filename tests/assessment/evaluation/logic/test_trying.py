"""What a scheme would do: totals with other points, their spread in each group, places."""

from __future__ import annotations

import numpy as np
import pytest

from tests.assessment.evaluation.logic.making import leaf, made, scored
from wangyu.assessment.evaluation.logic import trying

NAN = float("nan")


def scheme(**more):
    return made(
        {"key": "a", "title": "甲", "points": 40}, leaf("a1", 30, {"kind": "panel"}, parent="a"),
        leaf("a2", 10, {"kind": "panel"}, parent="a"), leaf("b", 60, {"kind": "panel"}),
        leaf("v", 0, {"kind": "veto", "at_least": 1}), **more,
    )  # fmt: skip


def facts(**more):
    return {"m.a1": [100, 50, NAN, 0], "m.a2": [0, NAN, NAN, 0], "m.b": [50, 100, 100, NAN], "m.v": [0, 0, 0, 1]} | more  # fmt: skip


def test_what_is_missing_counts_at_the_rate_of_its_field():
    scores = scored(scheme(), facts())
    rates = trying.rates(scores)
    assert rates[:, 0].tolist()[:2] == [0.75, 0.5]
    assert np.isnan(rates[2, 0])
    totals = trying.totals(scores, trying.nominal(scores))
    assert totals.tolist() == [60, 80, 100, 0]


def test_a_scheme_that_counts_it_as_nothing_is_followed():
    scores = scored(scheme(missing="zero"), facts())
    assert trying.totals(scores, trying.nominal(scores)).tolist() == [60, 75, 60, 0]


def test_other_points_for_the_fields_move_the_totals():
    scores = scored(scheme(), facts())
    found = trying.totals(scores, {"a": 100, "b": 0, "v": 0})
    assert found[:2].tolist() == [75, 50]
    assert np.isnan(found[2])
    assert found[3] == 0


@pytest.mark.parametrize("factor", [0.5, 3])
def test_only_the_proportion_of_points_matters(factor):
    scores = scored(scheme(), facts())
    weights = {"a": 40 * factor, "b": 60 * factor, "v": 0}
    assert trying.totals(scores, weights).tolist() == trying.totals(scores, trying.nominal(scores)).tolist()  # fmt: skip


def test_each_group_has_its_spread_and_its_own_places():
    groups = ["本科", "本科", "专科", "专科"]
    scores = scored(scheme(), facts(**{"m.b": [50, 100, NAN, NAN]}), groups)
    totals = trying.totals(scores, trying.nominal(scores))
    first, second = trying.spreads(scores, totals)
    assert (first.group, first.count, first.most) == ("专科", 1, 0)
    assert (second.least, second.middle, second.most) == (60, 70, 80)
    assert second.columns[6] == second.columns[8] == 1
    assert trying.places(groups, totals) == [2, 1, None, 1]
    assert trying.column_names(100)[-1] == "90–100"


def test_a_group_of_nobody_known_has_no_line():
    scores = scored(made(leaf("a")), {"m.a": [NAN]}, ["本科"])
    assert trying.spreads(scores, trying.totals(scores, trying.nominal(scores))) == []


def test_full_marks_stand_in_the_last_column():
    scores = scored(made(leaf("a")), {"m.a": [100.0]})
    found = trying.spreads(scores, trying.totals(scores, trying.nominal(scores)))
    assert found[0].columns[-1] == 1
