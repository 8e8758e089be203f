"""Columns of the lists of rounds and of the universities in one."""

from __future__ import annotations

from django.urls import reverse

from wangyu.assessment.evaluation.enums import Form
from wangyu.assessment.evaluation.logic.flow import CYCLE, SELF_CHECK
from wangyu.assessment.evaluation.models import Cycle
from wangyu.base.ui.tables import Column, Filter


def years(cycle: Cycle) -> str:
    first, last = cycle.first_year, cycle.last_year
    return f"{first} 年" if first == last else f"{first}—{last} 年"


CYCLES = (
    Column("title", "名称", lambda c: c.title, "title", url=lambda c: reverse("evaluation:cycle", args=[c.pk])),
    Column(
        "state", "状态", lambda c: CYCLE.states[c.state].public_label, "state",
        tone=lambda c: CYCLE.states[c.state].tone,
    ),
    Column("form", "类型", lambda c: c.get_form_display(), "form", phone=False),
    Column("years", "年度", years, "last_year", phone=False),
    Column("due", "自查截止", lambda c: c.due_at, "due_at"),
)  # fmt: skip
OVERSEEN_CYCLES = (
    *CYCLES,
    Column("signed", "已上报", lambda c: f"{c.signed_count} / {c.member_count}", "signed_count", numeric=True),
)  # fmt: skip
CYCLE_STATES = [(key, state.staff_label) for key, state in CYCLE.states.items()]
CYCLE_FILTERS = (
    Filter("state", "状态", CYCLE_STATES, "state"),
    Filter("form", "类型", list(Form.choices), "form"),
)


MEMBERS = (
    Column(
        "organisation", "高校", lambda m: m.organisation.name, "organisation__name",
        url=lambda m: reverse("evaluation:member", args=[m.pk]),
    ),
    Column(
        "state", "自查", lambda m: SELF_CHECK.states[m.state].staff_label, "state",
        tone=lambda m: SELF_CHECK.states[m.state].tone,
    ),
    Column("level", "层次", lambda m: m.level, "level", phone=False),
    Column("ownership", "公私", lambda m: m.ownership, "ownership", phone=False),
    Column("city", "市州", lambda m: m.city, "city", phone=False),
    Column("due", "单独延期至", lambda m: m.due_at, "due_at", phone=False),
    Column("signed", "上报时间", lambda m: m.signed_at, "signed_at", phone=False),
    Column("late", "逾期", lambda m: "逾期" if m.late else "", "late", phone=False),
)  # fmt: skip
MEMBER_STATES = [(key, state.staff_label) for key, state in SELF_CHECK.states.items()]
MEMBER_FILTERS = (
    Filter("state", "自查", MEMBER_STATES, "state"),
    Filter("late", "时限", [("1", "逾期")], "late"),
)
