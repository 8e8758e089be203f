"""What a mark needs so that it can be handed in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.assessment.evaluation.schemes import SMALL
from wangyu.assessment.evaluation.logic.marking import Given, differ, lacks, marked, mean, total
from wangyu.assessment.evaluation.logic.scheme import read_scheme

LEAVES = marked(read_scheme(SMALL, "小方案").leaves)
KEYS = [leaf.key for leaf in LEAVES]


def lack_of(own, **given):
    """What is said of 工作要点 when all others are in order."""
    marks = {key: Given(Decimal(1), "看过") for key in KEYS}
    marks["plans"] = Given(**given)
    found = lacks(LEAVES, {"plans": own}, marks)
    assert {one.key for one in found} <= {"plans"}
    return found[0].sentence if found else ""


@pytest.mark.parametrize(
    ("own", "given", "says"),
    [
        (Decimal(12), {}, "还没有打分"),
        (Decimal(12), {"points": Decimal(12)}, ""),
        (Decimal("12.004"), {"points": Decimal(12)}, ""),
        (Decimal(12), {"points": Decimal(11)}, "与自查不同"),
        (Decimal(12), {"points": Decimal(11), "proved": True}, "与自查不同"),
        (Decimal(12), {"points": Decimal(11), "words": " "}, "与自查不同"),
        (Decimal(12), {"points": Decimal(11), "words": "少一份"}, ""),
        (Decimal(20), {"points": Decimal(20)}, "满分或 0 分"),
        (None, {"points": Decimal(0)}, "满分或 0 分"),
        (Decimal(20), {"points": Decimal(20), "proved": True}, ""),
        (None, {"points": Decimal(7)}, ""),
    ],
)
def test_a_reason_is_asked_where_somebody_will_ask_for_it(own, given, says):
    found = lack_of(own, **given)
    assert says in found
    assert bool(found) == bool(says)


def test_what_is_unknown_differs_from_nothing_and_is_not_added():
    assert not differ(None, Decimal(1))
    assert not differ(Decimal(1), None)
    assert total({"plans": None, "office": Decimal(3)}, KEYS) == 3
    assert total({"plans": None}, KEYS) is None
    assert mean([None, Decimal(3), Decimal(6)]) == Decimal("4.5")
    assert mean([None]) is None
