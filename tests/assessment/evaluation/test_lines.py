"""How a figure is read by people: yes, no, what was chosen, or a number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from wangyu.assessment.evaluation.logic.scheme import read_scheme
from wangyu.assessment.evaluation.queries.behind import name_of
from wangyu.assessment.evaluation.queries.lines import figure_of

TIERS = [{"title": "没有写入", "points": 0}, {"title": "写入要点", "points": 50}]
ROWS = [
    {"key": "plan", "title": "写入要点", "points": 50, "clause": 1, "asked": ["写入了哪一级？"],
     "rule": {"kind": "evidence_tier", "tiers": TIERS}},
    {"key": "group", "title": "领导小组", "points": 50, "clause": 1, "measures": ["fact.leading_group"],
     "rule": {"kind": "per_n_capped", "per": 1, "each": 50, "rounding": "floor"}},
]  # fmt: skip
CHOSEN, GROUP = read_scheme(
    {"scheme": {"key": "s", "title": "方案"}, "indicator": ROWS}, "方案"
).leaves


@pytest.mark.parametrize(
    ("key", "value", "leaf", "text"),
    [
        ("self.plan", "1", CHOSEN, "写入要点"),
        ("self.plan", "0.00", CHOSEN, "没有写入"),
        ("self.plan", "1", GROUP, "1"),  # where another leaf reads it, its words say nothing
        ("fact.leading_group", "1", GROUP, "是"),
        ("fact.leading_group", "0", None, "否"),
        ("fact.articles_adopted", "12", None, "12"),
    ],
)
def test_a_figure_is_read_in_the_words_it_was_given_in(key, value, leaf, text) -> None:
    assert figure_of(key, Decimal(value), leaf) == text


def test_a_figure_is_called_by_its_question_its_label_or_its_indicator() -> None:
    assert name_of("self.plan", [CHOSEN], {}) == "写入了哪一级？"
    assert (
        name_of("fact.leading_group", [CHOSEN, GROUP], {"fact.leading_group": "是否成立"})
        == "是否成立"
    )
    assert name_of("fact.leading_group", [GROUP], {}) == "领导小组"
    assert name_of("standard", [GROUP], {"standard": "标准数"}) == "标准数"
