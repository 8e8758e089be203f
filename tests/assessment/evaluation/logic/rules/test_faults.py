"""The sentence for each fault of a rule."""

import pytest

from tests.assessment.evaluation.logic.making import STANDARD, rule_of
from tests.assessment.evaluation.logic.rules.test_properties import RULES, read
from wangyu.assessment.evaluation.logic.rules import KINDS
from wangyu.base.lib.packs import PackError


def steps(*rows, **more):
    return {"kind": "step", "steps": list(rows), **more}


def up(at_least, points, **more):
    return {"at_least": at_least, "points": points, **more}


def down(at_most, points, **more):
    return {"at_most": at_most, "points": points, **more}


def items(*points):
    return {"kind": "checklist_sum", "items": [{"title": "甲", "points": p} for p in points]}


def tiers(*rows):
    return {"kind": "evidence_tier", "tiers": [{"title": t, "points": p} for t, p in rows]}


def ratio(**target):
    return {"kind": "ratio_to_target", "target": target}


FAULTS = [
    (steps(), 10, 1, "的 steps 写作 []，应为一列表"),
    (steps({"points": 10}), 10, 1, "steps 第 1 个应写 at_least（多者为好）或 at_most"),
    (steps(up(1, 10), down(0, 3)), 10, 1, "steps 第 2 个与第 1 个方向不同"),
    (steps(up(1, 10, above=0)), 10, 1, "有 at_least，上限应写 below"),
    (steps(down(1, 10, below=0)), 10, 1, "有 at_most，下限应写 above"),
    (steps(up(30, 10, below=50)), 10, 1, "第 1 个是最好的一档，不应再写 below 或 above"),
    (steps(up(20, 10), up(20, 5)), 10, 1, "steps 第 2 个的界限与前一档重叠"),
    (steps(up(20, 10), up(30, 5)), 10, 1, "steps 第 2 个的界限与前一档重叠"),
    (steps(down(2, 10), down(0, 5)), 10, 1, "steps 第 2 个的界限与前一档重叠"),
    (steps(up(30, 10), up(20, 5, below=31)), 10, 1, "第 2 个的 below 是 31，与前一档重叠，应为 30"),
    (steps(up(30, 10), up(20, 5, below=29)), 10, 1, "第 2 个的 below 是 29，与前一档之间有空缺，应为 30"),
    (steps(down(0, 10), down(2, 5, above=1)), 10, 1, "第 2 个的 above 是 1，与前一档之间有空缺，应为 0"),
    (steps(down(1, 10), down(2, 5, above=0)), 10, 1, "第 2 个的 above 是 0，与前一档重叠，应为 1"),
    (steps(down(2, 10), down(2, 5)), 10, 1, "steps 第 2 个的界限与前一档重叠"),
    (steps(up(30, 10), up(20, 10)), 10, 1, "第 2 个得 10 分，应少于前一档的 10 分"),
    (steps(up(30, 9)), 10, 1, "第 1 个得 9 分，应与满分 10 相同"),
    (steps(up(30, 10), otherwise=11), 10, 1, "otherwise 是 11，应不超过最后一档的 10 分"),
    (steps(up(30, 10, colour="red")), 10, 1, "steps 第 1 个 里没有 colour 这个键"),
    (steps(up(0, 1)), 0, 1, "分档计分的 points 应大于 0"),
    ({"kind": "count_met", "scores": [0, 5, 10]}, 10, 3, "measures 应为 1 个（满足的项数）或 2 个，现在是 3 个"),
    ({"kind": "count_met", "scores": [0, 5, 3, 10]}, 10, 1, "逐项不减"),
    ({"kind": "count_met", "scores": [-1, 0, 10]}, 10, 1, "都不小于 0"),
    ({"kind": "count_met", "scores": [0, 5]}, 10, 1, "scores 最后是 5，应与满分 10 相同"),
    ({"kind": "count_met", "scores": []}, 10, 1, "scores 写作 []，应为数的列表"),
    (items(4, 6), 10, 1, "items 有 2 项，measures（或 asked）应逐项对应，现在是 1 个"),
    (items(4, 5), 10, 2, "items 合计 9 分，应与满分 10 相同"),
    ({"kind": "per_n_capped", "per": 100}, 10, 1, "缺少 rounding，应为 half_up、floor、ceil、none 之一"),
    ({"kind": "per_n_capped", "per": 0, "rounding": "none"}, 10, 1, "per 写作 0，应为大于 0 的数"),
    ({"kind": "per_n_capped", "per": 1, "rounding": "none", "each": [1, 2]}, 10, 1, "each 应为 1 个数"),
    ({"kind": "per_n_capped", "per": 1, "rounding": "none", "each": -1}, 10, 1, "要扣分的用 deduct_only"),
    ({"kind": "per_n_capped", "per": 1, "rounding": "none", "each": [1, -2]}, 10, 2, "each 有 -2，应不小于 0"),
    ({"kind": "deduct_only", "each": [1, 2]}, 10, 1, "each 应为 1 个数（各项相同）或 1 个数，现在是 2 个"),
    ({"kind": "deduct_only", "each": 0}, 10, 1, "应写扣几分，是大于 0 的数"),
    ({"kind": "deduct_only", "each": [1, 0]}, 10, 2, "each 有 0，应写扣几分，是大于 0 的数"),
    ({"kind": "deduct_only", "each": 1, "most": 11}, 10, 1, "most 是 11，应不超过满分 10"),
    ({"kind": "deduct_only", "each": 1, "most": 1}, 0.5, 1, "most 是 1，应不超过满分 0.5"),
    (tiers(("无", 0), ("有", 10)), 10, 2, "按佐证等级计分的 measures 应为 1 个，现在是 2 个"),
    (tiers(("有", 10)), 10, 1, "tiers 应至少两级"),
    (tiers(("有", 10), ("无", 0)), 10, 1, "“无”0 分，少于它前面的“有”，应从最低的一级写起"),
    (tiers(("无", 0), ("无", 10)), 10, 1, "“无”写了两次"),
    (tiers(("无", 0), ("有", 9)), 10, 1, "tiers 最后一级 9 分，应与满分 10 相同"),
    ({"kind": "panel"}, 10, 2, "专家评分的 measures 应为 1 个"),
    ({"kind": "panel"}, 0, 1, "专家评分的 points 应大于 0"),
    ({"kind": "veto"}, 0, 1, "应写 at_least（达到就否决）或 at_most"),
    ({"kind": "veto", "at_least": 1}, 10, 1, "一票否决不计分，points 应为 0，现在是 10"),
    ({"kind": "percentile", "better": "most"}, 10, 1, "better 写作 most，应为 more、less 之一"),
    (ratio(), 10, 1, "target 应恰好写一种：measure"),
    (ratio(measure="m.t", constant=3), 10, 1, "target 应恰好写一种"),
    (ratio(value=1, heads=["m.s"]), 10, 1, "value 与 per 应同时写"),
    (ratio(per=3, heads=["m.s"]), 10, 1, "value 与 per 应同时写"),
    (ratio(value=1, per=3), 10, 1, "target 缺少 heads"),
    (ratio(standard="none", heads=["m.s"]), 10, 1, "所说的标准 none 找不到，可用的是 space"),
    (ratio(standard="space", heads=["m.s"]), 10, 1, "heads 应有 2 个指标（标准 space 的分母是 students_and_staff），现在是 1 个"),
    (ratio(constant=3, heads=["m.s"]), 10, 1, "heads 应删去"),
    (ratio(constant=3, rounding="ceil"), 10, 1, "rounding 应删去"),
    ({"kind": "ratio_to_target", "target": 3}, 10, 1, "target 写作 3，应为一个表"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "full", "measures", "sentence"), FAULTS)
