"""第4条 打造智慧平台： 智慧平台与两项调查"""

from __future__ import annotations

import pytest

from tests.policy.conftest import Duty

TEXT = (
    "高校要结合实际，充分利用网络大数据的理念和技术，探索开发和建设教管服一体化智慧思政平台，加强对智慧教育管理、智慧心理、智慧资助、智慧学业预警、智慧宿管服务、智慧就业创业等工作的技术创新，强化校园网络安全与阵地管理。"
    "创新使用网络大数据调查和网络行为分析等手段，开展新媒体联盟与舆情分析工作，开展师生思想政治状况滚动调查、思想政治教育工作满意度网络调查，提升全省高校对网络舆情的发现力、研判力、处置力，更好凝聚师生共识，防范网络安全风险。"
)

MUST, WEAK = "必须", "建议·原则上"
DUTIES = {
    "platform": Duty(
        "探索开发和建设教管服一体化智慧思政平台", WEAK, "一次",
        ("platform_built",), ("建设方案或验收材料",),
    ),
    "services": Duty(
        "加强对智慧教育管理、智慧心理、智慧资助、智慧学业预警、智慧宿管服务、智慧就业创业等工作的技术创新", WEAK, "每年",
        ("services_online",), ("服务目录",), figure_is_ours=True,
    ),
    "rolling_survey": Duty(
        "开展师生思想政治状况滚动调查、思想政治教育工作满意度网络调查", MUST, "每年",
        ("survey_status",), ("调查通知",),
    ),
    "satisfaction": Duty(
        "思想政治教育工作满意度网络调查", MUST, "每年",
        ("survey_satisfaction",), ("调查通知",),
    ),
}  # fmt: skip
ALL = {"platform_built": 1, "services_online": 5, "survey_status": 1, "survey_satisfaction": 1}
"""A university that has done everything the clause asks."""


def test_the_clause_stands_in_the_pack_word_for_word(clause):
    assert (clause.title, clause.part) == ("打造智慧平台", "主要任务")
    assert clause.text == TEXT


def test_every_duty_is_taken_from_the_clause_with_its_strength(clause):
    assert clause.duties == DUTIES
    assert list(clause.duties) == list(DUTIES)
    assert all(duty.words in TEXT for duty in DUTIES.values())


def test_every_figure_of_the_clause_is_offered_by_an_app(clause):
    assert clause.missing_apps == set()


def test_the_two_surveys_decide_and_the_platform_is_only_encouraged(clause):
    assert clause.state(**ALL | {"platform_built": 0, "services_online": 0}) == "达到"
    assert clause.verdict("platform", platform_built=0) == "有差距（建议项）"
    assert clause.verdict("services", services_online=3) == "有差距（建议项）"
    assert clause.finding("services", services_online=3).gap == 2


def test_only_whether_a_survey_was_held_is_asked_never_what_anybody_answered(clause):
    read = {key for duty in clause.duties.values() for key in duty.figures}
    assert read == {"platform_built", "services_online", "survey_status", "survey_satisfaction"}
    assert "只报是否开展" in clause.finding("rolling_survey").requirement.note


@pytest.mark.parametrize("words", ["网络行为分析", "舆情分析"])
def test_what_the_clause_says_of_watching_is_kept_as_text_and_made_no_requirement(clause, words):
    """Promise 3: people are served, not watched."""
    assert words in clause.text
    assert not any(words in duty.words for duty in clause.duties.values())


@pytest.mark.parametrize(
    ("reported", "state"),
    [
        (ALL, "达到"),
        (ALL | {"survey_status": 0}, "部分达到"),
        ({"survey_status": 1}, "部分达到"),
        ({"survey_status": 0, "survey_satisfaction": 0, "platform_built": 1}, "未达到"),
        ({"platform_built": 1, "services_online": 5}, "未填报"),
        ({}, "未填报"),
    ],
)
def test_the_state_of_the_clause(clause, reported, state):
    assert clause.state(**reported) == state
