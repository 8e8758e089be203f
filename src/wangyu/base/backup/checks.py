"""What ``wangyu check`` looks at in the backups."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 -- Django's names
from django.db import DatabaseError
from django.utils import timezone

from wangyu.base.backup.archiving import archiving_fault
from wangyu.base.backup.errors import BackupError
from wangyu.base.backup.places import destination, engine, keys_destination, places
from wangyu.base.backup.restore import MARK
from wangyu.base.backup.status import verdict
from wangyu.base.core.checks import finding
from wangyu.base.core.files import path_of
from wangyu.base.lib.ports import kept_files

SHOWN = 3


@register("installation", deploy=True)
def check_backups(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:  # noqa: ARG001 -- Django's signature
    if settings.DEMO:
        return
    if settings.BACKUP is None:
        yield finding(
            Warning, "W020", "没有设置备份目录", "设置 WANGYU_BACKUP，每天运行 wangyu backup"
        )
        return
    try:
        destination(places())
        keys_destination(places())
    except BackupError as error:
        yield finding(Warning, "W021", str(error), "改正设置")
    if _same_disk(settings.BACKUP, Path(settings.HOME)):
        yield finding(
            Warning,
            "W022",
            "备份和数据在同一块磁盘上",
            "把 WANGYU_BACKUP 放到另一块磁盘或另一台机器",
        )
    try:
        found = verdict(timezone.now())
    except DatabaseError:  # E005 says why
        return
    if found.tone == "bad":
        yield finding(Error, "E020", found.sentence, "运行 wangyu backup，再看它的说明")


def _same_disk(one: Path, other: Path) -> bool:
    return one.is_dir() and other.is_dir() and os.stat(one).st_dev == os.stat(other).st_dev  # noqa: PTH116 -- both of any kind


@register("installation", deploy=True)
def check_restored(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:  # noqa: ARG001 -- Django's signature
    if (Path(settings.HOME) / MARK).exists():
        yield finding(Error, "E021", "上一次恢复没有做完", "用同一份备份再运行一次 wangyu restore")


@register("installation", deploy=True)
def check_files(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:  # noqa: ARG001 -- Django's signature
    missing = list(_missing())
    if missing:
        shown = "、".join(missing[:SHOWN])
        yield finding(
            Error,
            "E022",
            f"{len(missing)} 份材料的文件不在数据目录：{shown}",
            "从备份的 files/ 里取回",
        )


def _missing() -> Iterable[str]:
    """What a row names and the disk has not."""
    with engine().live() as reader:
        tables = set(reader.names())
        for kept in kept_files.all():
            if kept.table in tables and reader.columns(kept.table) >= set(kept.columns):
                for name, _, number in reader.rows(kept.table, kept.columns):
                    if name and not path_of(name).is_file():
                        yield f"{kept.table} 第 {number} 号的 {name[:2]}/{name}"


@register("installation", deploy=True)
def check_archiving(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:  # noqa: ARG001 -- Django's signature
    sentence, serious = archiving_fault()
    if sentence and serious:
        yield finding(Error, "E023", sentence, "看 PostgreSQL 的日志，腾出归档目录的空间")
    elif sentence and not settings.DEMO:
        yield finding(Warning, "W023", sentence, "按运维手册设置 archive_mode 与 archive_command")
