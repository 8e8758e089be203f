"""How long what is to be concluded is shown before it counts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from wangyu.base.lib.dates import SHANGHAI

LAST_SECOND = time(23, 59, 59)


def notice_end(day: date, days: int) -> datetime:
    """The day it begins does not count; it ends with the last second of the last whole day."""
    return datetime.combine(day + timedelta(days=days), LAST_SECOND, SHANGHAI)
