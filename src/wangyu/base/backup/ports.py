"""What the status page says of the backups."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from wangyu.base.backup.archiving import archiving_fault
from wangyu.base.backup.status import verdict
from wangyu.base.lib.ports import Light, Probe, health


def backups(now: datetime) -> Light:
    if settings.DEMO and settings.BACKUP is None:
        return Light("ok", "演示环境不备份")
    found = verdict(now)
    if settings.BACKUP is None and found.tone == "bad":
        return Light("warn", f"没有设置备份目录；{found.public}")
    more = "，系统管理员请运行 wangyu check" if found.detail else ""
    return Light(found.tone, found.public + more)


def archiving(now: datetime) -> Light:  # noqa: ARG001 -- a probe
    """Off is a choice, which ``wangyu check`` mentions; failing is a fault."""
    _, serious = archiving_fault()
    if serious:
        return Light("bad", "最近的变更没有存到别处，系统管理员请运行 wangyu check")
    return Light("ok", "没有失败")


health.add("backup.copies", Probe("备份", 50, backups))
health.add("backup.archiving", Probe("数据库归档", 55, archiving))
