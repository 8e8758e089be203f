"""Columns of the lists of visits."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from wangyu.assessment.evaluation.logic.flow import VISIT
from wangyu.base.ui.tables import Column, Filter

VISIT_STATES = [(key, state.staff_label) for key, state in VISIT.states.items()]
VISIT_FILTERS = (Filter("state", "状态", VISIT_STATES, "state"),)


def _who(visit: Any) -> str:
    return "、".join(one.user.name for one in visit.inspectors.all()) or "还没有安排"


NAME = Column(
    "organisation", "高校", lambda v: v.member.organisation.name, "member__organisation__name",
    url=lambda v: reverse("evaluation:visit", args=[v.pk]),
)  # fmt: skip
STATE = Column(
    "state", "状态", lambda v: VISIT.states[v.state].staff_label, "state",
    tone=lambda v: VISIT.states[v.state].tone,
)  # fmt: skip
WHEN = Column("planned", "计划日期", lambda v: v.planned_on, "planned_on")
DONE = Column("done", "已打分（项）", lambda v: v.done, "done", numeric=True, phone=False)
VISITS = (
    NAME, STATE, WHEN, Column("who", "抽查人员", _who), DONE,
    Column("why", "为何抽查", lambda v: v.why, "why", phone=False),
    Column("reply", "学校意见", lambda v: v.reply, "reply", phone=False),
)  # fmt: skip
MY_VISITS = (
    NAME, STATE, WHEN, DONE,
    Column("cycle", "评价", lambda v: v.member.cycle.title, "member__cycle__title", phone=False),
)  # fmt: skip
