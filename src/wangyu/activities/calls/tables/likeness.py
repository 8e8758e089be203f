"""Columns of the list of what works have in common."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from wangyu.activities.calls.ops.likeness import RULINGS
from wangyu.base.ui.tables import Column, Filter

TONES = {"original": "ok", "copied": "bad", "": "warn"}


def _ruling(one: Any) -> str:
    return RULINGS.get(one.ruling, "待认定")


LIKENESSES = (
    Column(
        "entry", "作品", lambda one: str(one.entry), "entry__title",
        url=lambda one: reverse("calls:likeness", args=[one.pk]),
    ),
    Column("share", "相同比例", lambda one: f"{one.share:.0%}", "share", numeric=True),
    Column("ruling", "结论", _ruling, "ruling", tone=lambda one: TONES[one.ruling]),
    Column("other", "与它相同的", lambda one: str(one.other), "other__title"),
    Column("school", "学校", lambda one: one.entry.organisation.name, phone=False),
    Column("other_school", "对方学校", lambda one: one.other.organisation.name, phone=False),
    Column("other_call", "对方征集", lambda one: one.other.call.title, phone=False),
)  # fmt: skip
CHOICES = [("-", "待认定"), *RULINGS.items()]
LIKENESS_FILTERS = (
    Filter(
        "ruling", "结论", CHOICES,
        apply=lambda rows, value: rows.filter(ruling="" if value == "-" else value),
    ),
)  # fmt: skip
