"""Golden vectors: the rules of real tables, and the words that explain them."""

import numpy as np
import pytest

from tests.assessment.evaluation.logic.making import STAFF, STANDARD, given, rule_of
from wangyu.assessment.evaluation.logic.rules.base import rounded, same

NAN = np.nan
NEWS = {
    "kind": "step",
    "steps": [
        {"at_least": 30, "points": 10},
        {"at_least": 20, "below": 30, "points": 5},
        {"at_least": 10, "below": 20, "points": 3},
    ],
}
"""site-2nd-level-60: >= 30 篇 10；20-29 5；10-19 3；< 10 0."""
COLUMNS = {
    "kind": "step",
    "steps": [{"at_most": 0, "points": 10}, {"at_most": 2, "above": 0, "points": 7}],
}
"""lzu-site-mgmt: 完整 10；缺 < 3 个 7；不完整 0."""
FOUR = {"kind": "count_met", "scores": [0, 0, 3, 5, 10]}
"""site-2nd-level-60: 4 项全 10；3 项 5；2 项 3；1 项 0."""
BODY = {
    "kind": "checklist_sum",
    "items": [
        {"title": t, "points": 1}
        for t in ("分管领导", "网站管理员", "纳入日常工作", "领导小组", "内容队伍")
    ],
}
VOTES = {"kind": "per_n_capped", "per": 100, "rounding": "half_up"}
"""hebei-fl-top10-mp-2024: 每 100 票 1 分，四舍五入，封顶 25."""
COMING = {
    "kind": "per_n_capped",
    "per": 1,
    "each": [1, 4, 1, 2, 0],
    "rounding": "none",
    "capped": False,
}
"""submission-points-sdwm: 原创采纳未登载 1、登载 4；转载 1、2；通知公告 0."""
INTERACTIVE = {"kind": "deduct_only", "each": [3, 3]}
"""lzu-site-mgmt: 未批准设置扣 3；批准但有安全问题扣 3."""
WINDOWS = {"kind": "deduct_only", "each": 3}
PROOF = {
    "kind": "evidence_tier",
    "tiers": [
        {"title": t, "points": p}
        for t, p in (
            ("无", 0),
            ("有机制无材料", 5),
            ("截图", 8),
            ("后台记录", 8),
            ("纸质扫描", 9),
            ("OA 记录", 10),
        )
    ],
}

VECTORS = [
    (NEWS, 10, [[30, 29, 20, 19.5, 10, 9, 0, NAN]], [10, 5, 5, 3, 3, 0, 0, NAN]),
    (COLUMNS, 10, [[0, 1, 2, 3, NAN]], [10, 7, 7, 0, NAN]),
    (FOUR, 10, [[0, 1, 2, 3, 4, 5, 3.9, -1, NAN]], [0, 0, 3, 5, 10, 10, 5, 0, NAN]),
    (FOUR, 10, [[1, 1, 0], [1, 1, 0], [1, 0, NAN], [1, 1, 1]], [10, 5, NAN]),
    ({"kind": "count_met", "scores": [0, 5, 10]}, 10, [[-1, 0, 1, 2]], [0, 0, 5, 10]),
    ({"kind": "count_met", "scores": [0, 10], "at_least": 5}, 10, [[3, 5, 6]], [0, 10, 10]),
    (BODY, 5, [[1, 0, 1], [1, 0, 1], [1, 0, 1], [1, 0, 1], [1, 1, NAN]], [5, 1, NAN]),
    ({"kind": "checklist_sum", "items": [{"title": "甲", "points": 5}]}, 5, [[1, 0, NAN]], [5, 0, NAN]),
    ({"kind": "count_met", "scores": [0, 5]}, 5, [[2, 1, 0]], [5, 5, 0]),
    (VOTES, 25, [[49, 50, 149, 150, 250, 2450, 99999, -5, NAN]], [0, 1, 1, 2, 3, 25, 25, 0, NAN]),
    (VOTES | {"rounding": "floor"}, 25, [[50, 199]], [0, 1]),
    (VOTES | {"rounding": "ceil"}, 25, [[1, 100, 101]], [1, 1, 2]),
    (VOTES | {"rounding": "none"}, 25, [[50, 260]], [0.5, 2.6]),
    (VOTES | {"per": 0.2, "rounding": "floor"}, 25, [[0.6]], [3]),
    (COMING, 20, [[1, 0], [2, 30], [3, 0], [4, 0], [9, 9]], [20, 120]),
    (INTERACTIVE, 0, [[0, 1, 2, NAN], [0, 1, 0, 0]], [0, -6, -6, NAN]),
    (INTERACTIVE | {"most": 5}, 0, [[0, 9], [0, 9]], [0, -5]),
    (WINDOWS, 25, [[0, 1, 8, 9]], [25, 22, 1, 0]),
    (WINDOWS, 0.5, [[0, 1]], [0.5, 0]),
    (WINDOWS | {"most": 10}, 25, [[3, 99]], [16, 15]),
    (PROOF, 10, [[0, 1, 2, 3, 4, 5, NAN]], [0, 5, 8, 8, 9, 10, NAN]),
    (PROOF, 10, [[-1, 6, 99]], [0, 10, 10]),
    ({"kind": "panel", "scale": 100}, 70, [[100, 50, 0, NAN]], [70, 35, 0, NAN]),
    ({"kind": "veto", "at_least": 1}, 0, [[0, 1, NAN]], [0, 0, NAN]),
    ({"kind": "percentile"}, 10, [[1, 2, 3, 4, 5, NAN]], [0, 2.5, 5, 7.5, 10, NAN]),
    ({"kind": "percentile", "better": "less"}, 10, [[1, 2, 2, 2, 5]], [10, 5, 5, 5, 0]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "full", "own", "points"), VECTORS)
