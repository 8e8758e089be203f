"""Reading a scheme: what it becomes, that it comes back, and the sentence for each fault."""

import json
import tomllib
from datetime import date

import pytest

from tests.assessment.evaluation.logic.making import STAFF, STANDARD, data, leaf, made
from wangyu.assessment.evaluation.logic.scheme import plain, read_scheme
from wangyu.assessment.evaluation.logic.standards import with_standards
from wangyu.base.lib.packs import PackError

RATIO = {"kind": "ratio_to_target", "target": {"standard": "space", "heads": ["m.s", "m.t"]}}
EVERY_KIND = (
    {"key": "top", "title": "上", "points": 60},
    {"key": "middle", "title": "中", "points": 30, "parent": "top", "tier": "department"},
    leaf("step", 10, {"kind": "step", "steps": [{"at_least": 3, "points": 10}, {"at_least": 1, "below": 3, "points": 2.5}]}, parent="middle", span="sum", evidence="required", papers=["文件"], reason="因为"),
    leaf("count", 10, {"kind": "count_met", "scores": [0, 3, 10]}, parent="middle"),
    leaf("list", 10, {"kind": "checklist_sum", "items": [{"title": "甲", "points": 4}, {"title": "乙", "points": 6}]}, parent="middle", asked=["有甲吗", "有乙吗"]),
    leaf("each", 10, {"kind": "per_n_capped", "per": "100", "rounding": "half_up"}, parent="top"),
    leaf("less", 10, {"kind": "deduct_only", "each": 3}, parent="top"),
    leaf("proof", 10, {"kind": "evidence_tier", "tiers": [{"title": "无", "points": 0}, {"title": "有", "points": 10}]}, parent="top", asked="佐证属于哪一级"),
    leaf("space", 20, RATIO),
    leaf("place", 10, {"kind": "percentile"}),
    {"key": "panel", "title": "专家", "points": 10, "clause": 12, "rule": {"kind": "panel"}},
    leaf("stop", 0, {"kind": "veto", "at_least": 1}, asked="有无重大事故"),
)  # fmt: skip


def scheme():
    return made(*EVERY_KIND, standard=[STANDARD], groups=["level"])


def test_the_tree_stands_in_order():
    found = scheme()
    assert found.full == 100
    assert [one.key for one in found.tops] == ["top", "space", "place", "panel", "stop"]
    assert [one.key for one in found.leaves] == ["step", "count", "list", "each", "less", "proof", "space", "place", "panel", "stop"]  # fmt: skip
    assert found.top_of("list").key == "top"
    assert [one.key for one in found.ordered][:3] == ["top", "middle", "step"]


def test_every_measure_is_known_by_its_key_those_of_the_form_and_the_panel_too():
    found = scheme()
    assert found.measures == (
        "m.step", "m.count", "self.list.1", "self.list.2", "m.each", "m.less", "self.proof",
        "m.space", "m.s", "m.t", "m.place", "panel.panel", "self.stop",
    )  # fmt: skip
    assert found.spans["m.step"] == "sum"
    assert found.spans["m.s"] == "last"


def test_what_a_form_asks_for_is_said():
    found = scheme().by_key
    assert (found["list"].answer, found["proof"].answer, found["stop"].answer) == ("yesno", "tier", "yesno")  # fmt: skip
    assert found["proof"].rule.choices == ("无", "有")
    assert found["step"].answer == ""


def test_plain_data_reads_to_the_same_also_after_json():
    found = scheme()
    again = read_scheme(json.loads(json.dumps(plain(found))), "副本")
    assert again == found
    assert plain(again) == plain(found)


def test_the_order_of_keys_and_how_a_number_is_written_change_nothing():
    one = leaf("a", 2.5, {"kind": "panel", "scale": 5})
    other = dict(reversed(leaf("a", "2.50", {"scale": "5.0", "kind": "panel"}).items()))
    assert plain(made(one, points=2.5)) == plain(made(other, points="2.5"))


def test_toml_is_read_as_it_is_written():
    text = """
[scheme]
key = "small"
title = "小方案"
points = 5
[[indicator]]
key = "meetings"
title = "专题研究"
points = 5
clause = 7
measures = ["fact.group_meetings"]
[indicator.rule]
kind = "step"
steps = [{ at_least = 2, points = 5 }, { at_least = 1, points = 3 }]
"""
    assert read_scheme(tomllib.loads(text), "小.toml").leaves[0].rule.steps[1].points == 3


def test_only_the_standards_that_are_used_are_kept():
    found = made(leaf("space", 10, RATIO), standard=[STAFF, STANDARD])
    assert [one.key for one in found.standards] == ["space"]


def test_the_standard_in_force_on_the_day_is_taken():
    old = STANDARD | {"valid_from": date(2021, 12, 31), "valid_until": date(2025, 12, 31)}
    new = STANDARD | {"value": "100", "valid_from": date(2026, 1, 1), "quote": "不用的键"}
    bare = data(leaf("space", 10, RATIO))

    def value(day):
        return read_scheme(with_standards(bare, [new, old], day), "方案").standards[0].value

    assert (value(date(2025, 1, 1)), value(date(2026, 1, 1)), value(None)) == (80, 100, 100)
    held = with_standards(data(leaf("space", 10, RATIO), standard=[STANDARD]), [new])
    assert read_scheme(held, "方案").standards[0].value == 80


