"""When something is late and where a deadline may move: instants, so that no server's zone has a say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from wangyu.base.lib.dates import show_time


def first_late_instant(due_at: datetime, grace_minutes: int) -> datetime:
    """The deadline's minute is given whole (“17:00” lasts until 17:01), and then the grace."""
    minute = due_at.astimezone(UTC).replace(second=0, microsecond=0)
    return minute + timedelta(minutes=grace_minutes + 1)


def came_late(at: datetime, due_at: datetime, grace_minutes: int) -> bool:
    return at >= first_late_instant(due_at, grace_minutes)


def not_before(at: datetime, earlier: Iterable[datetime]) -> datetime:
    """``at``, or the last of what it follows where a clock was put back in between."""
    return max([at, *earlier])


def why_not_moved(
    due_at: datetime, reason: str, now: datetime, *, what: str = "", for_all: datetime | None = None
) -> str:
    """Why a deadline may not move there; "" when it may.

    ``for_all``: everybody's, which one that moves for some (``what``) has to be later than.
    """
    if not reason.strip():
        return "调整截止时间必须写明理由。"
    if due_at <= now:
        return f"新的截止时间 {show_time(due_at)} 应在现在之后。"
    if for_all and due_at <= for_all:
        return f"{what}应晚于全体的截止时间 {show_time(for_all)}，现在填的是 {show_time(due_at)}。"
    return ""
