"""When a sheet is late: instants only, so that no server's time zone has a say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta


def first_late_instant(due_at: datetime, grace_minutes: int) -> datetime:
    """The deadline's minute is given whole (“17:00” lasts until 17:01), and then the grace."""
    minute = due_at.astimezone(UTC).replace(second=0, microsecond=0)
    return minute + timedelta(minutes=grace_minutes + 1)


def came_late(at: datetime, due_at: datetime, grace_minutes: int) -> bool:
    return at >= first_late_instant(due_at, grace_minutes)


def not_before(at: datetime, earlier: Iterable[datetime]) -> datetime:
    """``at``, or the last of what it follows where a clock was put back in between."""
    return max([at, *earlier])
