import pytest

from tests.assessment.policy.logic.cases import requirement
from wangyu.assessment.policy.logic.pack import Clause, split_clauses

TEXT = """
标题

一、总则

不是条款的一段。

1. 做事。第一句被分页

拆成两半。第二句。

2. 算数。1. 开头的数字在句中，不另起一条。

二、附则

四、由省中心负责解读。
"""


def test_a_sentence_cut_by_a_page_is_joined_and_headings_end_a_clause():
    assert split_clauses(TEXT, {1: "总则", 2: "总则"}) == (
        Clause(1, "做事", "第一句被分页拆成两半。第二句。", "总则"),
        Clause(2, "算数", "1. 开头的数字在句中，不另起一条。", "总则"),
    )


def test_a_text_without_clauses_has_none():
    assert split_clauses("一段话。", {}) == ()


@pytest.mark.parametrize(
    ("modality", "weak", "label"),
    [("must", False, "必须"), ("should", False, "应当"), ("encouraged", True, "建议·原则上")],
)
def test_modality_says_how_strong_a_duty_is(modality, weak, label):
    one = requirement(modality=modality)
    assert (one.is_weak, one.modality_label) == (weak, label)


def test_a_duty_names_its_tier_and_its_standard():
    one = requirement("standard", "standard.fund", tier="province")
    assert (one.tier_label, one.standard) == ("省中心", "fund")
