"""第8条 加强队伍建设： 1:8000 的专职队伍、培训考评与名师支持"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.policy.conftest import Duty
from wangyu.assessment.policy.logic.standards import readings

TEXT = (
    "建议按 1:8000 师生比配备校级专职工作人员，加强校院两级网络思政工作者业务培训、述职考评、总结表彰，培育一支富有创新和奉献精神，有志于在网络育人领域深耕细作的师生骨干队伍，充分发挥这支队伍的示范、引领、辐射、带动作用。"
    "加强易班网络工作队伍培养培训，提升队伍理论素养和技术应用能力。"
    "结合实际，为入选“湖南省高校网络教育名师培育支持计划”的教师提供必要的政策、经费、场地、人员、技术等方面配套支持，相应成立名师工作室。"
)

SHOULD, WEAK = "应当", "建议·原则上"
DUTIES = {
    "full_time": Duty(
        "建议按 1:8000 师生比配备校级专职工作人员", WEAK, "持续",
        ("standard.staff_ratio",), ("任职文件",),
    ),
    "training": Duty(
        "加强校院两级网络思政工作者业务培训、述职考评、总结表彰", SHOULD, "每年",
        ("trainings",), ("培训通知", "培训总结"), figure_is_ours=True,
    ),
    "appraisal": Duty(
        "加强校院两级网络思政工作者业务培训、述职考评、总结表彰", SHOULD, "每年",
        ("appraisal_held",), ("考评通知",),
    ),
    "commendation": Duty(
        "加强校院两级网络思政工作者业务培训、述职考评、总结表彰", SHOULD, "每年",
        ("commendation_held",), ("表彰文件",),
    ),
    "yiban": Duty(
        "加强易班网络工作队伍培养培训", SHOULD, "每年",
        ("yiban_trainings",), ("培训通知",), figure_is_ours=True,
    ),
    "master_support": Duty(
        "提供必要的政策、经费、场地、人员、技术等方面配套支持", SHOULD, "每年",
        ("master_support",), ("配套支持文件",),
    ),
    "master_studios": Duty(
        "相应成立名师工作室", SHOULD, "持续",
        ("master_studios",), ("成立文件",), figure_is_ours=True,
    ),
}  # fmt: skip
ALL = {
    "students": 15_900,
    "staff": 100,
    "full_time_staff": 2,
    "trainings": 1,
    "appraisal_held": 1,
    "commendation_held": 1,
    "yiban_trainings": 1,
    "masters_selected": 0,
}
"""A university that has done everything the clause asks."""


def test_the_clause_stands_in_the_pack_word_for_word(clause):
    assert (clause.title, clause.part) == ("加强队伍建设", "保障机制")
    assert clause.text == TEXT


def test_every_duty_is_taken_from_the_clause_with_its_strength(clause):
    assert clause.duties == DUTIES
    assert list(clause.duties) == list(DUTIES)
    assert all(duty.words in TEXT for duty in DUTIES.values())


def test_every_figure_of_the_clause_is_offered_by_an_app(clause):
    assert clause.missing_apps == set()


def test_the_standard_is_written_as_the_clause_writes_it(clause):
    ratio = clause.standard("staff_ratio")
    assert (ratio.value, ratio.per, ratio.unit, ratio.rounding) == (1, 8000, "人", "ceil")
    assert ratio.quote in TEXT
    assert (ratio.weak, ratio.basis_open, ratio.source) == (True, True, "政策第8条")


READINGS = [
    # 在校生, 教职工, 按师生应有, 按在校生应有
    (7_000, 900, 1, 1),
    (7_500, 501, 2, 1),
    (8_000, 0, 1, 1),
    (8_000, 1, 2, 1),
    (8_001, 0, 2, 2),
    (15_900, 900, 3, 2),
    (39_999, 2_500, 6, 5),
]


@pytest.mark.parametrize(("students", "staff", "by_all", "by_students"), READINGS)
def test_one_post_for_8000_by_either_reading(clause, students, staff, by_all, by_students):
    """The clause says 师生比 and leaves open whether staff count: both are reckoned and shown."""
    values = {"fact.students": Decimal(students), "fact.staff": Decimal(staff), "fact.full_time_staff": Decimal(1)}  # fmt: skip
    found = {basis: one.need for basis, one in readings(clause.standard("staff_ratio"), values)}
    assert found == {"students_and_staff": by_all, "students": by_students}
    reported = {"students": students, "staff": staff, "full_time_staff": 1}
    assert clause.finding("full_time", **reported).target == by_all


@pytest.mark.parametrize(
    ("posts", "verdict", "gap"),
    [(3, "达到", 0), (4, "达到", 0), (2, "有差距（建议项）", 1), (0, "有差距（建议项）", 3), (None, "未填报", None)],
)  # fmt: skip
def test_the_ratio_is_a_suggestion_so_too_few_is_a_gap_and_never_a_violation(
    clause, posts, verdict, gap
):
    found = clause.finding("full_time", students=15_900, staff=900, full_time_staff=posts)
    assert (found.label, found.gap) == (verdict, gap)
    assert found.tone != "bad"


@pytest.mark.parametrize(("students", "staff"), [(None, 900), (15_900, None), (None, None)])
def test_while_the_heads_are_unknown_the_need_is_unknown(clause, students, staff):
    found = clause.finding("full_time", students=students, staff=staff, full_time_staff=99)
    assert (found.label, found.target, found.gap) == ("未填报", None, None)


def test_a_school_without_anybody_has_no_need(clause):
    assert clause.verdict("full_time", students=0, staff=0, full_time_staff=0) == "不适用"


@pytest.mark.parametrize(
    ("masters", "support", "verdict"),
    [
        (0, None, "不适用"),
        (2, 1, "达到"),
        (2, 0, "未达到"),
        (2, None, "未填报"),
        (None, 1, "未填报"),
    ],
)
def test_masters_are_supported_where_there_are_some(clause, masters, support, verdict):
    reported = {"masters_selected": masters, "master_support": support, "master_studios": support}
    assert clause.verdict("master_support", **reported) == verdict
    assert clause.verdict("master_studios", **reported) == verdict


@pytest.mark.parametrize(
    ("reported", "state"),
    [
        (ALL, "达到"),
        (ALL | {"full_time_staff": 0}, "达到"),
        (ALL | {"appraisal_held": 0}, "部分达到"),
        (ALL | {"masters_selected": 1, "master_support": 0, "master_studios": 0}, "部分达到"),
        (dict.fromkeys(ALL, 0), "未达到"),
        ({"students": 9_000, "staff": 900, "full_time_staff": 5}, "未填报"),
        ({}, "未填报"),
    ],
)
def test_the_state_of_the_clause(clause, reported, state):
    assert clause.state(**reported) == state
