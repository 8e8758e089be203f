"""A draft always adds up: changes to its plain data, their faults, and what is different after."""

from __future__ import annotations

import pytest

from tests.assessment.evaluation.logic.every_rule import every_rule
from tests.assessment.evaluation.logic.making import STAFF, data, leaf
from tests.assessment.evaluation.schemes import small
from wangyu.assessment.evaluation.logic.compare import differences
from wangyu.assessment.evaluation.logic.editing import below, fresh_key, shifted, with_row, without
from wangyu.assessment.evaluation.logic.faults import in_words, read_all
from wangyu.base.lib.packs import PackError


def row(found, key):
    return next((one for one in found["indicator"] if one["key"] == key), None)


def order(found):
    return [one["key"] for one in found["indicator"]]


def test_points_above_follow_from_below():
    found = with_row(small(), row(small(), "plans") | {"points": 20.1})
    assert (row(found, "support")["points"], found["scheme"]["points"]) == (60.1, 100.1)
    assert read_all(found)[1] == []


def test_a_new_one_may_bring_the_one_above_it():
    new = leaf("fresh", 5, parent="output")
    found = with_row(small(), new, group="新的上级")
    above = row(found, "item_1")
    assert (above["title"], above["parent"], above["points"]) == ("新的上级", "output", 5)
    assert row(found, "fresh")["parent"] == "item_1"
    assert "parent" not in row(with_row(small(), leaf("fresh", 5), group="一级"), "item_1")


def test_what_is_taken_out_takes_what_is_below_and_leaves_nothing_empty():
    found = without(small(), "support")
    assert order(found) == ["output", "articles", "exchange"]
    assert found["scheme"]["points"] == 40
    found = without(without(small(), "articles"), "exchange")
    assert order(found) == ["support", "meetings", "plans", "office"]


def test_one_place_up_or_down_among_its_peers():
    assert order(shifted(small(), "plans", "up"))[1:3] == ["plans", "meetings"]
    assert order(shifted(small(), "plans", "down"))[2:4] == ["office", "plans"]
    assert shifted(small(), "meetings", "up") == small()
    assert shifted(small(), "output", "down") == small()


def test_a_circle_is_told():
    rows = [{"key": "a", "title": "甲", "points": 0, "parent": "b"}, leaf("c", parent="a")]
    made = data({"key": "b", "title": "乙", "points": 0, "parent": "a"}, *rows)
    with pytest.raises(PackError, match="绕成一圈"):
        with_row(made, leaf("d"))


def test_below_and_fresh_keys():
    assert below(small()["indicator"], "output") == {"output", "articles", "exchange"}
    circle = [{"key": "a", "parent": "b"}, {"key": "b", "parent": "a"}]
    assert below(circle, "a") == {"a", "b"}
    assert fresh_key([{"key": "item_1"}, {"key": "x"}]) == "item_2"


def test_every_indicator_that_cannot_be_read_has_its_sentence():
    found = small()
    row(found, "meetings")["rule"] = {"kind": "step", "steps": [{"at_least": 1, "points": 3}]}
    row(found, "articles")["clause"] = "一"
    scheme, faults = read_all(found)
    assert scheme is None
    assert faults == [
        "方案 的指标 meetings 的 计分规则 的 分档 第 1 个得 3 分，应与满分 30 相同。",
        "方案 的指标 articles 的 条款 写作 一，应为从 1 起的整数。",
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"standard": 3}, "标准 应写成一段段"),
        ({"indicator": 3}, "缺少 指标"),
        ({"indicator": [3]}, "缺少 指标"),
        ({"indicator": [{"key": 3}]}, "的 编码 写作 3"),
        ({"more": 3}, "没有 more 这个表"),
        ({"scheme": 3}, "缺少 总表"),
    ],
)
def test_data_of_another_shape_is_told(change, sentence):
    assert sentence in read_all(small() | change)[1][0]


def test_a_standard_of_the_pack_is_taken_along():
    rule = {"kind": "ratio_to_target", "target": {"standard": "staff", "heads": ["m.a", "m.b"]}}
    made = data(leaf("a", 10, rule))
    assert read_all(made, [STAFF])[0].standards[0].key == "staff"
    assert "找不到" in read_all(made)[1][0]


def test_keys_inside_other_words_stay():
    assert in_words("m.points 与 points") == "m.points 与 分值。"


def test_differences_are_told_indicator_by_indicator():
    after = without(with_row(small(), row(small(), "plans") | {"points": 25}), "exchange")
    after = with_row(after, leaf("fresh", 5))
    found = {(one.key, one.what): one for one in differences(small(), after)}
    assert set(found) == {
        ("support", "修改"), ("output", "修改"), ("plans", "修改"), ("fresh", "新增"), ("exchange", "删去"),
    }  # fmt: skip
    assert [(c.label, c.before, c.after) for c in found["plans", "修改"].cells] == [("分值", "20", "25")]  # fmt: skip


def test_the_same_has_no_difference_and_another_order_is_one():
    assert differences(every_rule(), every_rule()) == []
    assert differences(small(), shifted(small(), "plans", "up"))[0].cells[0].label == "次序"


def test_heads_and_standards_are_compared_too():
    after = every_rule()
    after["scheme"]["title"] = "另一个"
    after["standard"][0]["per"] = 9000
    assert [(one.title, one.cells[0].label) for one in differences(every_rule(), after)] == [
        ("方案", "名称"), ("场地", "每多少"),
    ]  # fmt: skip
