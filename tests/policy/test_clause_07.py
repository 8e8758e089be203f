"""第7条 完善组织机构： 领导小组、专门机构与四级联动"""

from __future__ import annotations

import pytest

from tests.policy.conftest import Duty

TEXT = (
    "高校应成立学校网络思想政治工作领导小组，由校领导任组长，党委宣传部、学生工作部、研究生院、马克思主义学院、团委等相关职能部门负责人任领导小组成员，定期开展网络育人专题工作研究。"
    "设立完善学校负责网络思政教育的专门机构或科室，明确机构岗位职责，进一步落实省委教育工委及省中心的工作安排，建立健全“省中心、各高校网络思想政治工作中心、院系网络思想政治工作室、专业班级工作站”四级联动的网络育人工作大格局。"
)

MUST, SHOULD = "必须", "应当"
DUTIES = {
    "leading_group": Duty(
        "高校应成立学校网络思想政治工作领导小组", SHOULD, "持续",
        ("leading_group",), ("成立文件",),
    ),
    "group_head": Duty(
        "由校领导任组长", SHOULD, "持续",
        ("group_head_is_leader",), ("成立文件",),
    ),
    "group_members": Duty(
        "党委宣传部、学生工作部、研究生院、马克思主义学院、团委等相关职能部门负责人任领导小组成员", SHOULD, "持续",
        ("group_departments",), ("成立文件",), figure_is_ours=True,
    ),
    "group_meetings": Duty(
        "定期开展网络育人专题工作研究", MUST, "每年",
        ("group_meetings",), ("会议纪要",), figure_is_ours=True,
    ),
    "office": Duty(
        "设立完善学校负责网络思政教育的专门机构或科室", MUST, "持续",
        ("office_established",), ("机构文件",),
    ),
    "studios": Duty(
        "建立健全“省中心、各高校网络思想政治工作中心、院系网络思想政治工作室、专业班级工作站”四级联动的网络育人工作大格局", SHOULD, "持续",
        ("department_studios", "departments_total"), ("机构文件",),
    ),
    "stations": Duty(
        "建立健全“省中心、各高校网络思想政治工作中心、院系网络思想政治工作室、专业班级工作站”四级联动的网络育人工作大格局", SHOULD, "持续",
        ("class_stations",), ("机构文件",), figure_is_ours=True,
    ),
}  # fmt: skip
ALL = {
    "leading_group": 1,
    "group_head_is_leader": 1,
    "group_departments": 5,
    "group_meetings": 1,
    "office_established": 1,
    "departments_total": 12,
    "department_studios": 12,
    "class_stations": 1,
}
"""A university that has done everything the clause asks."""


def test_the_clause_stands_in_the_pack_word_for_word(clause):
    assert (clause.title, clause.part) == ("完善组织机构", "保障机制")
    assert clause.text == TEXT


def test_every_duty_is_taken_from_the_clause_with_its_strength(clause):
    assert clause.duties == DUTIES
    assert list(clause.duties) == list(DUTIES)
    assert all(duty.words in TEXT for duty in DUTIES.values())


def test_every_figure_of_the_clause_is_offered_by_an_app(clause):
    assert clause.missing_apps == set()


@pytest.mark.parametrize(
    ("departments", "verdict"), [(5, "达到"), (4, "达到"), (3, "部分达到"), (0, "未达到"), (None, "未填报")]
)  # fmt: skip
def test_four_of_the_five_named_departments_are_enough_where_there_is_no_graduate_school(
    clause, departments, verdict
):
    assert clause.verdict("group_members", group_departments=departments) == verdict
    assert "示例" in clause.finding("group_members").requirement.note


@pytest.mark.parametrize(
    ("studios", "departments", "verdict"),
    [
        (12, 12, "达到"),
        (11, 12, "部分达到"),
        (0, 12, "未达到"),
        (0, 0, "不适用"),
        (5, None, "未填报"),
    ],
)
def test_every_department_has_its_studio(clause, studios, departments, verdict):
    found = clause.verdict("studios", department_studios=studios, departments_total=departments)
    assert found == verdict


def test_a_group_without_a_university_leader_at_its_head_is_half_of_what_is_asked(clause):
    assert clause.verdict("leading_group", leading_group=1) == "达到"
    assert clause.verdict("group_head", leading_group=1, group_head_is_leader=0) == "未达到"
    assert clause.state(leading_group=1, group_head_is_leader=0) == "部分达到"


@pytest.mark.parametrize(
    ("reported", "state"),
    [
        (ALL, "达到"),
        (ALL | {"group_meetings": 0}, "部分达到"),
        (ALL | {"departments_total": 0, "department_studios": 0}, "达到"),
        (dict.fromkeys(ALL, 0) | {"departments_total": 12}, "未达到"),
        (dict.fromkeys(ALL), "未填报"),
        ({}, "未填报"),
    ],
)
def test_the_state_of_the_clause(clause, reported, state):
    assert clause.state(**reported) == state
