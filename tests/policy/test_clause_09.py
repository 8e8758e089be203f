"""第9条 强化工作保障： 80 平米/10000 名师生，每生每年 30 元"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.policy.conftest import Duty

TEXT = (
    "高校要为本校网络思想政治工作中心提供专用办公场地及活动场地，按照不低于 80 平米/10000 名师生的标准建设布局合理、功能齐全、设施完善的团队办公场地；"
    "二级院（系）的网络工作室原则上应具备相对独立的办公区域。"
    "高校按照在校生总数每生每年不低于 30 元标准设立网络思政工作专项经费，充分保障校院两级网络育人机构有序开展工作的。"
)

MUST, WEAK = "必须", "建议·原则上"
DUTIES = {
    "space": Duty(
        "按照不低于 80 平米/10000 名师生的标准建设", MUST, "持续",
        ("standard.space",), ("房产证明或平面图",),
    ),
    "studio_rooms": Duty(
        "二级院（系）的网络工作室原则上应具备相对独立的办公区域", WEAK, "持续",
        ("studios_independent", "department_studios"), ("平面图或照片",),
    ),
    "fund": Duty(
        "高校按照在校生总数每生每年不低于 30 元标准设立网络思政工作专项经费", MUST, "每年",
        ("standard.fund",), ("经费下达文件",),
    ),
}  # fmt: skip
ALL = {
    "students": 18_000,
    "staff": 2_000,
    "space_office_m2": 60,
    "space_activity_m2": 100,
    "fund_received": 540_000,
    "department_studios": 10,
    "studios_independent": 10,
}
"""A university that has done everything the clause asks."""


def test_the_clause_stands_in_the_pack_word_for_word(clause):
    assert (clause.title, clause.part) == ("强化工作保障", "保障机制")
    assert clause.text == TEXT


def test_every_duty_is_taken_from_the_clause_with_its_strength(clause):
    assert clause.duties == DUTIES
    assert list(clause.duties) == list(DUTIES)
    assert all(duty.words in TEXT for duty in DUTIES.values())


def test_every_figure_of_the_clause_is_offered_by_an_app(clause):
    assert clause.missing_apps == set()


def test_the_standards_are_written_as_the_clause_writes_them(clause):
    space, fund = clause.standard("space"), clause.standard("fund")
    assert (space.value, space.unit, space.per, space.basis) == (
        80,
        "㎡",
        10_000,
        "students_and_staff",
    )
    assert (fund.value, fund.unit, fund.per, fund.basis) == (30, "元", 1, "students")
    for one in (space, fund):
        assert one.quote in TEXT
        assert (one.weak, one.basis_open, one.rounding) == (False, False, "none")


@pytest.mark.parametrize(
    ("students", "staff", "need"),
    [(9_000, 1_000, "80"), (18_000, 2_000, "160"), (19_781, 1_131, "167.296"), (100, 0, "0.8"), (1, 0, "0.008")],
)  # fmt: skip
def test_80_square_metres_for_10000_students_and_staff_in_proportion(clause, students, staff, need):
    reported = {"students": students, "staff": staff, "space_office_m2": 1, "space_activity_m2": 1}
    assert clause.finding("space", **reported).target == Decimal(need)


@pytest.mark.parametrize(
    ("office", "activity", "verdict", "gap"),
    [(60, 100, "达到", "0"), (160, 0, "达到", "0"), (60, "99.99", "部分达到", "0.01"), (0, 0, "未达到", "160"),
     (200, None, "未填报", None), (None, None, "未填报", None)],
)  # fmt: skip
def test_office_and_activity_rooms_count_together_and_nearly_is_not_enough(
    clause, office, activity, verdict, gap
):
    found = clause.finding(
        "space", students=18_000, staff=2_000, space_office_m2=office, space_activity_m2=activity
    )
    assert (found.label, found.gap) == (verdict, gap and Decimal(gap))


@pytest.mark.parametrize(
    ("students", "received", "verdict", "gap"),
    [(18_000, 540_000, "达到", "0"), (18_000, 600_000, "达到", "0"), (18_000, "539999.99", "部分达到", "0.01"),
     (18_000, 0, "未达到", "540000"), (18_000, None, "未填报", None), (None, 540_000, "未填报", None), (0, 0, "不适用", "0")],
)  # fmt: skip
def test_30_yuan_for_each_student_and_year_staff_not_counted(
    clause, students, received, verdict, gap
):
    found = clause.finding("fund", students=students, staff=2_000, fund_received=received)
    assert (found.label, found.gap) == (verdict, gap and Decimal(gap))


def test_money_planned_or_spent_is_not_money_received(clause):
    rich = ALL | {"fund_received": 0, "fund_allocated": 9_000_000, "fund_spent": 9_000_000}
    assert clause.verdict("fund", **rich) == "未达到"


@pytest.mark.parametrize(
    ("independent", "studios", "verdict"),
    [(10, 10, "达到"), (4, 10, "有差距（建议项）"), (0, 10, "有差距（建议项）"), (0, 0, "不适用"), (None, 10, "未填报")],
)  # fmt: skip
def test_rooms_of_studios_are_asked_in_principle_so_their_lack_is_a_gap(
    clause, independent, studios, verdict
):
    reported = {"studios_independent": independent, "department_studios": studios}
    assert clause.verdict("studio_rooms", **reported) == verdict


@pytest.mark.parametrize(
    ("reported", "state"),
    [
        (ALL, "达到"),
        (ALL | {"studios_independent": 0}, "达到"),
        (ALL | {"fund_received": 0}, "部分达到"),
        (ALL | {"fund_received": 1, "space_office_m2": 0, "space_activity_m2": 0}, "部分达到"),
        (ALL | {"fund_received": 0, "space_office_m2": 0, "space_activity_m2": 0}, "未达到"),
        (
            ALL | {"students": 0, "staff": 0, "department_studios": 0, "studios_independent": 0},
            "不适用",
        ),
        ({"students": 18_000, "staff": 2_000}, "未填报"),
        ({}, "未填报"),
    ],
)
def test_the_state_of_the_clause(clause, reported, state):
    assert clause.state(**reported) == state
