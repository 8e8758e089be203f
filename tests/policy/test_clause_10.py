"""第10条 实施项目驱动： 课题项目、优秀案例与名师培育"""

from __future__ import annotations

import pytest

from tests.policy.conftest import Duty

TEXT = (
    "省中心鼓励和吸引高校思政工作者积极参与省中心课题项目申报。"
    "通过名师挂帅、集中攻关、任务驱动等形式，给予每项立项项目经费资助1-2万元。"
    "高校要广泛收集新时代网络思想政治教育的先进经验，向省中心报送网络思政工作优秀案例。"
    "省中心继续在全省范围内实施“湖南省高校网络教育名师培育支持计划”。"
    "每次遴选10人左右，培育支持期为2年，给予每位入选者1万元经费支持。"
    "教育部“高校网络教育名师培育支持计划”申报者原则上从省级“高校网络教育名师培育支持计划”入选者中遴选。"
)

MUST, WEAK = "必须", "建议·原则上"
DUTIES = {
    "projects": Duty(
        "鼓励和吸引高校思政工作者积极参与省中心课题项目申报", WEAK, "每年",
        ("projects_applied",), ("申报汇总表",),
    ),
    "cases": Duty(
        "向省中心报送网络思政工作优秀案例", MUST, "每年",
        ("cases_submitted",), ("案例报送清单",), figure_is_ours=True,
    ),
    "masters": Duty(
        "每次遴选10人左右，培育支持期为2年，给予每位入选者1万元经费支持", WEAK, "每2年",
        ("masters_selected",), ("入选文件",), who="省中心", figure_is_ours=True,
    ),
}  # fmt: skip
ALL = {"projects_applied": 1, "cases_submitted": 1, "masters_selected": 1}
"""A university that has done everything the clause asks."""


def test_the_clause_stands_in_the_pack_word_for_word(clause):
    assert (clause.title, clause.part) == ("实施项目驱动", "保障机制")
    assert clause.text == TEXT


def test_every_duty_is_taken_from_the_clause_with_its_strength(clause):
    assert clause.duties == DUTIES
    assert list(clause.duties) == list(DUTIES)
    assert all(duty.words in TEXT for duty in DUTIES.values())


def test_every_figure_of_the_clause_is_offered_by_an_app(clause):
    assert clause.missing_apps == set()


def test_the_numbers_of_the_clause_are_kept_as_it_states_them(clause):
    assert clause.figures == {"project_grant": "10000–20000 元/项", "master_teacher": "10 人/次"}


def test_only_sending_cases_is_asked_of_a_university(clause):
    assert clause.state(cases_submitted=1, projects_applied=0, masters_selected=0) == "达到"
    assert clause.verdict("projects", projects_applied=0) == "有差距（建议项）"
    assert clause.verdict("masters", masters_selected=0) == "有差距（建议项）"


def test_choosing_masters_is_the_province_s_duty(clause):
    assert clause.duties["masters"].who == "省中心"


@pytest.mark.parametrize(
    ("reported", "state"),
    [
        (ALL, "达到"),
        (ALL | {"cases_submitted": 0}, "未达到"),
        ({"projects_applied": 3, "masters_selected": 1}, "未填报"),
        ({"cases_submitted": None}, "未填报"),
        ({}, "未填报"),
    ],
)
def test_the_state_of_the_clause(clause, reported, state):
    assert clause.state(**reported) == state
