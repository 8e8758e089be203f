"""Columns of the lists of experts and of what each rates."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from wangyu.assessment.evaluation.logic.flow import EXPERT
from wangyu.base.ui.tables import Column, Filter

EXPERT_STATES = [(key, state.staff_label) for key, state in EXPERT.states.items()]
EXPERT_FILTERS = (Filter("state", "状态", EXPERT_STATES, "state"),)
RATING_FILTERS = (
    Filter("recused", "回避", [("yes", "回避的")], apply=lambda rows, _: rows.exclude(recused="")),
)


def address(expert: Any) -> str:
    return reverse("evaluation:seat", args=[expert.pk])


STATE = Column(
    "state", "状态", lambda e: EXPERT.states[e.state].staff_label, "state",
    tone=lambda e: EXPERT.states[e.state].tone,
)  # fmt: skip
DUE = Column("due", "截止", lambda e: e.due_at, "due_at")
EXPERTS = (
    Column("name", "专家", lambda e: e.user.name, "user__name", url=address),
    STATE,
    Column("rates", "评几所", lambda e: e.rates, "rates", numeric=True),
    Column("done", "已打分（项）", lambda e: e.done, "done", numeric=True), DUE,
    Column("home", "所在高校", lambda e: e.home.name if e.home else "", phone=False),
    Column("submitted", "提交时间", lambda e: e.submitted_at, "submitted_at", phone=False),
    Column("reason", "退回或退出的理由", lambda e: e.reason, "reason", phone=False),
)  # fmt: skip
MY_SEATS = (
    Column("cycle", "评价", lambda e: e.cycle.title, "cycle__title", url=address), STATE, DUE,
)  # fmt: skip
RATINGS = (
    Column(
        "member", "高校", lambda r: r.member.organisation.name, "member__organisation__name",
        url=lambda r: reverse("evaluation:rating", args=[r.pk]),
    ),
    Column("done", "已打分（项）", lambda r: r.done, "done", numeric=True),
    Column("group", "同组", lambda r: r.member.group, phone=False),
    Column("recused", "回避的理由", lambda r: r.recused, "recused"),
)  # fmt: skip
