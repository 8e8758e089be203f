"""What people type for a rule, and what is written for them to read: there and back."""

from __future__ import annotations

import tomllib

import pytest

from tests.assessment.evaluation.logic.every_rule import RULES, every_rule
from tests.assessment.evaluation.logic.making import rule_of
from wangyu.assessment.evaluation.logic.notation.codecs import NotReadError, number_of, threshold_of
from wangyu.assessment.evaluation.logic.notation.rows import INDICATOR, cells_of, row_of
from wangyu.assessment.evaluation.logic.notation.rules import (
    PARAMS,
    cell_of,
    from_cell,
    rule_words,
    texts_of,
)
from wangyu.assessment.evaluation.logic.notation.rules import rule_of as typed
from wangyu.assessment.evaluation.logic.rules import KINDS
from wangyu.assessment.evaluation.logic.scheme import plain, read_scheme
from wangyu.assessment.evaluation.logic.toml import toml_of
from wangyu.assessment.evaluation.logic.workbook import data_of, sheets_of
from wangyu.base.lib.grids import BookError, Grid, grid

ROWS = {row["key"]: row for row in every_rule()["indicator"] if "rule" in row}


def test_every_key_of_every_kind_of_rule_can_be_typed():
    for kind, rule in KINDS.items():
        assert {param.name.partition(".")[0] for param in PARAMS[kind]} == set(rule.KEYS)


@pytest.mark.parametrize("key", ROWS)
def test_a_rule_is_the_same_after_it_was_shown_and_typed(key):
    rule = ROWS[key]["rule"]
    assert typed(rule["kind"], texts_of(rule)) == (rule, {})
    assert from_cell(rule["kind"], cell_of(rule)) == (rule, [])


def test_a_rule_in_words_is_one_line():
    assert (
        rule_words(ROWS["step"]["rule"])
        == "分档计分：分档 ≥30 得 10 分，≥20.5, <30 得 5 分；其余得分 0.5"
    )
    assert rule_words({"kind": "veto"}) == "一票否决"


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("≥20，＜30 ＝ 5", {"at_least": 20, "below": 30, "points": 5}),
        (">=20,<30:5".replace(":", "="), {"at_least": 20, "below": 30, "points": 5}),
        ("<= 3, >0 = 2.5", {"at_most": 3, "above": 0, "points": 2.5}),
    ],
)
def test_steps_are_read_however_their_signs_are_typed(line, row):
    assert threshold_of(line) == row


@pytest.mark.parametrize(
    ("kind", "texts", "name", "sentence"),
    [
        ("step", {"steps": "30 以上得 10 分"}, "steps", "应写作“≥20, <30 = 5”"),
        ("step", {"steps": "≥30 = 十"}, "steps", "应写作"),
        ("step", {"steps": "≥30 = 10", "otherwise": "无"}, "otherwise", "写作“无”，应为数"),
        ("count_met", {"scores": "0、三"}, "scores", "用顿号隔开"),
        ("percentile", {"least": "2.5"}, "least", "应为整数"),
        ("percentile", {"better": "大"}, "better", "应为多者为好、少者为好之一"),
        ("per_n_capped", {"capped": "对"}, "capped", "应为“是”或“否”"),
        ("evidence_tier", {"tiers": "没有"}, "tiers", "应写作“名称 = 分值”"),
        ("checklist_sum", {"items": " = 3"}, "items", "应写作“名称 = 分值”"),
    ],
)
def test_what_cannot_be_read_says_what_would_be_right(kind, texts, name, sentence):
    _, faults = typed(kind, texts)
    assert list(faults) == [name]
    assert sentence in faults[name]


def test_numbers_are_read_as_people_write_them():
    assert number_of(" １,234.50 ") == 1234.5
    with pytest.raises(NotReadError, match="应为数"):
        number_of("1e999")


def test_a_cell_names_what_it_cannot_place():
    assert from_cell("panel", "满分：5\n评委满分：5") == (
        {"kind": "panel", "scale": 5},
        ["“满分：5”应以参数名和冒号开头，专家评分的参数有评委满分、分档说明"],
    )
    assert from_cell("panel", "{坏") == (
        {"kind": "panel"}, ["“{坏”不是完整的 JSON，应改为逐行的参数"],
    )  # fmt: skip


def test_blank_lines_and_what_is_not_said_do_no_harm():
    assert from_cell("panel", "\n\n评委满分：\n5\n") == ({"kind": "panel", "scale": 5}, [])
    items = [{"title": "有专人", "points": 2, "at_least": 1}]
    assert typed("checklist_sum", {"items": "有专人 ＝ 2"}) == ({"kind": "checklist_sum", "items": items}, {})  # fmt: skip


def test_what_lines_cannot_carry_goes_as_json():
    rule = rule_of({"kind": "evidence_tier", "tiers": [{"title": " 无", "points": 0}, {"title": "有", "points": 10}]}).plain()  # fmt: skip
    assert cell_of(rule).startswith("{")
    assert from_cell("evidence_tier", cell_of(rule)) == (rule, [])
    row, faults = row_of({"请高校填写": '["甲\\n乙"]', "数据": "[坏"}, INDICATOR, named="行")
    assert row == {"asked": ["甲\n乙"]}
    assert faults == ["行的“数据”写作“[坏”，应一行写一个"]
    assert cells_of({"asked": ["甲\n乙"]}, INDICATOR)["请高校填写"] == '["甲\\n乙"]'


def grids(data):
    return [grid(name, rows) for name, rows in sheets_of(data, {"m.x": "名称"}).items()]


def read_again(data):
    found, faults = data_of(grids(data))
    assert faults == []
    return plain(read_scheme(found, "方案"))


def test_a_workbook_and_toml_give_back_the_very_same_scheme():
    data = every_rule()
    assert len(data["indicator"]) == len(RULES) + 3
    assert read_again(data) == data
    assert tomllib.loads(toml_of(data)) == data


def test_a_workbook_may_have_its_rows_and_columns_moved():
    head, body, *rest = grids(every_rule())
    turned = Grid(body.name, [["说明文字"], *(row[::-1] for row in body.rows)])
    found, faults = data_of([*rest, turned, head])
    assert faults == []
    assert plain(read_scheme(found, "方案")) == every_rule()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda sheets: sheets[1:], "没有“方案”工作表"),
        (lambda sheets: sheets[:1], "没有“指标”工作表"),
        (lambda sheets: [sheets[0], Grid("指标", [["名称"]])], "没有列名“编码”"),
        (lambda sheets: [sheets[0], Grid("指标", [["编码", "权重"]])], "不认识的列“权重”"),
        (lambda sheets: [sheets[0], Grid("指标", [["编码", "分值", "分值"]])], "两列都叫“分值”"),
    ],
)
def test_a_workbook_of_another_shape_is_told(change, sentence):
    with pytest.raises(BookError, match=sentence):
        data_of(change(grids(every_rule())))


def test_each_wrong_cell_has_its_sentence():
    head, body, _ = grids(every_rule())
    heads = body.rows[0]
    first = {"编码": "x", "指标": "甲", "分值": "十", "条款": "一"}
    second = {"编码": "y", "计分规则": "随便"}
    lines = [heads, *([row.get(one, "") for one in heads] for row in (first, {}, second))]
    _, faults = data_of([head, Grid("指标", lines)])
    assert faults[:2] == [
        "“指标”表第 2 行的“分值”写作“十”，应为数，例如 2.5",
        "“指标”表第 2 行的“条款”写作“一”，应为整数",
    ]
    assert "“指标”表第 4 行的“计分规则”写作“随便”，应为" in faults[2]
