"""The schemes in packs, and the real tables: all of their rules can be said."""

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from tests.assessment.evaluation.logic.making import leaf, made, scored
from wangyu.assessment.evaluation.logic.insight import clauses_without
from wangyu.assessment.evaluation.logic.rules.ratio_to_target import RatioToTarget
from wangyu.assessment.evaluation.logic.scheme import PANEL, SELF, plain, read_scheme
from wangyu.assessment.evaluation.logic.scoring import explain
from wangyu.assessment.evaluation.logic.standards import with_standards
from wangyu.assessment.policy.kinds import pack
from wangyu.base.lib import measures

PACK = Path(__file__).parents[4] / "packs" / "hunan-2021-07"
SHIPPED = sorted(path.stem for path in (PACK / "schemes").glob("*.toml"))
NOT_A_BASIS = re.compile(
    "like|read|repost|vote|follow|fans|click|wci|点赞|转发|阅读|投票|关注|粉丝|在看|时长"
)


def shipped(name):
    rows = tomllib.loads((PACK / "standards.toml").read_text("utf-8"))["standard"]
    data = tomllib.loads((PACK / "schemes" / f"{name}.toml").read_text("utf-8"))
    return read_scheme(with_standards(data, rows), f"{name}.toml")


def test_both_are_there():
    assert SHIPPED == ["five_elements", "seven_fields"]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scheme_says_that_it_is_an_example_and_whose(name):
    scheme = shipped(name)
    assert scheme.key == name
    assert scheme.label == "示例·非官方"
    assert "没有官方来源" in scheme.source
    assert all(top.reason for top in scheme.tops)
    assert read_scheme(plain(scheme), name) == scheme


@pytest.mark.parametrize("name", SHIPPED)
def test_every_measure_is_offered_by_an_app(name):
    own = [key for key in shipped(name).measures if not key.startswith((SELF, PANEL))]
    assert [key for key in own if not measures.is_offered(key)] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_no_likes_reads_or_votes_are_a_basis(name):
    for leaf_ in shipped(name).leaves:
        said = " ".join((leaf_.key, leaf_.title, *leaf_.measures, *leaf_.asked))
        assert not NOT_A_BASIS.search(said.replace("fact.articles_national", "")), leaf_.key


@pytest.mark.parametrize("name", SHIPPED)
def test_a_person_is_asked_at_most_three_items_in_ten(name):
    leaves = shipped(name).leaves
    asked = [one for one in leaves if one.asked]
    assert len(asked) <= 0.3 * len(leaves)
    assert all(one.evidence == "required" for one in asked)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_figures_of_the_policy_are_those_of_the_pack(name):
    standards = pack().newest_standards
    scheme = shipped(name)
    for one in scheme.standards:
        row = standards[one.key]
        assert (one.value, one.per, one.rounding) == (
            float(row.value),
            float(row.per),
            row.rounding,
        )
    rules = [one.rule for one in scheme.leaves if isinstance(one.rule, RatioToTarget)]
    figures = {float(row.value) for row in standards.values()} - {1.0} | {float(row.per) for row in standards.values()} - {1.0}  # fmt: skip
    assert not [r for r in rules if not r.target.standard and {r.target.constant, r.target.value, r.target.per} & figures]  # fmt: skip


def test_the_evaluation_has_the_seven_fields_in_the_words_of_the_clause():
    scheme, text = shipped("seven_fields"), pack().clauses[11].text
    words = (
        "重视和支持程度",
        "机构设置",
        "专项经费保障",
        "专业队伍建设",
        "教学科研",
        "产品产出",
        "工作实效",
    )
    assert len(scheme.tops) == len(words)
    for top, word in zip(scheme.tops, words, strict=True):
        assert word in top.title
        assert word in text
    assert 45 <= len(scheme.leaves) <= 60
    assert clauses_without(scheme, pack().clauses) == []


def test_the_commendation_has_the_five_elements_in_the_words_of_the_clause():
    scheme, text = shipped("five_elements"), pack().clauses[12].text
    assert [top.title for top in scheme.tops if top.title not in text] == []
    assert len(scheme.tops) == 5


@pytest.mark.parametrize("name", SHIPPED)
def test_who_has_everything_has_full_marks_and_every_point_is_explained(name):
    scheme = shipped(name)
    many = dict.fromkeys(scheme.measures, [1000.0, 0.0] + [500.0] * 5)
    few = {"fact.students", "fact.staff", "fact.departments_total", "fact.classes_total", "fact.accounts_registered"}  # fmt: skip
    for key in few & set(many):
        many[key] = [1000.0] * 7
    for one in scheme.leaves:
        if one.rule.bounds:
            top = one.rule.bounds[1]
            many |= {key: [top, 0.0] + [top / 2 if not one.rule.bounds[2] else 0.0] * 5 for key in one.measures}  # fmt: skip
    many |= {
        "fact.fund_received": [30000.0] + [0.0] * 6,
        "fact.fund_allocated": [30000.0] * 7,
        "fact.fund_spent": [30000.0] * 7,
    }
    found = scored(scheme, {key: many[key] for key in scheme.measures})
    assert found.total[0] == pytest.approx(100)
    assert found.missing[0] == ()
    for one in scheme.leaves:
        assert explain(found, one, 0).endswith("。")


def panel_of(points):
    return {"kind": "per_n_capped", "per": 1, "each": points, "rounding": "none", "capped": False}


HEBEI = made(
    leaf("votes", 25, {"kind": "per_n_capped", "per": 100, "rounding": "half_up"}),
    {"key": "papers", "title": "材料审核", "points": 75},
    *(leaf(key, full, {"kind": "per_n_capped", "per": per, "rounding": "floor"}, parent="papers")
      for key, full, per in (("fans", 10, 100), ("wci", 10, 50), ("all", 25, 10), ("own", 15, 10), ("read", 15, 1))),
)  # fmt: skip
SHIEP = made(leaf("talk", 30, {"kind": "panel"}), leaf("experts", 70, {"kind": "panel"}))
MCCI = made(*(leaf(key, weight, panel_of(weight / 100)) for key, weight in (("wci", 30), ("bci", 25), ("dci", 25), ("wvci", 20))))  # fmt: skip
COMING = made(leaf("coming", 100, panel_of([1, 4, 1, 2, 0]), measures=[f"m.{n}" for n in range(5)]))


def test_the_four_complete_tables_are_scored_as_they_say():
    """Engine only: three of them rest on votes, fans or traffic, which no shipped scheme does."""
    facts = {"m.votes": [1250], "m.fans": [999], "m.wci": [520], "m.all": [77], "m.own": [200], "m.read": [3]}  # fmt: skip
    assert scored(HEBEI, facts).total[0] == 13 + 9 + 10 + 7 + 15 + 3
    assert scored(SHIEP, {"m.talk": [50], "m.experts": [80]}).total[0] == 15 + 56
    index = {"m.wci": [599.7], "m.bci": [400], "m.dci": [300], "m.wvci": [200]}
    np.testing.assert_allclose(scored(MCCI, index).total, 0.3 * 599.7 + 100 + 75 + 40)
    sent = {f"m.{n}": [value] for n, value in enumerate((3, 2, 5, 1, 9))}
    assert scored(COMING, sent).total[0] == 3 + 8 + 5 + 2
