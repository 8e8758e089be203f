"""Columns of the lists of mutual checks."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from wangyu.assessment.evaluation.logic.flow import CHECK
from wangyu.assessment.evaluation.logic.pairing import DRAWN, LINKED, MENDED, SEARCHED, Pair
from wangyu.base.ui.tables import Column, Filter

CHECK_STATES = [(key, state.staff_label) for key, state in CHECK.states.items()]
CHECK_FILTERS = (
    Filter("state", "状态", CHECK_STATES, "state"),
    Filter(
        "conflict", "不能查", [("yes", "说不能查的")], apply=lambda rows, _: rows.exclude(conflict="")
    ),
)  # fmt: skip


def address(check: Any) -> str:
    return reverse("evaluation:check", args=[check.pk])


STATE = Column(
    "state", "状态", lambda c: CHECK.states[c.state].staff_label, "state",
    tone=lambda c: CHECK.states[c.state].tone,
)  # fmt: skip
DUE = Column("due", "截止", lambda c: c.due_at, "due_at")
DONE = Column("done", "已打分（项）", lambda c: c.done, "done", numeric=True, phone=False)
MY_CHECKS = (
    Column("checked", "高校", lambda c: c.checked.organisation.name, "checked__organisation__name", url=address),
    STATE, DUE, DONE,
    Column("cycle", "评价", lambda c: c.checked.cycle.title, "checked__cycle__title", phone=False),
)  # fmt: skip
CHECKS = (
    Column("checker", "查的高校", lambda c: c.checker.organisation.name, "checker__organisation__name", url=address),
    Column("checked", "被查的高校", lambda c: c.checked.organisation.name, "checked__organisation__name"),
    STATE, DONE, DUE,
    Column("submitted", "提交时间", lambda c: c.submitted_at, "submitted_at", phone=False),
    Column("conflict", "不能查的理由", lambda c: c.conflict, "conflict", phone=False),
    Column("reason", "退回或改派的理由", lambda c: c.reason, "reason", phone=False),
)  # fmt: skip
HOW = {
    DRAWN: "随机得出", MENDED: "换过一次，免得互查", LINKED: "换过一次，使全体连成一片",
    SEARCHED: "逐一搜索得出",
}  # fmt: skip


def why(pair: Pair) -> str:
    """In one sentence, why this pair may be."""
    one = pair.why
    kept = [
        f"{count} 所{what}"
        for count, what in (
            (one.city, "同市"),
            (one.rivals, "自查名次相邻"),
            (one.past, "上期查过"),
        )
        if count
    ]
    out = f"，避开 {'、'.join(kept)}" if kept else ""
    group = "同组" if one.same_group else "不同组"
    return f"{group}；可查 {one.open} 所{out}；{HOW[one.how]}"
