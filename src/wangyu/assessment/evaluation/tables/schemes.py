"""Columns of the list of schemes."""

from __future__ import annotations

from django.urls import reverse

from wangyu.assessment.evaluation.logic.flow import SCHEME
from wangyu.base.ui.tables import Column, Filter

VERSIONS = (
    Column(
        "scheme", "方案", lambda v: v.scheme.title, "scheme__title",
        url=lambda v: reverse("evaluation:version", args=[v.pk]),
    ),
    Column("number", "版本", lambda v: f"第 {v.number} 版", "number"),
    Column(
        "state", "状态", lambda v: SCHEME.states[v.state].staff_label, "state",
        tone=lambda v: SCHEME.states[v.state].tone,
    ),
    Column("note", "修改说明", lambda v: v.note, phone=False),
    Column("used", "用它的评价", lambda v: v.cycle_count, "cycle_count", numeric=True),
    Column("changed", "修改时间", lambda v: v.changed_at, "changed_at", phone=False),
    Column("published", "发布时间", lambda v: v.published_at, "published_at", phone=False),
)  # fmt: skip
FILTERS = (
    Filter("state", "状态", [(key, s.staff_label) for key, s in SCHEME.states.items()], "state"),
)
