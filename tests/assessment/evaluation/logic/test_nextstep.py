"""The next step: the smallest change that the rule rewards, in words."""

from __future__ import annotations

import numpy as np
import pytest

from tests.assessment.evaluation.logic.making import STANDARD, leaf, made
from wangyu.assessment.evaluation.logic.nextstep import next_of, sentence

EACH = {"kind": "per_n_capped", "per": 1, "each": 10, "rounding": "floor"}
STEPS = {"kind": "step", "steps": [{"at_least": 30, "points": 30}, {"at_least": 10, "points": 15}]}
FEW = {"kind": "step", "steps": [{"at_most": 0, "points": 10}, {"at_most": 5, "points": 5}]}
DEDUCT = {"kind": "deduct_only", "each": [3]}
TIERS = {
    "kind": "evidence_tier",
    "tiers": [{"title": "没有", "points": 0}, {"title": "校级文件", "points": 10}],
}
MET = {"kind": "count_met", "scores": [0, 3, 10]}
SPACE = {
    "kind": "ratio_to_target",
    "target": {"standard": "space", "heads": ["m.students", "m.staff"]},
}


def first(rule, points=10, **more):
    scheme = made(leaf("a", points, rule, **more), standard=[STANDARD])
    return scheme.leaves[0]


@pytest.mark.parametrize(
    ("rule", "points", "values", "steps", "gives"),
    [
        (EACH, 30, [1.0], 1, 20),
        (STEPS, 30, [3.0], 7, 15),
        (STEPS, 30, [10.0], 20, 30),
        (FEW, 10, [7.0], 2, 5),
        (FEW, 10, [5.0], 5, 10),
        (DEDUCT, 10, [2.0], 1, 7),
        (SPACE, 10, [10.0, 1500.0, 500.0], 1, 6.875),
        (SPACE, 10, [10.0, 1_000_000.0, 0.0], 7990, 10),
    ],
)
def test_the_smallest_step_that_is_rewarded(rule, points, values, steps, gives):
    """Where one step is next to nothing, the way to full marks is told."""
    found = next_of(first(rule, points), values)
    assert (found.steps, found.points) == (steps, pytest.approx(gives))


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        (EACH, [3.0]),
        (EACH, [np.nan]),
        ({"kind": "panel"}, [50.0]),
        ({"kind": "percentile"}, [1.0]),
        (SPACE, [10.0, 0.0, 0.0]),
        (DEDUCT, [0.0]),
    ],
)
def test_where_no_step_helps_none_is_told(rule, values):
    points = 30 if rule is EACH else 10
    assert next_of(first(rule, points), values) is None


def test_a_branch_has_no_step():
    scheme = made(leaf("b", 10, EACH, parent="a"), {"key": "a", "title": "上级", "points": 10})
    assert next_of(scheme.by_key["a"], []) is None


def test_of_several_measures_the_shortest_way_counts():
    found = next_of(first(MET, 10, measures=["m.x", "m.y"]), [1.0, 0.0])
    assert (found.place, found.steps, found.points) == (1, 1, 10)


def test_a_measure_that_earns_nothing_is_passed_over():
    rule = {"kind": "per_n_capped", "per": 1, "each": [0, 10], "rounding": "floor"}
    found = next_of(first(rule, 10, measures=["m.x", "m.y"]), [0.0, 0.0])
    assert (found.place, found.steps) == (1, 1)


def test_what_cannot_reach_full_marks_by_steps_worth_telling_is_not_told():
    rule = {"kind": "per_n_capped", "per": 1, "each": [0.1, 0], "rounding": "floor"}
    assert next_of(first(rule, 10_000_000, measures=["m.x", "m.y"]), [0.0, 0.0]) is None


def test_a_tier_is_told_by_its_name():
    one = first(TIERS, 10, asked=["哪一级？"])
    found = next_of(one, [0.0])
    assert (
        sentence(one, found, 0.0, ["哪一级？"])
        == "“哪一级？”做到“校级文件”，可得 10 分（满分 10 分）。"
    )
    assert next_of(one, [1.0]) is None


def test_more_fewer_and_yes_are_told_as_such():
    one = first(EACH, 30)
    said = sentence(one, next_of(one, [0.0]), 0.0, ["专题研究"])
    assert said == "“专题研究”再增加 1，可得 10 分（满分 30 分）。"
    assert sentence(one, next_of(one, [0.0]), 0.0, ["是否设立"], yesno=True).startswith(
        "“是否设立”为“是”"
    )
    less = first(DEDUCT, 10)
    assert sentence(less, next_of(less, [2.0]), 2.0, ["天窗"]).startswith("“天窗”减少 1")
    assert sentence(less, next_of(less, [1.0]), 1.0, ["是否缺"], yesno=True).startswith(
        "“是否缺”为“否”"
    )
