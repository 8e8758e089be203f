"""Columns of the lists of panels and reviews. A reviewer's own list knows works by their code."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from wangyu.activities.calls.logic.flow import REVIEW
from wangyu.activities.calls.tables import track_title
from wangyu.base.ui.tables import Column, Filter

REVIEW_STATES = [(key, state.staff_label) for key, state in REVIEW.states.items()]
MY_STATES = [one for one in REVIEW_STATES if one[0] in {"assigned", "scoring", "done"}]


def _label(review: Any) -> str:
    return REVIEW.states[review.state].staff_label


def _tone(review: Any) -> str:
    return REVIEW.states[review.state].tone


def came_late(review: Any) -> bool:
    """Handed in after the day that is set now; whoever is given longer is late no more."""
    due, at = review.entry.call.review_due_at, review.submitted_at
    return bool(due and at and at > due)


MY_REVIEWS = (
    Column(
        "title", "作品", lambda r: r.entry.blind.title, "entry__blind__title",
        url=lambda r: reverse("calls:review", args=[r.entry.blind.code]),
    ),
    Column("code", "编号", lambda r: r.entry.blind.code, "entry__blind__code"),
    Column("state", "状态", _label, "state", tone=_tone),
    Column("track", "类别", lambda r: track_title(r.entry), "entry__track", phone=False),
    Column("call", "征集", lambda r: r.entry.call.title, "entry__call__title", phone=False),
    Column("due", "评审截止", lambda r: r.entry.call.review_due_at, "entry__call__review_due_at"),
    Column("saved", "最近保存", lambda r: r.saved_at, "saved_at", phone=False),
)  # fmt: skip
MY_FILTERS = (Filter("state", "状态", MY_STATES, "state"),)

PANEL = (
    Column(
        "name", "评委", lambda p: p.user.name, "user__name",
        url=lambda p: reverse("calls:panelist", args=[p.pk]),
    ),
    Column(
        "organisation", "所在学校", lambda p: p.organisation.name if p.organisation else "",
        "organisation__name",
    ),
    Column("tracks", "擅长类别", lambda p: p.track_titles, phone=False),
    Column("most", "上限", lambda p: p.most, "most", numeric=True, phone=False),
    Column("shuns", "回避", lambda p: p.shuns, "shuns", numeric=True, phone=False),
    Column("given", "已分派", lambda p: p.given, "given", numeric=True),
    Column("handed_in", "已提交", lambda p: p.handed_in, "handed_in", numeric=True),
)  # fmt: skip

PROGRESS = (
    Column(
        "work", "作品", lambda r: str(r.entry), "entry__title",
        url=lambda r: reverse("calls:judgement", args=[r.pk]),
    ),
    Column("organisation", "学校", lambda r: r.entry.organisation.name, "entry__organisation__name", phone=False),
    Column("track", "类别", lambda r: track_title(r.entry), "entry__track", phone=False),
    Column("reviewer", "评委", lambda r: r.panelist.user.name, "panelist__user__name"),
    Column("state", "状态", _label, "state", tone=_tone),
    Column("assigned", "分派时间", lambda r: r.assigned_at, "assigned_at", phone=False),
    Column("submitted", "提交时间", lambda r: r.submitted_at, "submitted_at", phone=False),
    Column("late", "逾期", lambda r: "逾期" if came_late(r) else "", phone=False),
)  # fmt: skip
PROGRESS_FILTERS = (Filter("state", "状态", REVIEW_STATES, "state"),)

CANDIDATES = (Column("name", "姓名", lambda u: u.name, "name"),)
