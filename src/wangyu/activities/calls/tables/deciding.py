"""Columns of the meeting's list, of award lists, and of objections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from wangyu.activities.calls.logic.edition import Edition
from wangyu.activities.calls.logic.flow import ENTRY
from wangyu.activities.calls.logic.standing import ABOVE, BELOW, BORDER
from wangyu.activities.calls.queries import deciding as queries
from wangyu.activities.calls.queries.results import Statistics
from wangyu.activities.calls.queries.sheets import (
    ZONES,
    blind_title,
    code_of,
    interval,
    standing_of,
    zone,
)
from wangyu.activities.calls.tables import track_title
from wangyu.base.ui.tables import Column, Filter

TONES = {ABOVE: "ok", BORDER: "warn", BELOW: "neutral"}


MEETING = (
    Column("place", "次序", lambda e: e.place, "points", numeric=True, phone=False),
    Column("code", "编号", code_of, url=lambda e: reverse("calls:sheet", args=[e.pk])),
    Column("title", "作品", blind_title, phone=False),
    Column("reviews", "评审", standing_of("reviews"), "standing__reviews", numeric=True, phone=False),
    Column("mean", "平均分", standing_of("mean"), "standing__mean", numeric=True),
    Column("score", "校准分", standing_of("score"), "points", numeric=True),
    Column("interval", "90% 区间", interval, numeric=True),
    Column("spread", "最高最低相差", standing_of("spread"), "standing__spread", numeric=True),
    Column(
        "zone", "位置", zone, "standing__zone",
        tone=lambda e: TONES.get(standing_of("zone")(e) or "", ""),
    ),
    Column("state", "状态", lambda e: ENTRY.states[e.state].staff_label, "state", phone=False),
    Column("award", "拟定结果", queries.award_title, "award"),
)  # fmt: skip


def meeting_filters(edition: Edition, track: str) -> Sequence[Filter]:
    known = [(one.key, one.title) for one in edition.awards_of(track)]
    awards = [(OPEN, "还没有拟定"), *known, (queries.NONE, "不入选")]
    states = [(key, ENTRY.states[key].staff_label) for key in queries.JUDGED]
    return (
        Filter("zone", "位置", list(ZONES.items()), "standing__zone"),
        Filter("award", "拟定结果", awards, apply=_by_award),
        Filter("state", "状态", states, "state"),
    )


OPEN = "open"


def _by_award(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(award="" if value == OPEN else value)


def names(entry: Any, part: str) -> str:
    """In the order they stand in; read from what was fetched with the entry."""
    people = sorted(entry.contributors.all(), key=lambda one: (one.position, one.pk))
    return "、".join(one.name for one in people if one.part == part)


def _people(part: str, label: str) -> Column:
    return Column(part, label, lambda e: names(e, part), phone=part == "author")


def listed(edition: Edition) -> Sequence[Column]:
    """Of a notice or an award list; people are named where the edition does so."""
    people = (_people("author", "作者"), _people("adviser", "指导教师")) * edition.names_people
    return (
        Column("title", "作品", str, "title"),
        Column("award", "等级", queries.award_title, "award_place"),
        Column("track", "类别", track_title, "track"),
        Column("organisation", "学校", lambda e: e.organisation.name, "organisation__name"),
        *people,
    )


def listed_filters(edition: Edition) -> Sequence[Filter]:
    awards = {one.key: one.title for one in edition.awards}
    return (
        Filter("track", "类别", [(one.key, one.title) for one in edition.tracks], "track"),
        Filter("award", "等级", list(awards.items()), "award"),
    )


WORDS = {None: "待答复", True: "成立", False: "不成立"}
TONE_OF = {None: "warn", True: "bad", False: "neutral"}
OBJECTIONS = (
    Column(
        "text", "异议", lambda o: o.text[:60], url=lambda o: reverse("calls:objection", args=[o.pk])
    ),
    Column("entry", "作品", lambda o: str(o.entry) if o.entry else "整体", "entry__title"),
    Column("made", "收到", lambda o: o.made_at, "made_at"),
    Column("answered", "答复", lambda o: o.answered_at, "answered_at", phone=False),
    Column("upheld", "结论", lambda o: WORDS[o.upheld], "upheld", tone=lambda o: TONE_OF[o.upheld]),
)
OBJECTION_FILTERS = (
    Filter(
        "answered", "答复", [("no", "待答复"), ("yes", "已答复")],
        apply=lambda rows, value: rows.filter(answered_at__isnull=value == "no"),
    ),
)  # fmt: skip


def chart(rows: Sequence[Any], cut: float | None) -> dict[str, Any]:
    """Intervals as floating bars, the calibrated score and the mean as points, the border as a line."""
    seen = [row for row in rows if standing_of("score")(row) is not None]
    low = [standing_of("low")(row) for row in seen]
    high = [standing_of("high")(row) for row in seen]
    line = {"silent": True, "symbol": "none", "data": [{"yAxis": cut, "name": "名额边界"}]}
    return {
        "grid": {"left": 40, "right": 16, "top": 40, "bottom": 60},
        "legend": {"top": 0, "data": ["90% 区间", "校准分", "平均分"]},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "category", "data": [code_of(row) for row in seen], "axisLabel": {"rotate": 60}
        },
        "yAxis": {"type": "value", "min": 0, "max": 100},
        "series": [
            {
                "name": "下界", "type": "bar", "stack": "interval", "data": low, "silent": True,
                "itemStyle": {"color": "transparent"}, "tooltip": {"show": False},
            },
            {
                "name": "90% 区间", "type": "bar", "stack": "interval", "barMaxWidth": 14,
                "data": [round(b - a, 1) for a, b in zip(low, high, strict=True)],
            },
            {
                "name": "校准分", "type": "scatter", "symbolSize": 8,
                "data": [standing_of("score")(row) for row in seen],
                "markLine": line if cut is not None else {},
            },
            {
                "name": "平均分", "type": "scatter", "symbol": "diamond", "symbolSize": 8,
                "data": [standing_of("mean")(row) for row in seen],
            },
        ],
    }  # fmt: skip


def track_chart(found: Statistics) -> dict[str, Any]:
    return _bars(
        [one.label for one in found.tracks],
        {
            "收到": [one.entered for one in found.tracks],
            "推荐": [one.recommended for one in found.tracks],
            "获奖": [one.won for one in found.tracks],
        },
    )


def bins_chart(bins: Sequence[tuple[str, int]]) -> dict[str, Any]:
    return _bars([label for label, _ in bins], {"作品": [count for _, count in bins]})


def _bars(labels: list[str], series: dict[str, list[int]]) -> dict[str, Any]:
    return {
        "grid": {"left": 40, "right": 16, "top": 40, "bottom": 60},
        "legend": {"top": 0, "data": list(series)},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": labels, "axisLabel": {"rotate": 30}},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [{"name": name, "type": "bar", "data": data} for name, data in series.items()],
    }
