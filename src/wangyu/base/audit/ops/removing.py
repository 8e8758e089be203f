"""The two things that may be taken out of the log: what is older than its time, and typed text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings

from wangyu.base.audit.models import Checkpoint, Entry, Private, Reading, Root
from wangyu.base.audit.op import op, say
from wangyu.base.audit.queries import last_checkpoint
from wangyu.base.audit.verifying import faults
from wangyu.base.core.access import Actor
from wangyu.base.lib.dates import SHANGHAI, show_date


class KeepError(Exception):
    """What must be kept; carries the sentence."""


@op("audit.log.purge")
def purge(*, until: date, actor: Actor, now: datetime) -> int:
    """Remove the entries under the root of a day, which becomes the log's new beginning.

    Returns how many. Nothing younger than the setting goes, and nothing of a log that is broken.
    """
    latest = now.astimezone(SHANGHAI).date() - timedelta(days=settings.AUDIT_DAYS)
    if until > latest:
        raise KeepError(
            f"日志至少保留 {settings.AUDIT_DAYS} 天，现在最晚只能清除到 {show_date(latest)}。"
        )
    root = Root.objects.filter(day=until).first()
    if root is None:
        raise KeepError(f"{show_date(until)} 没有封存的根，请换一个已封存的日子。")
    checkpoint = last_checkpoint()
    if root.size <= (checkpoint.size if checkpoint else 0):
        raise KeepError(f"{show_date(until)} 及以前的日志已经清除过。")
    going = Entry.objects.filter(seq__lte=root.size)
    if going.filter(at__gte=datetime.combine(latest + timedelta(days=1), time(), SHANGHAI)):
        raise KeepError(f"{show_date(until)} 的根里有 {show_date(latest)} 以后的记录，不能清除。")
    if wrong := faults(now):
        raise KeepError(f"日志有问题，查明之前不清除：{wrong[0]}。")
    Checkpoint.objects.create(size=root.size, root=root, at=now)
    Private.objects.filter(pk__lte=root.size).delete()
    Reading.objects.filter(day__lte=until).delete()
    gone, _ = going.delete()
    say(f"清除 {show_date(until)} 及以前的审计日志 {gone} 条", size=root.size, until=str(until))
    return gone


@op("audit.private.erase")
def erase_private(*, seq: int, actor: Actor, now: datetime) -> None:
    """Erase what somebody typed beside an entry; the entry itself and the chain stay."""
    gone, _ = Private.objects.filter(pk=seq).delete()
    if not gone:
        raise KeepError(f"第 {seq} 条没有另存的文字，或已清除。")
    say(f"清除第 {seq} 条另存的文字", seq=seq)
