"""By when reviews are wanted, in words for those who write them."""

from __future__ import annotations

from datetime import datetime

from wangyu.base.lib.dates import show_time


def due_words(due: datetime | None, now: datetime) -> str:
    """What a notification adds; "" while no day is set."""
    if due is None:
        return ""
    if now > due:
        return f"评审截止时间 {show_time(due)} 已过，请尽快提交。"
    return f"请在 {show_time(due)} 前提交。"