def test_points_are_those_of_the_table(rule, full, own, points):
    found = rule_of(rule, full, len(own)).points(given(*own, full=full))
    np.testing.assert_allclose(found, points)


@pytest.mark.parametrize(("rule", "full", "own", "points"), VECTORS)
def test_a_rule_never_changes_what_it_is_given(rule, full, own, points):
    seen = given(*own, full=full)
    rule_of(rule, full, len(own)).points(seen)
    np.testing.assert_array_equal(seen.own, own)


@pytest.mark.parametrize(
    ("rule", "full", "own", "given_less"),
    [(BODY, 5, 5, 4), (INTERACTIVE, 0, 2, 1), (COMING, 20, 5, 3)],
)
def test_a_measure_that_is_not_given_is_never_left_out_silently(rule, full, own, given_less):
    made, less = rule_of(rule, full, own), given(*[[1]] * given_less, full=full)
    for run in (made.points, lambda seen: made.explain(seen, 0)):
        with pytest.raises(ValueError, match="zip"):
            run(less)


def ratio(target, full=10, full_at=1, standard=()):
    rule = {"kind": "ratio_to_target", "target": target, "full_at": full_at}
    return rule_of(rule, full, 1, standard=standard)


RATIOS = [
    ({"measure": "m.t"}, 1, [[1, 2, 3, 1, NAN, 1]], [[2, 2, 2, 0, 2, NAN]], [5, 10, 10, NAN, NAN, NAN]),
    ({"constant": 12}, 1, [[6, 12, 13, -1]], [], [5, 10, 10, 0]),
    ({"constant": 12}, 0.5, [[3, 6]], [], [5, 10]),
    ({"standard": "staff", "heads": ["m.s", "m.t"]}, 1, [[1, 1, 1, 2]], [[8000, 7000, 8000, 8000], [0, 1000, 1, 1]], [10, 10, 5, 10]),
    ({"standard": "space", "heads": ["m.s", "m.t"]}, 1, [[80, 40]], [[10000, 9000], [0, 1000]], [10, 5]),
    ({"value": 1, "per": 30, "rounding": "ceil", "heads": ["m.s"]}, 1, [[1, 1]], [[30, 31]], [10, 5]),
    ({"value": 1, "per": 2, "heads": ["m.s"]}, 1, [[1]], [[5]], [4]),
]  # fmt: skip


@pytest.mark.parametrize(("target", "full_at", "own", "further", "points"), RATIOS)
def test_a_ratio_goes_as_far_as_its_target(target, full_at, own, further, points):
    rule = ratio(target, 10, full_at, [STAFF, STANDARD])
    np.testing.assert_allclose(rule.points(given(*own, further=further)), points)


def test_a_group_is_compared_with_itself_a_small_one_with_everybody():
    rule = rule_of({"kind": "percentile", "least": 2})
    seen = given([1, 2, 3, 10, 20, 15], groups=[0, 0, 0, 1, 1, 2])
    np.testing.assert_allclose(rule.points(seen), [0, 5, 10, 0, 10, 8])
    assert "在 6 个单位（同组不足 2 个单位，与全体比）里好于其余的 80 %，得 8 分" in rule.explain(
        seen, 5
    )
    assert "在 3 个单位里好于其余的 50 %" in rule.explain(seen, 1)


def test_shares_are_told_to_a_tenth_and_ratios_to_a_hundredth():
    rule = rule_of({"kind": "percentile", "least": 2})
    assert "在 4 个单位里好于其余的 33.3 %" in rule.explain(given([1, 2, 3, 4]), 1)
    assert "应有 3，是 33.33 %" in ratio({"constant": 3}).explain(given([1]), 0)


def test_a_group_nobody_knows_anything_of_is_too_small():
    rule = rule_of({"kind": "percentile", "least": 2})
    found = rule.points(given([1, 3, NAN], groups=[0, 0, 1]))
    np.testing.assert_allclose(found, [0, 10, NAN])


@pytest.mark.parametrize(("value", "whole"), [(3 - 9e-10, 2), (3 - 4e-10, 3), (2.5, 2)])
def test_a_quotient_is_what_it_is_to_nine_places(value, whole):
    assert rounded(np.array([value]), "floor")[0] == whole
    assert same(value, 3) is (value > 3 - 5e-10)


