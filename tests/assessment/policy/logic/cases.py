"""Requirements and standards small enough to reckon with by head."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from wangyu.assessment.policy.logic.pack import Requirement, Standard

STUDENTS, STAFF = "fact.students", "fact.staff"


def requirement(rule="yes", *measures, modality="must", clause=1, **more):
    facts = {
        "key": "r",
        "title": "要求",
        "quote": "要求",
        "tier": "university",
        "frequency": "每年",
    }
    return Requirement(
        **facts | more, clause=clause, rule=rule, modality=modality, measures=measures or ("a.x",)
    )


def standard(**more):
    """1 post for 8 000 heads, as clause 8 has it, unless told otherwise."""
    facts = {
        "key": "posts", "title": "专职", "clause": 8, "quote": "1:8000", "value": Decimal(1),
        "unit": "人", "per": Decimal(8000), "heads": "名师生", "basis": "students_and_staff",
        "basis_note": "", "basis_open": True, "rounding": "ceil", "actual": ("a.posts",),
        "weak": True, "source": "第8条", "valid_from": date(2021, 12, 31),
    }  # fmt: skip
    return Standard(**facts | more)


def space(**more):
    """80 m² for 10 000 heads."""
    return standard(
        key="space", value=Decimal(80), unit="㎡", per=Decimal(10000), rounding="none", weak=False,
        basis_open=False, actual=("a.office", "a.activity"), **more,
    )  # fmt: skip


def money(**more):
    """30 yuan for each student."""
    return standard(
        key="fund", value=Decimal(30), unit="元", per=Decimal(1), heads="名在校生每年",
        rounding="none", weak=False, basis="students", basis_open=False, actual=("a.money",), **more,
    )  # fmt: skip
