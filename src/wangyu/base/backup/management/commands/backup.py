"""``wangyu backup``: a backup of the running platform, opened again at once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wangyu.base.backup import ops, store
from wangyu.base.backup.errors import BackupError, Finding
from wangyu.base.backup.keychest import require_long
from wangyu.base.backup.places import (
    backups_in,
    destination,
    engine,
    keys_destination,
    newest_in,
    places,
)
from wangyu.base.backup.take import keep_newest, take, take_keys
from wangyu.base.backup.verify import Known, read_manifest, verify
from wangyu.base.core.access import Actor
from wangyu.base.lib.dates import show_time


class Command(BaseCommand):
    help = "备份数据库、文件和密钥（密钥另放），并立即打开核对"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--without-keys", action="store_true", help="密钥另有保管，不备份密钥")
        parser.add_argument("--keep", type=int, metavar="份数", help="完成后只留最近几份")
        other = parser.add_mutually_exclusive_group()
        other.add_argument(
            "--verify", nargs="?", const="", metavar="目录", help="只核对一份备份，默认最近的"
        )
        other.add_argument("--list", action="store_true", help="列出已有的备份")
        other.add_argument(
            "--files", action="store_true", help="只把新文件复制出去，可每几分钟一次"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        os.umask(0o077)
        try:
            if options["list"]:
                self._list()
            elif options["files"]:
                self._files()
            elif options["verify"] is not None:
                self._verify(options["verify"])
            else:
                self._take(keys=not options["without_keys"], keep=options["keep"])
        except BackupError as error:
            raise CommandError(str(error)) from error

    def _take(self, *, keys: bool, keep: int | None) -> None:
        where = places()
        if keep is not None and keep < 1:
            raise BackupError(f"--keep {keep} 不对，至少留 1 份")
        destination(where)
        if keys:
            keys_destination(where)
            require_long(settings.BACKUP_SECRET)
        made = take(where, engine(), timezone.now(), self.stdout.write)
        if keys:
            file = take_keys(where, made.folder.name, settings.BACKUP_SECRET)
            self.stdout.write(f"密钥：加密后另存为 {file}，口令请另行保管")
        self._record(made.folder, made.findings)
        self.stdout.write(
            f"备份完成：{made.folder}，{len(made.manifest.files)} 份文件，"
            f"{made.manifest.size / 1024**2:.1f} MB"
        )
        if keep is not None:
            self._keep(keep)

    def _record(self, folder: Path, findings: Sequence[Finding]) -> None:
        """In the database, for the status page of every machine; then the answer to the caller."""
        try:
            taken_at = read_manifest(folder).taken_at
        except BackupError:
            taken_at = timezone.now()
        ops.record_copy(
            name=folder.name, folder=str(folder), taken_at=taken_at,
            findings=[str(f) for f in findings], actor=Actor.system(), now=timezone.now(),
        )  # fmt: skip
        if findings:
            lines = "\n".join(f"  {finding}" for finding in findings)
            raise BackupError(f"{folder} 有 {len(findings)} 处不符：\n{lines}")
        self.stdout.write("核对完毕，逐项相符。")

    def _keep(self, number: int) -> None:
        gone = keep_newest(places(), number)
        if gone:
            ops.forget_copies(names=gone, actor=Actor.system(), now=timezone.now())
            self.stdout.write(f"已删除较旧的 {len(gone)} 份：{'、'.join(gone)}")

    def _verify(self, given: str) -> None:
        where = places()
        folder = Path(given) if given else newest_in(destination(where))
        if not folder.is_dir():
            raise BackupError(f"没有目录 {folder}")
        self._record(folder, verify(folder, engine(), Known(where.home)))

    def _list(self) -> None:
        for folder in backups_in(destination(places())):
            try:
                held = read_manifest(folder)
                text = (
                    f"{show_time(held.taken_at)}，版本 {held.version}，{held.size / 1024**2:.1f} MB"
                )
            except BackupError as error:
                text = str(error)
            self.stdout.write(f"{folder.name}  {text}")

    def _files(self) -> None:
        where = places()
        copied = store.fill_pool(where.media, destination(where) / store.POOL)
        self.stdout.write(f"新复制 {copied} 份文件")
