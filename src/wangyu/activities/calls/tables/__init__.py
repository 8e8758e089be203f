"""Columns of the lists of calls and works."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from wangyu.activities.calls import queries
from wangyu.activities.calls.logic.flow import CALL, ENTRY
from wangyu.base.ui.tables import Column, Filter

CALLS = (
    Column("title", "名称", lambda c: c.title, "title", url=lambda c: reverse("calls:call", args=[c.pk])),
    Column(
        "state", "状态", lambda c: CALL.states[c.state].public_label, "state",
        tone=lambda c: CALL.states[c.state].tone,
    ),
    Column("kind", "类型", lambda c: queries.kind_of(c).title, "kind", phone=False),
    Column("opens", "开始", lambda c: c.opens_at, "opens_at", phone=False),
    Column("due", "截止", lambda c: c.due_at, "due_at"),
)  # fmt: skip
CALL_STATES = [(key, state.staff_label) for key, state in CALL.states.items() if key != "draft"]
CALL_FILTERS = (Filter("state", "状态", CALL_STATES, "state"),)

KEPT_CALLS = (
    *CALLS[:1],
    Column(
        "state", "状态", lambda c: CALL.states[c.state].staff_label, "state",
        tone=lambda c: CALL.states[c.state].tone,
    ),
    *CALLS[2:],
    Column("entries", "收到作品", lambda c: c.entry_count, "entry_count", numeric=True),
)  # fmt: skip


def track_title(entry: Any) -> str:
    return queries.rules_of(entry.call).track(entry.track).title


def _entry_url(entry: Any) -> str:
    return reverse("calls:entry", args=[entry.pk])


def _tone(entry: Any) -> str:
    return ENTRY.states[entry.state].tone


MY_ENTRIES = (
    Column("title", "作品", str, "title", url=_entry_url),
    Column("state", "状态", lambda e: ENTRY.states[e.state].public_label, "state", tone=_tone),
    Column("call", "征集", lambda e: e.call.title, "call__title"),
    Column("track", "类别", track_title, "track", phone=False),
    Column("submitted", "提交时间", lambda e: e.submitted_at, "submitted_at", phone=False),
)
ENTRIES = (
    Column("title", "作品", str, "title", url=_entry_url),
    Column("state", "状态", lambda e: ENTRY.states[e.state].staff_label, "state", tone=_tone),
    Column("track", "类别", track_title, "track"),
    Column(
        "organisation", "学校", lambda e: e.organisation.name, "organisation__name", phone=False
    ),
    Column("unit", "院系", lambda e: e.unit.name if e.unit else "", "unit__name", phone=False),
    Column("call", "征集", lambda e: e.call.title, "call__title", phone=False),
    Column("late", "逾期", lambda e: "逾期" if e.late else "", "late", phone=False),
    Column("submitted", "提交时间", lambda e: e.submitted_at, "submitted_at", phone=False),
)
ENTRY_STATES = [(key, state.staff_label) for key, state in ENTRY.states.items() if key != "draft"]
ENTRY_FILTERS = (
    Filter("state", "状态", ENTRY_STATES, "state"),
    Filter("late", "时限", [("1", "逾期")], "late"),
)
