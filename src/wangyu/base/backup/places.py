"""Where an installation keeps its data, its backups and, apart from them, its keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from django.conf import settings
from django.db import connection

from wangyu.base.backup.engines import Engine, engine_for
from wangyu.base.backup.errors import BackupError, why
from wangyu.base.backup.logic.manifest import NAME

PART = ".part-"


@dataclass(frozen=True, slots=True)
class Places:
    home: Path
    media: Path
    packs: Path
    backups: Path | None
    keys: Path | None
    """Destination of the keys' archives."""


def places() -> Places:
    return Places(
        Path(settings.HOME), Path(settings.MEDIA_ROOT), Path(settings.PACKS_DIR),
        settings.BACKUP, settings.BACKUP_KEYS,
    )  # fmt: skip


def engine() -> Engine:
    return engine_for(connection.settings_dict, settings.PG_BIN)


def destination(where: Places) -> Path:
    """The folder of backups, which must lie outside the data."""
    if where.backups is None:
        raise BackupError("没有设置备份目录：用 WANGYU_BACKUP 指出放备份的目录，最好在另一块磁盘上")
    if _inside(where.backups, where.home) or _inside(where.home, where.backups):
        raise BackupError(f"备份目录 {where.backups} 与数据目录 {where.home} 不能一个在另一个里面")
    return where.backups


def keys_destination(where: Places) -> Path:
    """The folder of the keys' archives, which must lie apart from data and backups."""
    if where.keys is None:
        raise BackupError(
            "没有设置密钥备份目录：密钥要与备份分开放。用 WANGYU_BACKUP_KEYS 指出另一个目录，"
            "或加 --without-keys 表明密钥另有保管"
        )
    for other in (where.home, where.backups):
        if other is not None and (_inside(where.keys, other) or _inside(other, where.keys)):
            raise BackupError(
                f"密钥备份目录 {where.keys} 与 {other} 不能一个在另一个里面，密钥要分开放"
            )
    return where.keys


def _inside(inner: Path, outer: Path) -> bool:
    return inner.resolve().is_relative_to(outer.resolve())


def backups_in(folder: Path) -> list[Path]:
    """Finished backups, the newest first. A folder that cannot be read has a sentence."""
    try:
        found = [p for p in folder.iterdir() if p.is_dir() and p.name[:1].isdigit()]
    except OSError as error:
        raise BackupError(f"备份目录 {folder} 读不出来：{why(error)}") from error
    return sorted(found, reverse=True)


def newest_in(folder: Path) -> Path:
    found = backups_in(folder)
    if not found:
        raise BackupError(f"备份目录 {folder} 里没有备份")
    return found[0]


def is_backup(folder: Path) -> bool:
    return (folder / NAME).exists()


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Two backups into one folder would overtake each other."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("w") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except OSError as error:
            raise BackupError("另一个备份正在进行，请等它完成") from error
        yield
