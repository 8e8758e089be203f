"""第3条 推出特色产品： 网络文化节与优秀作品推选"""

from __future__ import annotations

import pytest

from tests.policy.conftest import Duty

TEXT = "探索校园优秀网络文化作品创作激励机制，增强高校师生参与建设校园网络文化的积极性和主动性，组织开展高校“大学生网络文化节”和“高校网络教育优秀作品推选展示”，创新活动形式、丰富活动内容，运用大学生乐于接受的话语体系和表达方式，制作和传播贴近大学生的微视频、微动画、微博等网络产品，大力推进高校校园网络文化作品创作生产，打造一批形式新颖、参与广泛的网络思政品牌项目，推出一批通俗易懂、广受欢迎的新媒体产品，做好优秀网络文化作品的传播，以网络思政的创新发展推动高校思想政治工作走深走实。"

MUST, SHOULD, WEAK = "必须", "应当", "建议·原则上"
DUTIES = {
    "festival": Duty(
        "组织开展高校“大学生网络文化节”和“高校网络教育优秀作品推选展示”", MUST, "每年",
        ("festival_held",), ("活动通知", "活动总结"),
    ),
    "works": Duty(
        "推出一批通俗易懂、广受欢迎的新媒体产品", SHOULD, "每年",
        ("works_recommended",), ("报送汇总表",), figure_is_ours=True,
    ),
    "incentive": Duty(
        "探索校园优秀网络文化作品创作激励机制", WEAK, "一次",
        ("incentive_rule",), ("激励办法文件",),
    ),
}  # fmt: skip
ALL = {"festival_held": 1, "works_recommended": 1, "incentive_rule": 1}
"""A university that has done everything the clause asks."""


def test_the_clause_stands_in_the_pack_word_for_word(clause):
    assert (clause.title, clause.part) == ("推出特色产品", "主要任务")
    assert clause.text == TEXT


def test_every_duty_is_taken_from_the_clause_with_its_strength(clause):
    assert clause.duties == DUTIES
    assert list(clause.duties) == list(DUTIES)
    assert all(duty.words in TEXT for duty in DUTIES.values())


def test_every_figure_of_the_clause_is_offered_by_an_app(clause):
    assert clause.missing_apps == set()


@pytest.mark.parametrize(("held", "verdict"), [(1, "达到"), (0, "未达到"), (None, "未填报")])
def test_a_festival_is_held_or_it_is_not(clause, held, verdict):
    assert clause.verdict("festival", festival_held=held) == verdict


def test_exploring_an_incentive_is_encouraged_and_its_lack_is_only_a_gap(clause):
    assert clause.verdict("incentive", incentive_rule=0) == "有差距（建议项）"
    assert clause.state(**ALL | {"incentive_rule": 0}) == "达到"


def test_awards_likes_and_entries_are_never_judged(clause):
    assert clause.findings(**ALL) == clause.findings(**ALL, works_awarded=0, works_entries=0)


@pytest.mark.parametrize(
    ("reported", "state"),
    [
        (ALL, "达到"),
        (ALL | {"works_recommended": 0}, "部分达到"),
        (ALL | {"festival_held": 0, "works_recommended": 0}, "未达到"),
        ({"incentive_rule": 1}, "未填报"),
        ({}, "未填报"),
    ],
)
def test_the_state_of_the_clause(clause, reported, state):
    assert clause.state(**reported) == state
