"""第5条 建好重点公众号： 一个及以上校级思政类公众号"""

from __future__ import annotations

import pytest

from tests.policy.conftest import Duty

TEXT = (
    "高校要重点建设一个及以上校级思政类公众号，在内容建设方面，深入开展习近平新时代中国特色社会主义思想学习宣传教育，深入开展党史、新中国史、改革开放史、社会主义发展史宣传教育，宣传推介学校思想政治教育的有益经验和做法，达到展示成果、交流经验、提升水平的效果。"
    "积极参与省委教育工委和省中心对各高校重点建设的公众号进行的多维指标体系考评。"
)

MUST, SHOULD = "必须", "应当"
DUTIES = {
    "key_account": Duty(
        "高校要重点建设一个及以上校级思政类公众号", MUST, "持续",
        ("key_accounts",), ("账号备案材料",),
    ),
    "account_columns": Duty(
        "深入开展党史、新中国史、改革开放史、社会主义发展史宣传教育", SHOULD, "持续",
        ("key_account_columns",), ("栏目目录",), figure_is_ours=True,
    ),
    "account_assessment": Duty(
        "积极参与省委教育工委和省中心对各高校重点建设的公众号进行的多维指标体系考评", SHOULD, "每年",
        ("channels.key_account_assessed",), ("考评结果",), to_come=True,
    ),
}  # fmt: skip
ALL = {"key_accounts": 1, "key_account_columns": 1}
"""A university that has done everything the clause asks."""


def test_the_clause_stands_in_the_pack_word_for_word(clause):
    assert (clause.title, clause.part) == ("建好重点公众号", "主要任务")
    assert clause.text == TEXT


def test_every_duty_is_taken_from_the_clause_with_its_strength(clause):
    assert clause.duties == DUTIES
    assert list(clause.duties) == list(DUTIES)
    assert all(duty.words in TEXT for duty in DUTIES.values())


def test_what_no_app_measures_yet_is_marked_and_does_not_count(clause):
    assert clause.missing_apps == {"channels.key_account_assessed"}
    for key, duty in clause.duties.items():
        assert (clause.verdict(key, **ALL) == "待建") == duty.to_come


@pytest.mark.parametrize(
    ("accounts", "verdict"), [(2, "达到"), (1, "达到"), (0, "未达到"), (None, "未填报")]
)
def test_one_account_or_more(clause, accounts, verdict):
    assert clause.verdict("key_account", key_accounts=accounts) == verdict
    assert clause.figures == {"key_account_min": "1 个"}


def test_reading_counts_likes_and_followers_are_no_figures_of_the_clause(clause):
    read = [key for duty in clause.duties.values() for key in duty.figures]
    assert not [k for k in read if any(w in k for w in ("read", "like", "share", "fan", "vote"))]


@pytest.mark.parametrize(
    ("reported", "state"),
    [
        (ALL, "达到"),
        (ALL | {"key_account_columns": 0}, "部分达到"),
        (ALL | {"key_accounts": 0, "key_account_columns": 0}, "未达到"),
        (dict.fromkeys(ALL), "未填报"),
        ({}, "未填报"),
    ],
)
def test_the_state_of_the_clause(clause, reported, state):
    assert clause.state(**reported) == state
