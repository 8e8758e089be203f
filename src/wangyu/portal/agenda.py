"""The work desk's order: what is late, what is due today, this week, later, at no set time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from wangyu.base.core.access import Actor
from wangyu.base.lib.dates import SHANGHAI, local_day
from wangyu.base.lib.ports import AgendaItem, agenda

GROUPS = ("已逾期", "今天", "七天内", "以后", "没有期限，尽早办")


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    tone: str
    items: list[AgendaItem]


def due_moment(item: AgendaItem) -> datetime | None:
    """A date is due at the end of its day, Asia/Shanghai."""
    if item.due is None or isinstance(item.due, datetime):
        return item.due
    return datetime.combine(item.due, time(23, 59, 59), SHANGHAI)


def _group_of(item: AgendaItem, now: datetime) -> int:
    due = due_moment(item)
    if due is None:
        return 4
    if due < now:
        return 0
    if local_day(due) == local_day(now):
        return 1
    return 2 if due < now + timedelta(days=7) else 3


def arrange(items: Iterable[AgendaItem], now: datetime) -> list[Group]:
    """Groups in order, each sorted by due time; empty groups left out."""
    boxes: list[list[AgendaItem]] = [[] for _ in GROUPS]
    for item in items:
        boxes[_group_of(item, now)].append(item)
    last = datetime.max.replace(tzinfo=SHANGHAI)
    tones = ("bad", "warn", "info", "neutral", "neutral")
    return [
        Group(label, tone, sorted(box, key=lambda item: due_moment(item) or last))
        for label, tone, box in zip(GROUPS, tones, boxes, strict=True)
        if box
    ]


def collect(actor: Actor, now: datetime) -> list[AgendaItem]:
    """Everything the apps have for this person."""
    return [item for provider in agenda.all() for item in provider(actor, now)]