FAULTS = [
    ((), {"points": 5}, "方案 至少要有一个 [[indicator]]"),
    ((leaf("a"), leaf("a")), {}, "方案 的指标 a 写了两次，键应各不相同"),
    ((leaf("a", parent="b"),), {"points": 1}, "方案 的指标 a 的 parent 写作 b，没有这个指标"),
    ((leaf("a"), {"key": "b", "title": "乙", "points": 1, "parent": "c"}, {"key": "c", "title": "丙", "points": 1, "parent": "b"}), {}, "互为上级，绕成一圈，应改正其中一个的 parent"),
    (({"key": "a", "title": "1", "points": 1}, {"key": "b", "title": "2", "points": 1, "parent": "a"}, {"key": "c", "title": "3", "points": 1, "parent": "b"}, leaf("d", 1, parent="c")), {}, "指标 d 在第 4 级，最多 3 级"),
    ((leaf("a", 9),), {"points": 10}, "[scheme] 的 points 是 10，一级指标合计 9（9），应相等"),
    (({"key": "a", "title": "甲", "points": 1}, leaf("b", "0.3", parent="a"), leaf("c", "0.6", parent="a")), {}, "指标 a 的 points 是 1，下级指标合计 0.9（0.3 + 0.6），应相等"),
    ((leaf("a"), leaf("b", parent="a")), {}, "指标 a 有下级指标，不应再有 rule"),
    (({"key": "a", "title": "甲", "points": 10, "measures": ["m.a"]}, leaf("b", parent="a")), {}, "指标 a 有下级指标，不应再有 measures"),
    (({"key": "a", "title": "甲", "points": 10},), {}, "指标 a 没有下级指标，应写 rule"),
    (({"key": "a", "title": "甲", "points": 10, "measures": ["m"], "rule": {"kind": "panel"}},), {}, "指标 a 缺少 clause"),
    ((leaf("a", measures=[], rule={"kind": "percentile"}),), {}, "指标 a 缺少 measures（指标的键）或 asked"),
    ((leaf("a", measures=["m", "m"], rule={"kind": "percentile"}),), {}, "指标 a 的 measures 里 m 写了两次"),
    ((leaf("a", measures=["m"], asked="问"),), {}, "指标 a 写了 asked，就不应再写 measures：由高校自己填的记作 self.a"),
    ((leaf("a", measures=["m"], span="sum"), leaf("b", measures=["m"])), {}, "指标 b 与 a 都用 m，span 分别是 last 与 sum，应相同"),
    ((leaf("a", colour="red"),), {}, "方案 的指标 a 里没有 colour 这个键"),
    ((leaf("a", -1),), {"points": 1}, "指标 a 的 points 写作 -1，应为不小于 0 的数"),
    ((leaf("a", True),), {"points": 1}, "指标 a 的 points 写作 True"),
    ((leaf("a", "1e400"),), {"points": 1}, "指标 a 的 points 写作 1e400"),
    ((leaf("a", "1.2345678901234567"),), {"points": 1}, "最多 15 位"),
    ((leaf("a", rule={"kind": "guess"}),), {}, "方案 的指标 a 的 rule 的 kind 写作 guess，应为"),
    ((leaf("a", rule={}),), {}, "方案 的指标 a 的 rule 缺少 kind，应为"),
    ((leaf("a"),), {"groups": ["taste"]}, "groups 里没有 taste，应为 level、ownership、size、city"),
    ((leaf("a"),), {"missing": "guess"}, "方案 的 [scheme] 的 missing 写作 guess"),
    ((leaf("a", rule=RATIO),), {}, "标准 space 找不到，应在规则包的 standards.toml"),
    ((leaf("a", rule=RATIO),), {"standard": [STAFF]}, "标准 space 找不到，可用的是 staff"),
    ((leaf("a", rule=RATIO),), {"standard": [STANDARD, STANDARD]}, "[[standard]] space 写了两次"),
    ((leaf("a", rule=RATIO),), {"standard": [STANDARD | {"valid_from": "昨天"}]}, "valid_from 写作 昨天，应为日期"),
    ((leaf("a", rule=RATIO),), {"standard": [STANDARD | {"basis": "students"}]}, "heads 应有 1 个指标"),
]  # fmt: skip


@pytest.mark.parametrize(("indicators", "more", "sentence"), FAULTS)
def test_each_fault_is_one_sentence(indicators, more, sentence):
    with pytest.raises(PackError) as error:
        made(*indicators, **more)
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"indicators": []}, "方案 里没有 indicators 这个表，可用的是 scheme、indicator、standard"),
        ({"indicator": []}, "方案 缺少 [scheme]"),
        ({"scheme": {"key": "a", "title": "甲"}}, "方案 缺少 [[indicator]]"),
        ({"scheme": {"key": "a", "title": "甲"}, "indicator": [3]}, "方案 缺少 [[indicator]]"),
        ({"scheme": {"key": "A", "title": "甲"}, "indicator": [leaf()]}, "的 key 写作 A"),
        (data(leaf()) | {"standard": {"key": 1}}, "standard 应写成一段段 [[standard]]"),
    ],
)
def test_a_document_of_another_shape_is_told(given, sentence):
    with pytest.raises(PackError) as error:
        read_scheme(given, "方案")
    assert sentence in str(error.value)


def test_a_sum_of_tenths_is_what_people_add_up():
    parts = [leaf(key, "0.1", parent="top") for key in "abc"]
    assert made({"key": "top", "title": "上", "points": "0.3"}, *parts, points="0.3").full == 0.3
