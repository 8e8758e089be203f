"""Where a figure answers yes or no, or is one of several choices, a rule explains itself in those words."""

from __future__ import annotations

import numpy as np
import pytest

from tests.assessment.evaluation.logic.making import data, leaf
from wangyu.assessment.evaluation.logic.scheme import read_scheme
from wangyu.assessment.evaluation.logic.scoring import Names, explain, score

ANY = {"kind": "step", "steps": [{"at_least": 1, "points": 10}]}
RULES = {
    "step": ANY,
    "veto": {"kind": "veto", "at_most": 0},
    "deduct_only": {"kind": "deduct_only", "each": [3]},
    "per_n_capped": {"kind": "per_n_capped", "per": 1, "each": 10, "rounding": "none"},
    "ratio_to_target": {"kind": "ratio_to_target", "target": {"constant": 1}},
    "percentile": {"kind": "percentile"},
}


def told(rule, value, *, yesno=True, **more):
    points = 0 if rule["kind"] == "veto" else 10
    rows = [leaf("group", points, rule, **more)]
    if not points:
        rows.append(leaf("rest", 10, ANY, measures=["m.rest"]))
    tree = read_scheme(data(*rows), "方案")
    one = tree.leaves[0]
    names = Names(dict.fromkeys(one.measures, "是否成立领导小组"))
    names.yesno = frozenset(one.measures if yesno else ())
    values = {key: np.array([value, 1.0 - value]) for key in one.measures}
    labels = names if not more.get("asked") else Names()
    return explain(score(tree, ["甲", "乙"], ["", ""], values), one, 0, labels)


@pytest.mark.parametrize("kind", RULES)
def test_a_yes_is_told_as_yes_and_a_number_as_a_number(kind):
    word, number = told(RULES[kind], 1.0), told(RULES[kind], 1.0, yesno=False)
    if kind in {"step", "ratio_to_target", "percentile", "veto"}:
        assert word.startswith("是否成立领导小组为“是”，")
        assert number.startswith("是否成立领导小组为 1，")
    else:
        assert word.startswith("是否成立领导小组“是”，")
        assert number.startswith("是否成立领导小组 1，")


def test_a_no_says_no_and_nothing_of_a_step():
    assert told(ANY, 0.0) == "是否成立领导小组为“否”，得 0 分（满分 10 分）。"
    assert told(ANY, 1.0) == "是否成立领导小组为“是”，得 10 分（满分 10 分）。"


def test_a_veto_on_a_no_says_what_it_did():
    said = told(RULES["veto"], 0.0)
    assert said == "是否成立领导小组为“否”，一票否决，总分记 0。"


def test_what_a_form_asks_is_told_in_the_words_of_its_answer():
    asked = {"asked": ["有没有专人？"], "answer": "yesno", "measures": []}
    assert told(ANY, 1.0, **asked).startswith("有没有专人？为“是”，")


def test_a_share_of_a_yes_is_still_a_number():
    """Over several years the mean of yes and no is neither."""
    assert told(ANY, 0.5).startswith("是否成立领导小组为 0.5，")
