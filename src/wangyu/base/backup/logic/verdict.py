"""Whether the backups there are can be relied on: one tone and one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from wangyu.base.lib.dates import show_time

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    tone: str
    public: str
    """For everybody: no name of a file and no title."""
    detail: str = ""
    """What is wrong, for those who run the platform."""

    @property
    def sentence(self) -> str:
        return self.public + self.detail


def judge(
    *, taken_at: datetime | None, findings: Sequence[str], now: datetime, hours: int
) -> Verdict:
    """Bad when there is no backup, when the newest is damaged, or when it is too old."""
    if taken_at is None:
        return Verdict("bad", "还没有一份备份")
    at = show_time(taken_at)
    if findings:
        more = f"等 {len(findings)} 处" if len(findings) > SHOWN else ""
        return Verdict("bad", f"{at} 的备份有问题", f"：{'；'.join(findings[:SHOWN])}{more}")
    if now - taken_at > timedelta(hours=hours):
        return Verdict("bad", f"最近一份备份是 {at} 的，已超过 {hours} 小时")
    return Verdict("ok", f"最近一份备份：{at}，已逐项核对")
