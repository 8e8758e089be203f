"""What the status page says of the log's sealing."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings

from wangyu.base.audit.models import Entry, Root
from wangyu.base.audit.publishing import file_of
from wangyu.base.audit.queries import last_root
from wangyu.base.lib.dates import SHANGHAI, show_date
from wangyu.base.lib.ports import Light

GRACE = time(1)
"""Until one in the morning the day before yesterday is good enough."""
LATE = 2
"""Days without a root after which it is a fault."""


def sealing(now: datetime) -> Light:
    here = now.astimezone(SHANGHAI)
    yesterday = here.date() - timedelta(days=1)
    root = last_root()
    if root is None:
        return _never_sealed(datetime.combine(here.date(), time(), SHANGHAI))
    behind = (yesterday - root.day).days - (here.time() < GRACE)
    said = f"封存到 {show_date(root.day)}，共 {root.size} 条"
    if behind > 0:
        tone = "bad" if behind >= LATE else "warn"
        return Light(tone, f"{said}；已落后 {behind} 天，请运行 wangyu audit_seal 查看原因")
    if not file_of(root.day.isoformat()).exists():
        return Light("warn", f"{said}；还没有写入公布目录")
    if settings.AUDIT_MAIL and Root.objects.filter(posting=None, day__lt=root.day).exists():
        return Light("warn", f"{said}；没有寄出，请检查发信设置")
    return Light("ok", said)


def _never_sealed(midnight: datetime) -> Light:
    if Entry.objects.filter(at__lt=midnight).exists():
        return Light("warn", "还没有封存过，请确认 wangyu worker 在运行")
    return Light("ok", "从今天开始记录，零时后第一次封存")
