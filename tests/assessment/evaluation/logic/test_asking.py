"""What a form asks: what was typed is understood, or kept as it was with the sentence why not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.assessment.evaluation.logic.making import leaf, made
from wangyu.assessment.evaluation.logic.asking import (
    answered,
    choices_of,
    mark_of,
    padded,
    read_answer,
    shown_of,
    typed_of,
)
from wangyu.assessment.evaluation.logic.burden import Burden
from wangyu.assessment.evaluation.logic.completeness import Said, open_ends
from wangyu.assessment.evaluation.logic.freezing import Row, facts_digest

TIERS = {
    "kind": "evidence_tier",
    "tiers": [{"title": "没有", "points": 0}, {"title": "校级文件", "points": 10}],
}
EACH = {"kind": "per_n_capped", "per": 1, "each": 5, "rounding": "floor"}
BOTH = {"kind": "count_met", "scores": [0, 5, 10]}


@pytest.fixture
def tree():
    return made(
        leaf("count", rule=EACH, asked=["几次？", "几人？"]),
        leaf("both", rule=BOTH, asked=["有没有甲？", "有没有乙？"]),
        leaf("tier", rule=TIERS, asked=["哪一级？"], evidence="required"),
        leaf("known", rule=EACH),
    )


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("count", " １，２００ ", "1200"),
        ("count", "2.50", "2.5"),
        ("count", "没有", "0"),
        ("count", "无", "0"),
        ("count", "—", None),
        ("count", "", None),
        ("both", "有", "1"),
        ("both", "否", "0"),
        ("tier", "校级文件", "1"),
        ("tier", "0", "0"),
    ],
)
def test_what_is_understood_is_kept_as_a_decimal(tree, key, typed, value):
    reading = read_answer(tree.by_key[key], 0, typed)
    assert (reading.value, reading.error) == (value, "")


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("count", "约三次", "“几次？”填的是“约三次”，应填不小于 0 的数，没有的填 0。"),
        ("count", "-1", "应填不小于 0 的数"),
        ("count", "NaN", "应填不小于 0 的数"),
        ("count", "1e20", "数字太大"),
        ("count", "0.00001", "最多 4 位小数"),
        ("both", "也许", "应填“是”或“否”"),
        ("tier", "2", "应选“没有”“校级文件”之一"),
        ("tier", "二级", "应选"),
    ],
)
def test_what_is_not_understood_is_kept_as_it_was_typed(tree, key, typed, sentence):
    reading = read_answer(tree.by_key[key], 0, typed)
    assert sentence in reading.error
    assert (reading.value, reading.shown) == ({"raw": typed}, typed)


def test_a_value_is_shown_as_its_question_offers_it(tree):
    assert shown_of(tree.by_key["tier"], "1") == "校级文件"
    assert shown_of(tree.by_key["tier"], "7") == "7"
    assert shown_of(tree.by_key["both"], "0") == "否"
    assert shown_of(tree.by_key["count"], "1200") == "1,200"
    assert shown_of(tree.by_key["count"], None) == "没有填"
    assert shown_of(tree.by_key["count"], {"raw": "约三次"}) == "约三次"
    assert choices_of(tree.by_key["count"]) == ()


def test_a_form_always_has_a_value_a_question(tree):
    assert padded(tree.by_key["count"], []) == [None, None]
    assert padded(tree.by_key["count"], ["1", "2", "3"]) == ["1", "2"]
    assert answered(tree.by_key["count"], ["1", {"raw": "约"}]) == {
        "self.count.1": Decimal(1), "self.count.2": None,
    }  # fmt: skip
    assert typed_of(None) == ""
    assert mark_of("1") != mark_of("2")


def test_what_is_open_is_told_by_name(tree):
    said = {
        "count": Said(["1", None]),
        "both": Said(["1", "0"], carried=True),
        "tier": Said([{"raw": "二级"}], has=True),
    }
    found = open_ends(tree.leaves, said)
    assert [end.key for end in found] == ["count:1", "both:0", "both:1", "tier:0", "tier:words"]
    assert found[0].message == "“指标count”：“几人？”还没有填，没有的填 0。"
    assert "沿用了上期，还没有确认" in found[1].message
    assert "应选" in found[3].message
    assert found[4].message == "“指标tier”应附佐证，还没有附。"


def test_nothing_said_at_all_is_all_open(tree):
    found = open_ends(tree.leaves, {})
    assert len(found) == 5
    assert found[-1].message == "“指标tier”：“哪一级？”还没有填，请选一个。"


def test_nothing_is_to_be_proved_where_there_is_nothing(tree):
    said = {"count": Said(["1", "1"]), "both": Said(["1", "1"])}
    assert open_ends(tree.leaves, said | {"tier": Said(["0"])}) == []
    assert open_ends(tree.leaves, said | {"tier": Said(["1"], proofs=1, has=True)}) == []


def test_the_fingerprint_of_facts_does_not_depend_on_their_order():
    one = Row("fact.a", "Y2024", Decimal("1.50"), "填报", "ledger.fact:1", "verified")
    other = Row("fact.a", "Y2025", None, "填报", "", "reported")
    assert facts_digest([one, other]) == facts_digest([other, one])
    assert facts_digest([one]) == facts_digest([one._replace(value=Decimal("1.5000"))])
    assert facts_digest([one]) != facts_digest([one._replace(value=Decimal(2))])


def test_the_cost_of_a_form_is_said_in_one_sentence():
    cost = Burden(asked=3, answered=1, lacking=0, brought=12, waiting=2)
    assert cost.sentence == "要您填 3 项，已带出 12 项"
    assert (cost.share, cost.left, cost.minutes) == (0.2, 2, 6)
    assert "另有 4 项数字在填报里缺" in Burden(3, 1, 4, 12, 2).sentence
    assert Burden(0, 0, 0, 0, 0).share == 0