@pytest.mark.parametrize(
    ("rule", "full", "bounds"),
    [
        (PROOF, 10, (0, 5, True)),
        ({"kind": "panel", "scale": 5}, 10, (0, 5, False)),
        (NEWS, 10, None),
    ],
)
def test_what_may_be_given_is_said(rule, full, bounds):
    made = rule_of(rule, full)
    assert made.bounds == bounds
    assert made.choices == (tuple(t["title"] for t in PROOF["tiers"]) if rule is PROOF else ())


def test_of_a_target_only_what_is_said_is_kept():
    kept = ratio({"constant": 12}).plain()["target"]
    assert kept == {"constant": 12}
    assert ratio({"value": 1, "per": 2, "heads": ["m.s"]}).plain()["target"]["heads"] == ["m.s"]


def test_levels_that_nobody_described_are_not_kept():
    assert rule_of({"kind": "panel"}).plain() == {"kind": "panel", "scale": 100}
    described = {"kind": "panel", "scale": 5, "levels": ["好", "差"]}
    assert rule_of(described).plain() == described


def test_who_is_alone_stands_in_the_middle():
    found = rule_of({"kind": "percentile", "least": 1}).points(given([7, NAN]))
    np.testing.assert_allclose(found, [5, NAN])


SENTENCES = [
    (NEWS, 10, [[25]], "稿件为 25，在“20 及以上、不到 30”一档，得 5 分（满分 10 分）。"),
    (NEWS, 10, [[3]], "稿件为 3，没有达到任何一档，得 0 分（满分 10 分）。"),
    (COLUMNS, 10, [[2]], "稿件为 2，在“超过 0、不超过 2”一档，得 7 分（满分 10 分）。"),
    (FOUR, 10, [[1], [1], [0], [1]], "4 项中满足 3 项（没有满足：丙），得 5 分（满分 10 分）。"),
    (FOUR, 10, [[2]], "4 项中满足 2 项，得 3 分（满分 10 分）。"),
    (FOUR, 10, [[0]], "4 项中满足 0 项，得 0 分（满分 10 分）。"),
    ({"kind": "count_met", "scores": [0, 5, 10]}, 10, [[1], [0]], "2 项中满足 1 项（没有满足：乙），得 5 分"),
    (COLUMNS, 10, [[0]], "稿件为 0，在“不超过 0”一档，得 10 分（满分 10 分）。"),
    (BODY, 5, [[1], [0], [0], [0], [1]], "有：分管领导 1 分、内容队伍 1 分；没有：网站管理员、纳入日常工作、领导小组；得 2 分（满分 5 分）。"),
    (VOTES, 25, [[1250]], "稿件 1,250，每 100 计 1 分，计 13 分（四舍五入，封顶）；得 13 分（满分 25 分）。"),
    (INTERACTIVE, 0, [[1], [0]], "甲 1，每个扣 3 分，共扣 3 分，得 -3 分（满分 0 分）。"),
    (INTERACTIVE, 0, [[0], [0]], "没有要扣分的情形，得 0 分（满分 0 分）。"),
    (PROOF, 10, [[4]], "属于“纸质扫描”，得 9 分（满分 10 分）。"),
    ({"kind": "panel"}, 70, [[80]], "专家评分 80（100 分制），折算得 56 分（满分 70 分）。"),
    ({"kind": "veto", "at_most": 0}, 0, [[0]], "稿件为 0，否决的条件是不超过 0：一票否决，总分记 0。"),
    ({"kind": "veto", "at_least": 1}, 0, [[0]], "否决的条件是达到 1：没有否决。"),
    ({"kind": "veto", "at_least": 1}, 0, [[1]], "否决的条件是达到 1：一票否决，总分记 0。"),
    ({"kind": "veto", "at_least": 1}, 0, [[0.5]], "否决的条件是达到 1：没有否决。"),
    ({"kind": "veto", "at_most": 0}, 0, [[0.5]], "否决的条件是不超过 0：没有否决。"),
    ({"kind": "percentile", "better": "less", "least": 1}, 10, [[3]], "少者为好，在 1 个单位里"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "full", "own", "sentence"), SENTENCES)
def test_points_are_explained(rule, full, own, sentence):
    names = ("甲", "乙", "丙", "丁", "戊") if len(own) > 1 else ("稿件",)
    assert sentence in rule_of(rule, full, len(own)).explain(given(*own, full=full, names=names), 0)


def test_a_ratio_is_explained_with_what_it_takes():
    rule = ratio({"standard": "staff", "heads": ["m.s", "m.t"]}, standard=[STAFF])
    sentence = rule.explain(given([1], further=[[8000], [1]]), 0)
    assert (
        sentence
        == "稿件为 1，应有 2（每 8,000 应有 1，有零头进一），是 50 %，得 5 分（满分 10 分）。"
    )
    assert "应有 12，是 50 %，达到目标的 50 % 就是满分，得 10 分" in ratio(
        {"constant": 12}, full_at=0.5
    ).explain(given([6]), 0)
    assert "目标是 0，无从折算，作缺失处理" in ratio({"measure": "m.t"}).explain(
        given([6], further=[[0]]), 0
    )
