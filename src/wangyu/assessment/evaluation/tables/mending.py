"""Columns of what is to be mended."""

from __future__ import annotations

from django.urls import reverse

from wangyu.assessment.evaluation.logic.flow import PROBLEM
from wangyu.assessment.evaluation.queries.mending import indicator_title
from wangyu.base.ui.tables import Column, Filter

PROBLEMS = (
    Column("words", "问题", lambda p: p.words, url=lambda p: reverse("evaluation:problem", args=[p.pk])),
    Column(
        "state", "状态", lambda p: PROBLEM.states[p.state].staff_label, "state",
        tone=lambda p: PROBLEM.states[p.state].tone,
    ),
    Column("organisation", "高校", lambda p: p.member.organisation.name, "member__organisation__name"),
    Column("indicator", "指标", indicator_title, phone=False),
    Column("responsible", "责任人", lambda p: p.responsible, phone=False),
    Column("due", "期限", lambda p: p.due_on, "due_on"),
    Column("cycle", "出自", lambda p: p.member.cycle.title, "member__cycle__title", phone=False),
)  # fmt: skip
STATES = [(key, state.staff_label) for key, state in PROBLEM.states.items()]
FILTERS = (Filter("state", "状态", STATES, "state"),)
