"""第2条 提高师生素养： 六个维度的网络素养教育"""

from __future__ import annotations

import pytest

from tests.policy.conftest import Duty

TEXT = "以贯彻落实习近平总书记致首届中国网络文明大会贺信提出的“共同推进文明办网、文明用网、文明上网，以时代新风塑造和净化网络空间，共建网上美好精神家园”的重要指示精神为根本遵循，把培育“校园好网民”作为网络素养教育主线，定期加强高校师生网络素养宣传教育，特别是围绕青年大学生的上网注意力管理、网络搜索利用、网络信息分析评价、网络印象管理、网络安全素养、网络道德素养等六个维度展开教育，培养他们在互联网客观分析、理性表达、创新创造的意识与能力，营造良好的网络生态环境。"

MUST, SHOULD = "必须", "应当"
DUTIES = {
    "literacy": Duty(
        "定期加强高校师生网络素养宣传教育", MUST, "每年",
        ("literacy_events",), ("活动方案", "活动记录"), figure_is_ours=True,
    ),
    "six_dimensions": Duty(
        "网络道德素养等六个维度展开教育", SHOULD, "每年",
        ("literacy_dimensions",), ("课程与活动清单",),
    ),
}  # fmt: skip
ALL = {"literacy_events": 1, "literacy_dimensions": 6}
"""A university that has done everything the clause asks."""


def test_the_clause_stands_in_the_pack_word_for_word(clause):
    assert (clause.title, clause.part) == ("提高师生素养", "主要任务")
    assert clause.text == TEXT


def test_every_duty_is_taken_from_the_clause_with_its_strength(clause):
    assert clause.duties == DUTIES
    assert list(clause.duties) == list(DUTIES)
    assert all(duty.words in TEXT for duty in DUTIES.values())


def test_every_figure_of_the_clause_is_offered_by_an_app(clause):
    assert clause.missing_apps == set()


def test_the_clause_names_six_dimensions_and_six_are_asked(clause):
    names = (
        "上网注意力管理",
        "网络搜索利用",
        "网络信息分析评价",
        "网络印象管理",
        "网络安全素养",
        "网络道德素养",
    )
    assert all(name in clause.text for name in names)
    assert clause.finding("six_dimensions", literacy_dimensions=0).target == len(names)


@pytest.mark.parametrize(
    ("covered", "verdict"), [(6, "达到"), (5, "部分达到"), (0, "未达到"), (None, "未填报")]
)
def test_five_dimensions_are_not_six(clause, covered, verdict):
    assert clause.verdict("six_dimensions", literacy_dimensions=covered) == verdict


def test_how_many_took_part_is_never_judged(clause):
    assert clause.findings(**ALL) == clause.findings(**ALL, literacy_people=0)


@pytest.mark.parametrize(
    ("reported", "state"),
    [
        (ALL, "达到"),
        (ALL | {"literacy_dimensions": 4}, "部分达到"),
        ({"literacy_events": 3}, "部分达到"),
        ({"literacy_events": 0, "literacy_dimensions": 0}, "未达到"),
        ({"literacy_people": 900}, "未填报"),
        ({}, "未填报"),
    ],
)
def test_the_state_of_the_clause(clause, reported, state):
    assert clause.state(**reported) == state
