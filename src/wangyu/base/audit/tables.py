"""The log as a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from wangyu.base.audit.models import Entry, Root
from wangyu.base.audit.queries import about_people, recent_people
from wangyu.base.audit.telling import tell
from wangyu.base.ui.tables import Column, Filter, Table, build

DAYS = {"1": "最近一天", "7": "最近七天", "30": "最近三十天", "365": "最近一年"}


def kinds() -> dict[str, str]:
    """The first word of an action is the app that did it; its name for people."""
    ours = [app for app in apps.get_app_configs() if app.name.startswith("wangyu.")]
    return {app.label: str(app.verbose_name) for app in ours}


def _kind(entry: Entry) -> str:
    return kinds().get(entry.action.partition(".")[0], entry.action)


def _told(entries: Sequence[Any]) -> None:
    """Names are fetched for a page at once, and hung on its rows."""
    for entry, told in zip(entries, tell(entries), strict=True):
        entry.told = told


def _history(entry: Entry) -> str:
    if entry.target_id is None:
        return ""
    return reverse("audit:history", args=[entry.target_kind, entry.target_id])


_SEQ = Column("seq", "编号", lambda e: e.seq, sort="seq", numeric=True, phone=False)
_AT = Column("at", "时间", lambda e: e.at, sort="at")
_WHO = Column("who", "操作人", lambda e: e.told.who, sort="actor__name")
_KIND = Column("kind", "类别", _kind, phone=False)
_PLAIN = Column("sentence", "内容", lambda e: e.told.text)
_LINKED = Column("sentence", "内容", lambda e: e.told.text, url=_history)


def _by_kind(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(action__startswith=f"{value}.")


def entries(request: HttpRequest, rows: QuerySet[Entry], now: datetime) -> Table:
    def since(found: QuerySet[Any], days: str) -> QuerySet[Any]:
        return found.filter(at__gte=now - timedelta(days=int(days)))

    people = recent_people(rows, request.GET.get("person", ""))
    filters = [
        Filter("person", "操作人", people, "actor_id"),
        Filter("kind", "类别", sorted(kinds().items()), apply=_by_kind),
        Filter("days", "时间", list(DAYS.items()), apply=since),
    ]
    return build(
        request, rows, [_SEQ, _AT, _WHO, _KIND, _LINKED], title="审计日志",
        search=["sentence", "actor__name"], search_label="内容或人员姓名", filters=filters,
        also=about_people, prepare=_told, order="-seq", empty="没有符合条件的操作", empty_hint="可清除条件，或把时间放宽再查。",
    )  # fmt: skip


def history(request: HttpRequest, rows: QuerySet[Entry]) -> Table:
    return build(
        request, rows, [_SEQ, _AT, _WHO, _PLAIN], title="操作记录",
        search=["sentence", "actor__name"], search_label="内容或人员姓名", also=about_people,
        prepare=_told, order="-seq",
    )  # fmt: skip


_ROOTS = (
    Column("day", "日期", lambda r: r.day, sort="day"),
    Column("size", "累计条数", lambda r: r.size, numeric=True),
    Column("root", "根(SHA-256)", lambda r: r.root, phone=False),
    Column("sealed", "封存时间", lambda r: r.sealed_at, phone=False),
    Column(
        "file", "当日文件", lambda r: f"{r.day.isoformat()}.json",
        url=lambda r: reverse("audit:day_json", args=[r.day.isoformat()]),
    ),
)  # fmt: skip


def roots(request: HttpRequest) -> Table:
    return build(
        request, Root.objects.all(), _ROOTS, title="审计日志根", order="-day",
        empty="还没有封存过", empty_hint="每天零时后封存前一天的日志，并在这里公布。",
    )  # fmt: skip
