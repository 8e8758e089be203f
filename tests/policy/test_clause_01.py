"""第1条 共建工作矩阵： 每月供稿、管好矩阵、参与共建"""

from __future__ import annotations

import pytest

from tests.policy.conftest import Duty

TEXT = (
    "各高校应积极向全国高校思想政治工作网、易班网和中国大学生在线等站点投稿，并每月定期向省高校网络思想政治工作中中心（以下简称“省中心”）官网、公众号等相关栏目输送优秀网络文化产品，支持配合省中心官网、公众号等各专题栏目规划与建设；"
    "管好校内网络媒体矩阵，研究制定学校“三微一端”及二级单位网站建设与管理规定办法，准确把握高校发布内容的政治方向，规范信息采集、审核发布流程，维护良好的运营秩序，加强校园网络阵地与安全建设；"
    "组织承办和宣传教育部思政司、省中心发起的各类比赛及活动，定期参与共建策略研究、定期交流共建优秀经验，将省中心打造成特色鲜明、功能互补、多方联动、线上线下全覆盖的网络思想政治教育新阵地。"
)

MUST, SHOULD = "必须", "应当"
DUTIES = {
    "monthly_submission": Duty(
        "每月定期向省高校网络思想政治工作中中心（以下简称“省中心”）官网、公众号等相关栏目输送优秀网络文化产品", SHOULD, "每月",
        ("months_submitted",), ("供稿清单",),
    ),
    "national_submission": Duty(
        "各高校应积极向全国高校思想政治工作网、易班网和中国大学生在线等站点投稿", SHOULD, "每年",
        ("articles_national",), ("登载页面链接",), figure_is_ours=True,
    ),
    "media_rules": Duty(
        "研究制定学校“三微一端”及二级单位网站建设与管理规定办法", MUST, "持续",
        ("rules_for_media",), ("管理办法文件",),
    ),
    "review_chain": Duty(
        "规范信息采集、审核发布流程", MUST, "每年",
        ("review_rule",), ("三审三校记录",),
    ),
    "accounts": Duty(
        "管好校内网络媒体矩阵", SHOULD, "每年",
        ("accounts_inspected", "accounts_registered"), ("年检记录",), figure_is_ours=True,
    ),
    "contests": Duty(
        "组织承办和宣传教育部思政司、省中心发起的各类比赛及活动", SHOULD, "每年",
        ("contests_hosted",), ("承办通知",), figure_is_ours=True,
    ),
    "exchanges": Duty(
        "定期参与共建策略研究、定期交流共建优秀经验", MUST, "每年",
        ("exchanges",), ("活动记录",), figure_is_ours=True,
    ),
}  # fmt: skip
ALL = {
    "months_submitted": 12,
    "articles_national": 1,
    "rules_for_media": 1,
    "review_rule": 1,
    "accounts_registered": 20,
    "accounts_inspected": 20,
    "contests_hosted": 1,
    "exchanges": 1,
}
"""A university that has done everything the clause asks."""


def test_the_clause_stands_in_the_pack_word_for_word(clause):
    assert (clause.title, clause.part) == ("共建工作矩阵", "主要任务")
    assert clause.text == TEXT


def test_every_duty_is_taken_from_the_clause_with_its_strength(clause):
    assert clause.duties == DUTIES
    assert list(clause.duties) == list(DUTIES)
    assert all(duty.words in TEXT for duty in DUTIES.values())


def test_every_figure_of_the_clause_is_offered_by_an_app(clause):
    assert clause.missing_apps == set()


@pytest.mark.parametrize(
    ("months", "verdict", "missing"),
    [(12, "达到", 0), (11, "部分达到", 1), (1, "部分达到", 11), (0, "未达到", 12), (None, "未填报", None)],
)  # fmt: skip
def test_monthly_means_all_twelve_months(clause, months, verdict, missing):
    found = clause.finding("monthly_submission", months_submitted=months)
    assert (found.label, found.gap) == (verdict, missing)
    assert clause.figures == {"submit_frequency": "12 个月"}


@pytest.mark.parametrize(
    ("inspected", "registered", "verdict"),
    [(20, 20, "达到"), (19, 20, "部分达到"), (0, 20, "未达到"), (0, 0, "不适用"), (None, 20, "未填报"), (3, None, "未填报")],
)  # fmt: skip
def test_the_matrix_is_in_order_when_every_registered_account_passed(
    clause, inspected, registered, verdict
):
    found = clause.verdict("accounts", accounts_inspected=inspected, accounts_registered=registered)
    assert found == verdict


@pytest.mark.parametrize(
    ("reported", "state"),
    [
        (ALL, "达到"),
        (ALL | {"months_submitted": 11}, "部分达到"),
        (ALL | {"accounts_registered": 0, "accounts_inspected": 0}, "达到"),
        (dict.fromkeys(ALL, 0) | {"accounts_registered": 9}, "未达到"),
        (dict.fromkeys(ALL), "未填报"),
        ({}, "未填报"),
    ],
)
def test_the_state_of_the_clause(clause, reported, state):
    assert clause.state(**reported) == state
