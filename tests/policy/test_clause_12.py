"""第12条 突出示范引领： 研讨调研与每年一次的总结表彰大会"""

from __future__ import annotations

import pytest

from tests.policy.conftest import Duty

TEXT = (
    "由省中心牵头组建学术研究会，建立学术研究成果奖励与评价机制，每年组织开展理论研讨、专题调研等科研活动。"
    "省中心根据各高校重点思政公众号建设、课题立结项、优秀案例评比、平台共建、网络文化产品创作等方面综合制定考核标准，每年召开一次全省高校网络思政工作交流及总结表彰大会，进一步强化全省各高校网络思想政治工作交流，总结年度主要工作，表彰年度先进集体和优秀个人。"
)

WEAK = "建议·原则上"
DUTIES = {
    "seminars": Duty(
        "每年组织开展理论研讨、专题调研等科研活动", WEAK, "每年",
        ("seminars",), ("会议通知",), who="省中心", figure_is_ours=True,
    ),
    "conference": Duty(
        "每年召开一次全省高校网络思政工作交流及总结表彰大会", WEAK, "每年",
        ("conference_attended",), ("参会通知",), who="省中心",
    ),
}  # fmt: skip
ALL = {"seminars": 1, "conference_attended": 1}
"""A university that has done everything the clause asks."""


def test_the_clause_stands_in_the_pack_word_for_word(clause):
    assert (clause.title, clause.part) == ("突出示范引领", "保障机制")
    assert clause.text == TEXT


def test_every_duty_is_taken_from_the_clause_with_its_strength(clause):
    assert clause.duties == DUTIES
    assert list(clause.duties) == list(DUTIES)
    assert all(duty.words in TEXT for duty in DUTIES.values())


def test_every_figure_of_the_clause_is_offered_by_an_app(clause):
    assert clause.missing_apps == set()


def test_the_clause_speaks_of_the_province_so_a_university_s_absence_is_only_a_gap(clause):
    assert {duty.who for duty in clause.duties.values()} == {"省中心"}
    assert clause.verdict("conference", conference_attended=0) == "有差距（建议项）"
    assert clause.verdict("seminars", seminars=0) == "有差距（建议项）"
    assert clause.state(seminars=0, conference_attended=0) != "未达到"


def test_the_conference_is_once_a_year(clause):
    assert clause.figures == {"conference": "1 次/年"}


@pytest.mark.parametrize(
    ("reported", "state"),
    [
        (ALL, "达到"),
        (ALL | {"seminars": 0}, "部分达到"),
        (dict.fromkeys(ALL, 0), "部分达到"),
        ({"conference_attended": 1}, "部分达到"),
        (dict.fromkeys(ALL), "未填报"),
        ({}, "未填报"),
    ],
)
def test_the_state_of_the_clause(clause, reported, state):
    assert clause.state(**reported) == state
