"""Times as people here write them; stored in UTC, read in Asia/Shanghai."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def show_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def show_time(moment: datetime) -> str:
    """For example 2026年3月5日 17:00."""
    local = moment.astimezone(SHANGHAI)
    return f"{show_date(local.date())} {local:%H:%M}"
