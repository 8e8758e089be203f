"""第6条 加强科学研究： 项目申报与案例征集"""

from __future__ import annotations

import pytest

from tests.policy.conftest import Duty

TEXT = "高校应高度重视网络育人相关理论和实践研究，结合学校网络育人的实际工作情况，推动网络育人成果产品转换，积极参与省中心的项目申报和案例征集，用研究成果指导育人实践，形成一批有固定工作平台、有可靠条件保障、有长效工作机制和有明显育人实效，可示范、可复制、可推广的网络思政优秀工作案例和典型性经验。"

SHOULD = "应当"
DUTIES = {
    "project_application": Duty(
        "积极参与省中心的项目申报和案例征集", SHOULD, "每年",
        ("projects_applied",), ("申报汇总表",), figure_is_ours=True,
    ),
    "case_collection": Duty(
        "积极参与省中心的项目申报和案例征集", SHOULD, "每年",
        ("cases_submitted",), ("案例报送清单",), figure_is_ours=True,
    ),
}  # fmt: skip
ALL = {"projects_applied": 1, "cases_submitted": 1}
"""A university that has done everything the clause asks."""


def test_the_clause_stands_in_the_pack_word_for_word(clause):
    assert (clause.title, clause.part) == ("加强科学研究", "主要任务")
    assert clause.text == TEXT


def test_every_duty_is_taken_from_the_clause_with_its_strength(clause):
    assert clause.duties == DUTIES
    assert list(clause.duties) == list(DUTIES)
    assert all(duty.words in TEXT for duty in DUTIES.values())


def test_every_figure_of_the_clause_is_offered_by_an_app(clause):
    assert clause.missing_apps == set()


@pytest.mark.parametrize("key", ["project_application", "case_collection"])
@pytest.mark.parametrize(
    ("count", "verdict"), [(4, "达到"), (1, "达到"), (0, "未达到"), (None, "未填报")]
)
def test_taking_part_once_is_taking_part(clause, key, count, verdict):
    [figure] = clause.duties[key].figures
    assert clause.verdict(key, **{figure: count}) == verdict


def test_being_approved_or_selected_is_never_asked(clause):
    """Whether a project is approved is the province's decision, not the university's duty."""
    lucky = ALL | {"projects_approved": 0, "cases_selected": 0, "projects_closed": 0}
    assert clause.findings(**lucky) == clause.findings(**ALL)


@pytest.mark.parametrize(
    ("reported", "state"),
    [
        (ALL, "达到"),
        (ALL | {"cases_submitted": 0}, "部分达到"),
        ({"projects_applied": 2}, "部分达到"),
        (dict.fromkeys(ALL, 0), "未达到"),
        ({}, "未填报"),
    ],
)
def test_the_state_of_the_clause(clause, reported, state):
    assert clause.state(**reported) == state
