"""Times as people here write them; stored in UTC, read in Asia/Shanghai."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def show_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def local_day(moment: datetime) -> date:
    """The day it is in Shanghai, which begins eight hours before the one of UTC."""
    return moment.astimezone(SHANGHAI).date()


def show_time(moment: datetime) -> str:
    """For example 2026年3月5日 17:00."""
    local = moment.astimezone(SHANGHAI)
    return f"{show_date(local.date())} {local:%H:%M}"


def show_span(span: timedelta) -> str:
    """The largest whole unit of a time that has passed: 40 秒, 3 分钟, 2 小时, 5 天."""
    seconds = max(int(span.total_seconds()), 0)
    for size, unit in ((86_400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} 秒"
