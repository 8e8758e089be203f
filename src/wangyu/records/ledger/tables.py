"""Columns of the ledger's lists."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from wangyu.base.lib.dates import show_time
from wangyu.base.ui.tables import Column, Filter
from wangyu.institutions.orgs.models import Level, Ownership
from wangyu.records.ledger.enums import CorrectionState, SheetState, WindowState
from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.logic.flow import SHEET
from wangyu.records.ledger.logic.items import NUMERIC, show_value
from wangyu.records.ledger.queries import deadline

WINDOW_TONES = {"draft": "neutral", "open": "info", "closed": "ok"}
CORRECTION_TONES = {"proposed": "warn", "accepted": "ok", "refused": "bad"}


def label_of(key: str) -> str:
    """An item's name today, or its key where the pack no longer holds it."""
    item = catalogue().items.get(key)
    return item.label if item else key


def figure_of(correction: Any, row: Any) -> Any:
    """A number as a number, so that a list can be computed with; 是 and 否 in words."""
    item = catalogue().items.get(correction.fact.key)
    if item is None or item.kind in NUMERIC:
        return row.value
    return show_value(item, row.value, row.text)


def _sheet_url(sheet: Any) -> str:
    return reverse("ledger:sheet", args=[sheet.pk])


WINDOWS = (
    Column(
        "title",
        "名称",
        lambda w: w.title,
        "title",
        url=lambda w: reverse("ledger:window", args=[w.pk]),
    ),
    Column(
        "state",
        "状态",
        lambda w: w.get_state_display(),
        "state",
        tone=lambda w: WINDOW_TONES[w.state],
    ),
    Column("period", "周期", lambda w: w.period_label, "period_key"),
    Column("due", "截止", lambda w: w.due_at, "due_at"),
    Column("sheets", "学校数", lambda w: w.sheet_count, numeric=True),
    Column("verified", "已核实", lambda w: w.verified_count, numeric=True, phone=False),
)
WINDOW_FILTERS = (Filter("state", "状态", WindowState.choices, "state"),)

SHEETS = (
    Column("name", "学校", lambda s: s.organisation.name, "organisation__name", url=_sheet_url),
    Column(
        "state",
        "状态",
        lambda s: s.get_state_display(),
        "state",
        tone=lambda s: SHEET.states[s.state].tone,
    ),
    Column("filled", "已填项", lambda s: s.filled, "filled", numeric=True),
    Column("late", "逾期", lambda s: "逾期" if s.late else "", "late", phone=False),
    Column("due", "单独延期至", lambda s: s.due_at, "due_at", phone=False),
    Column("level", "层次", lambda s: s.organisation.university.get_level_display(), phone=False),
    Column(
        "city",
        "市州",
        lambda s: s.organisation.university.city,
        "organisation__university__city",
        phone=False,
    ),
    Column("signed", "上报时间", lambda s: s.signed_at, "signed_at", phone=False),
)
SHEET_FILTERS = (
    Filter("state", "状态", SheetState.choices, "state"),
    Filter("level", "层次", Level.choices, "organisation__university__level"),
    Filter(
        "ownership",
        "办学性质",
        [c for c in Ownership.choices if c[0]],
        "organisation__university__ownership",
    ),
    Filter("late", "时限", [("1", "逾期")], "late"),
)

MY_SHEETS = (
    Column("title", "填报窗口", lambda s: s.window.title, "window__title", url=_sheet_url),
    Column("org", "单位", lambda s: s.organisation.name, "organisation__name", phone=False),
    Column(
        "state",
        "状态",
        lambda s: s.get_state_display(),
        "state",
        tone=lambda s: SHEET.states[s.state].tone,
    ),
    Column("due", "截止", lambda s: show_time(deadline(s)), "window__due_at"),
    Column("saved", "最近保存", lambda s: s.saved_at, "saved_at", phone=False),
)

CORRECTIONS = (
    Column("org", "学校", lambda c: c.fact.organisation.name, "fact__organisation__name"),
    Column(
        "key",
        "填报项",
        lambda c: label_of(c.fact.key),
        url=lambda c: reverse("ledger:fact", args=[c.fact_id]),
    ),
    Column(
        "state",
        "状态",
        lambda c: c.get_state_display(),
        "state",
        tone=lambda c: CORRECTION_TONES[c.state],
    ),
    Column("old", "原数", lambda c: figure_of(c, c.fact), numeric=True),
    Column("new", "更正为", lambda c: figure_of(c, c), numeric=True),
    Column("reason", "理由", lambda c: c.reason, phone=False),
    Column("asked", "申请时间", lambda c: c.asked_at, "asked_at", phone=False),
)
CORRECTION_FILTERS = (Filter("state", "状态", CorrectionState.choices, "state"),)
