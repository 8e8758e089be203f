"""Columns of the list of blind copies."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from wangyu.activities.calls.queries import blinding
from wangyu.activities.calls.tables import track_title
from wangyu.activities.calls.tables.rolls import PICK
from wangyu.base.ui.tables import Column, Filter

STATES = {
    "none": ("未生成", "neutral"), "stale": ("作品已改，需重新生成", "bad"), "open": ("待处理", "warn"),
    "ready": ("可以冻结", "info"), "frozen": ("已冻结", "ok"),
}  # fmt: skip


def state_of(entry: Any) -> str:
    copy = getattr(entry, "blind", None)
    if copy is None:
        return "none"
    if not blinding.is_current(entry, copy):
        return "stale"
    if copy.frozen_at:
        return "frozen"
    return "open" if entry.open_count or entry.trouble_count else "ready"


def only(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    current = Q(blind__revision=F("revision"))
    doubtful = Q(open_count__gt=0) | Q(trouble_count__gt=0)
    wanted = {
        "none": Q(blind__isnull=True), "stale": Q(blind__isnull=False) & ~current,
        "frozen": current & Q(blind__frozen_at__isnull=False),
        "open": current & Q(blind__frozen_at__isnull=True) & doubtful,
        "ready": current & Q(blind__frozen_at__isnull=True) & ~doubtful,
    }  # fmt: skip
    return rows.filter(wanted[value])


COPIES: tuple[Column, ...] = (
    PICK,
    Column(
        "title", "作品", str, "title", url=lambda e: reverse("calls:blind_copy", args=[e.pk])
    ),
    Column(
        "state", "匿名副本", lambda e: STATES[state_of(e)][0],
        tone=lambda e: STATES[state_of(e)][1],
    ),
    Column("open", "待处理", lambda e: e.open_count, "open_count", numeric=True),
    Column("code", "匿名编号", lambda e: e.blind.code if hasattr(e, "blind") else "", phone=False),
    Column("track", "类别", track_title, "track", phone=False),
    Column("organisation", "学校", lambda e: e.organisation.name, "organisation__name", phone=False),
)  # fmt: skip
COPY_FILTERS = (
    Filter("state", "匿名副本", [(key, label) for key, (label, _) in STATES.items()], apply=only),
)
