"""How many words a text has, as Word counts 字数; and days as files write them down."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

MOST = 300_000
"""Characters read of one text: no limit of any call is near it."""
HERE = timezone(timedelta(hours=8))
HAN = re.compile(
    "[\u2014\u2018\u2019\u201c\u201d\u2026\u2e80-\u2fff\u3001-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]+"
)
"""Each of these counts; of everything else, each run between blanks."""
DAY = re.compile(
    r"\D{0,2}(\d{4})\D?(\d{2})\D?(\d{2})(?:\D?(\d{2})\D?(\d{2})\D?(\d{2}))?(.*)", re.ASCII
)
ZONE = re.compile(r"(Z)|([+-])(\d{2})\D?(\d{2})?", re.ASCII)
FIRST = date(1990, 1, 1)
"""What is older stems from a clock that was never set."""


def count(text: str) -> int:
    text = text[:MOST]
    apart = HAN.sub(" ", text).split()
    return sum(map(len, HAN.findall(text))) + len(apart)


def day_of(written: str) -> str:
    """2025-03-01 of "D:20250301120000+08'00'", "2025:03:01 12:00:00", "2025-03-01T04:00:00Z"; or ""."""
    found = DAY.match(written)
    if found is None:
        return ""
    year, month, day, hour, minute, second = (int(one or 0) for one in found.groups()[:6])
    try:
        return day_at(datetime(year, month, day, hour, minute, second, tzinfo=_zone(found[7])))
    except (ValueError, OverflowError):
        return ""


def _zone(text: str) -> timezone:
    found = ZONE.match(text)
    if found is None:
        return HERE
    if found[1]:
        return UTC
    ahead = timedelta(hours=int(found[3]), minutes=int(found[4] or 0))
    return timezone(ahead if found[2] == "+" else -ahead)


def day_at(moment: datetime) -> str:
    """The day in Beijing; "" for a time nobody meant."""
    day = moment.astimezone(HERE).date()
    return day.isoformat() if day >= FIRST else ""


def day_after(start: datetime, seconds: float) -> str:
    """The day so many seconds after the zero of a container's clock; "" for zero itself."""
    try:
        return day_at(start + timedelta(seconds=seconds)) if seconds > 0 else ""
    except OverflowError:
        return ""
