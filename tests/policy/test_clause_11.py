"""第11条 实施综合评价： 制度、自评自查，每 2 年一周期"""

from __future__ import annotations

import pytest

from tests.policy.conftest import Duty

TEXT = (
    "建立健全省高校网络思想政治教育工作评价督导指标体系，高校制定和完善网络思政工作制度，并定期开展自评自查，内容包括学校重视和支持程度、机构设置情况、专项经费保障、专业队伍建设、教学科研、产品产出等情况和工作实效；"
    "省中心制定实施和考核评价办法，在全省范围内评选一定数量的网络育人示范高校，每2年为一个考核周期，每1年进行中期考核。"
    "检查考核采取自查、互查和抽查相结合的方式进行，并综合各项考察数据形成考核结论。"
)

MUST, SHOULD = "必须", "应当"
DUTIES = {
    "rules": Duty(
        "高校制定和完善网络思政工作制度", MUST, "持续",
        ("work_rules",), ("制度汇编",), figure_is_ours=True,
    ),
    "self_check": Duty(
        "并定期开展自评自查", MUST, "每年",
        ("self_check_done",), ("自查报告",),
    ),
    "cross_check": Duty(
        "检查考核采取自查、互查和抽查相结合的方式进行", SHOULD, "每2年",
        ("evaluation.checked",), ("检查记录",), who="省中心",
    ),
}  # fmt: skip
NONE_YET = {"evaluation__rounds": 0}
"""The province has concluded no evaluation: nobody can have been checked by others."""
ALL = {"work_rules": 1, "self_check_done": 1} | NONE_YET
"""A university that has done everything the clause asks."""


def test_the_clause_stands_in_the_pack_word_for_word(clause):
    assert (clause.title, clause.part) == ("实施综合评价", "保障机制")
    assert clause.text == TEXT


def test_every_duty_is_taken_from_the_clause_with_its_strength(clause):
    assert clause.duties == DUTIES
    assert list(clause.duties) == list(DUTIES)
    assert all(duty.words in TEXT for duty in DUTIES.values())


def test_every_duty_has_its_measure(clause):
    assert clause.missing_apps == set()


@pytest.mark.parametrize(
    ("rounds", "checked", "verdict"), [(0, None, "不适用"), (1, 1, "达到"), (1, None, "未填报")]
)
def test_others_checked_it_once_the_province_has_held_an_evaluation(
    clause, rounds, checked, verdict
):
    known = {"evaluation__rounds": rounds} | ({"evaluation__checked": checked} if checked else {})
    assert clause.verdict("cross_check", **known) == verdict


def test_the_cycle_is_two_years(clause):
    assert clause.figures == {"evaluation_cycle": "2 年"}


@pytest.mark.parametrize(("done", "verdict"), [(1, "达到"), (0, "未达到"), (None, "未填报")])
def test_the_self_check_was_done_or_it_was_not(clause, done, verdict):
    assert clause.verdict("self_check", self_check_done=done) == verdict


@pytest.mark.parametrize(
    ("reported", "state"),
    [
        (ALL, "达到"),
        (ALL | {"self_check_done": 0}, "部分达到"),
        (ALL | {"evaluation__rounds": 1, "evaluation__checked": 1}, "达到"),
        (dict.fromkeys(ALL, 0), "未达到"),
        ({"work_rules": 6} | NONE_YET, "部分达到"),
        (dict.fromkeys(("work_rules", "self_check_done")) | NONE_YET, "未填报"),
        ({}, "未填报"),
    ],
)
def test_the_state_of_the_clause(clause, reported, state):
    assert clause.state(**reported) == state
