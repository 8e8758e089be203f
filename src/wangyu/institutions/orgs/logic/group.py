"""Which of the departments that clause 7 names a text means."""

from __future__ import annotations

from collections.abc import Iterable

NAMED: dict[str, tuple[str, ...]] = {
    "党委宣传部": ("宣传部", "宣传统战部"),
    "学生工作部": ("学生工作", "学工部", "学工处", "学生处"),
    "研究生院": ("研究生院", "研究生处", "研究生部", "研究生工作部"),
    "马克思主义学院": ("马克思主义学院", "马院", "思想政治理论课教学部", "思政部"),
    "团委": ("团委",),
}
"""Clause 7's five departments and what universities call them."""


def named_departments(texts: Iterable[str]) -> list[str]:
    """Those of the five that occur in ``texts``, in the order of the clause."""
    joined = [text.replace(" ", "") for text in texts]
    return [
        name for name, words in NAMED.items() if any(w in text for text in joined for w in words)
    ]