def test_each_fault_is_one_sentence(rule, full, measures, sentence):
    with pytest.raises(PackError) as error:
        rule_of(rule, full, measures, standard=[STANDARD])
    assert sentence in str(error.value)
    assert str(error.value).startswith("方案 的指标 a")


JUST_RIGHT = [
    (steps(up(30, 10), up(20, 5, below=30), otherwise=5), 10, 1),
    (steps(down(0, 10), down(2, 5, above=0)), 10, 1),
    (steps(up(30, 10), up(20, 0)), 10, 1),
    (items(0, 10), 10, 2),
    ({"kind": "count_met", "scores": [0, 0, 10]}, 10, 2),
    ({"kind": "deduct_only", "each": [1, 2], "most": 10}, 10, 2),
    ({"kind": "per_n_capped", "per": 1, "rounding": "none", "each": [0]}, 10, 2),
    ({"kind": "deduct_only", "each": 1, "most": 3}, 0, 2),
    (tiers(("无", 0), ("有", 10), ("都有", 10)), 10, 1),
    ({"kind": "panel"}, 0.5, 1),
    (ratio(value=1, per=3, heads=["m.s"]), 10, 1),
]


@pytest.mark.parametrize(("rule", "full", "measures"), JUST_RIGHT)
def test_what_is_at_a_border_and_right_is_no_fault(rule, full, measures):
    assert rule["kind"] == rule_of(rule, full, measures).KIND


@pytest.mark.parametrize("name", RULES)
def test_a_rule_reads_something(name):
    rule, own, full = read(name)
    rule.check("甲", own, full)
    with pytest.raises(PackError, match=f"甲：{rule.TITLE}至少要读 1 个指标"):
        rule.check("甲", 0, full)


@pytest.mark.parametrize("name", RULES)
def test_what_makes_points_has_some(name):
    rule, own, _ = read(name)
    if rule.MAKES_POINTS:
        with pytest.raises(PackError, match=f"甲：{rule.TITLE}的 points 应大于 0"):
            rule.check("甲", own, 0)


def test_a_standard_has_to_be_somewhere():
    with pytest.raises(PackError, match=r"应在规则包的 standards\.toml"):
        rule_of(ratio(standard="space", heads=["m.s", "m.t"]))


def test_every_kind_has_its_faults():
    assert {rule["kind"] for rule, *_ in FAULTS} == set(KINDS)


def test_a_kind_is_one_file_of_its_own_name():
    assert {made.__module__.rpartition(".")[2] for made in KINDS.values()} == set(KINDS)
