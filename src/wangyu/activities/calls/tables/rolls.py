"""Columns of the lists in which works are chosen and screened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from wangyu.activities.calls.logic.edition import Edition
from wangyu.activities.calls.logic.flow import ROLL
from wangyu.activities.calls.models import Entry
from wangyu.activities.calls.queries import rolls, screening
from wangyu.activities.calls.tables import track_title
from wangyu.base.ui.tables import Column, Filter

LATE = Filter("late", "时限", [("1", "逾期"), ("0", "按时")], "late")
PICK = Column("pick", "选择", lambda e: e.pk, pick=True)
STAGE_LABELS = dict(screening.STAGES)
STAGE_TONES = {
    "ready": "ok", "doubt": "warn", "bad": "bad", "completing": "warn", "overdue": "bad",
    "passed": "ok", "rejected": "neutral",
}  # fmt: skip


class Peers:
    """What a page of works needs at once: names of their authors, and their twins."""

    def __init__(self) -> None:
        self.names: dict[tuple[int, str], str] = {}
        self.twins: dict[int, list[Entry]] = {}

    def fetch(self, works: Sequence[Any]) -> None:
        self.names |= rolls.names_of(works)
        self.twins |= rolls.twins_of(works)

    def warning(self, entry: Any) -> str:
        """Where the same work is, too; the officer asks, the machine decides nothing."""
        others = self.twins[entry.pk]
        return f"{others[0].call.title}（{others[0].organisation.name}）" if others else ""


def to_decide(peers: Peers, *, unit: bool = True) -> tuple[Column, ...]:
    """Works somebody has to look at."""
    units = (Column("unit", "院系", lambda e: e.unit.name if e.unit else "直报学校", "unit__name"),)
    return (
        PICK,
        Column("title", "作品", str, "title", url=lambda e: reverse("calls:entry", args=[e.pk])),
        Column("track", "类别", track_title, "track"),
        Column("authors", "作者", lambda e: peers.names[e.pk, "author"]),
        *(units if unit else ()),
        Column("submitted", "提交时间", lambda e: e.submitted_at, "submitted_at", phone=False),
        Column("late", "逾期", lambda e: "逾期" if e.late else "", "late", phone=False),
        Column("same", "同一作品", peers.warning),
    )


def tracks_filter(edition: Edition) -> Filter:
    return Filter("track", "类别", [(one.key, one.title) for one in edition.tracks], "track")


def units_filter(rows: Any) -> Filter:
    """Departments that have works here."""
    pairs = rows.order_by("unit__name").values_list("unit", "unit__name").distinct()
    choices = [(str(pk or 0), name or "直报学校") for pk, name in pairs]
    return Filter("unit", "院系", choices, apply=_of_unit)


def _of_unit(rows: Any, value: str) -> Any:
    return rows.filter(unit=int(value)) if value != "0" else rows.filter(unit=None)


def _roll_state(row: Any) -> str:
    return ROLL.states[row.roll_state].staff_label if row.roll_state else "未开始"


def universities(call_pk: int) -> tuple[Column, ...]:
    """How far each university is."""

    def url(row: Any) -> str:
        return reverse("calls:roll", args=[call_pk, row.pk]) if row.roll_state == "signed" else ""

    return (
        Column("name", "学校", lambda o: o.name, "name", url=url),
        Column(
            "state", "状态", _roll_state, "roll_state",
            tone=lambda o: ROLL.states[o.roll_state].tone if o.roll_state else "neutral",
        ),
        Column("works", "推荐作品", lambda o: o.works, "works", numeric=True),
        Column("signed", "签发时间", lambda o: o.signed_at, "signed_at"),
        Column("late", "逾期", lambda o: "逾期" if o.late else "", "late", phone=False),
        Column("notice", "校内公示至", lambda o: o.notice_until, "notice_until", phone=False),
        Column("due", "单独延期至", lambda o: o.roll_due, "roll_due", phone=False),
    )  # fmt: skip


ROLL_STATES = Filter(
    "state", "状态", [("none", "未开始"), *((k, s.staff_label) for k, s in ROLL.states.items())],
    apply=lambda rows, value: rows.filter(roll_state=None if value == "none" else value),
)  # fmt: skip


def to_screen(now: datetime) -> tuple[Column, ...]:
    stage: Callable[[Any], str] = lambda e: screening.stage_of(e, now)  # noqa: E731 -- used twice below
    return (
        PICK,
        Column(
            "title", "作品", str, "title", url=lambda e: reverse("calls:screen_entry", args=[e.pk])
        ),
        Column(
            "stage", "审查", lambda e: STAGE_LABELS[stage(e)], "state",
            tone=lambda e: STAGE_TONES[stage(e)],
        ),
        Column("track", "类别", track_title, "track"),
        Column("organisation", "学校", lambda e: e.organisation.name, "organisation__name"),
        Column("rank", "序号", lambda e: e.rank, "rank", numeric=True, phone=False),
        Column("late", "逾期", lambda e: "逾期" if e.late else "", "late", phone=False),
        Column("by", "补齐期限", lambda e: e.complete_by, "complete_by", phone=False),
    )  # fmt: skip
