"""What the status page and ``wangyu check`` say of the backups."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from wangyu.base.backup.errors import BackupError
from wangyu.base.backup.logic.verdict import Verdict, judge
from wangyu.base.backup.places import newest_in
from wangyu.base.backup.queries import newest_copy
from wangyu.base.backup.verify import Known, glance
from wangyu.base.core.memory import memory

REMEMBERED_SECONDS = 60


def verdict(now: datetime) -> Verdict:
    """From what the last verification found and, where the folder is in reach, what shows now."""
    copy = newest_copy()
    findings = [*copy.findings] if copy else []
    if settings.BACKUP is not None:
        findings += [line for line in _seen(settings.BACKUP) if line not in findings]
    return judge(
        taken_at=copy.taken_at if copy else None, findings=findings, now=now,
        hours=settings.BACKUP_HOURS,
    )  # fmt: skip


def _seen(folder: Path) -> list[str]:
    """Counting files takes time and the page is open to everybody: once a minute is enough."""
    key = f"backup:{folder}"
    found: list[str] | None = memory.get(key)
    if found is None:
        found = look(folder)
        memory.set(key, found, REMEMBERED_SECONDS)
    return found


def look(folder: Path) -> list[str]:
    try:
        return [str(finding) for finding in glance(newest_in(folder), Known(Path(settings.HOME)))]
    except BackupError as error:
        return [str(error)]
