"""Columns of the list from which works are reported to the nation, and of what is reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from wangyu.activities.calls.logic.edition import Edition
from wangyu.activities.calls.queries import deciding as queries
from wangyu.activities.calls.queries.national import SENT
from wangyu.activities.calls.tables import track_title
from wangyu.activities.calls.tables.deciding import listed_filters, names
from wangyu.activities.calls.tables.rolls import PICK
from wangyu.base.ui.tables import Column, Filter


def columns(numbers: Mapping[int, int]) -> Sequence[Column]:
    """``numbers``: of what is reported, its place on the list of its track."""
    return (
        PICK,
        Column("title", "作品", str, "title", url=lambda e: reverse("calls:entry", args=[e.pk])),
        Column("number", "报送序号", lambda e: numbers.get(e.pk), numeric=True),
        Column(
            "reported", "报送", lambda e: "已报" if e.state == SENT else "未报", "state",
            tone=lambda e: "ok" if e.state == SENT else "neutral",
        ),
        Column("track", "类别", track_title, "track"),
        Column("subtype", "子类", lambda e: e.subtype, "subtype", phone=False),
        Column("award", "等级", queries.award_title, "award_place"),
        Column("organisation", "学校", lambda e: e.organisation.name, "organisation__name"),
        Column("author", "作者", lambda e: names(e, "author"), phone=False),
        Column("adviser", "指导教师", lambda e: names(e, "adviser"), phone=False),
        Column("sent", "报送时间", _sent_at, "sent_at", phone=False),
    )  # fmt: skip


def _sent_at(entry: Any) -> Any:
    """A work that was taken back has a time of an earlier report, which counts no more."""
    return entry.sent_at if entry.state == SENT else None


def filters(edition: Edition) -> Sequence[Filter]:
    return (
        Filter("reported", "报送", [("yes", "已报"), ("no", "未报")], apply=_by_report),
        *listed_filters(edition),
    )


def _by_report(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(state=SENT) if value == "yes" else rows.exclude(state=SENT)
