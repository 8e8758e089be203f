"""``wangyu restore``: a backup brought back on an empty machine."""

from __future__ import annotations

from getpass import getpass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from wangyu.base.backup import ops
from wangyu.base.backup.errors import BackupError
from wangyu.base.backup.logic.manifest import Manifest
from wangyu.base.backup.places import engine, is_backup, newest_in, places
from wangyu.base.backup.restore import restore
from wangyu.base.core.access import Actor
from wangyu.base.core.ready import prepare
from wangyu.base.lib.dates import show_time


class Command(BaseCommand):
    help = "在空的机器上从备份恢复：先核对，再恢复，最后逐表比较"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=Path, help="一份备份的目录，或放备份的目录（取最近一份）"
        )
        parser.add_argument(
            "--keys",
            type=Path,
            required=True,
            help="密钥：wangyu backup 写出的加密文件，或存放密钥的目录",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        try:
            folder = self._folder(options["folder"])
            manifest = self._restore(folder, options["keys"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        settings.SECRET_KEY = (settings.HOME / "keys" / "django.key").read_text().strip()
        prepare()
        ops.record_restored(
            name=manifest.name, taken_at=manifest.taken_at, actor=Actor.system(), now=timezone.now()
        )
        self.stdout.write(
            f"已恢复到 {show_time(manifest.taken_at)} 的状态，逐表逐文件相符。所有人需要重新登录。\n"
            "接着运行 wangyu check，再启动服务。"
        )

    def _folder(self, given: Path) -> Path:
        if not given.is_dir():
            raise BackupError(f"没有目录 {given}")
        return given if is_backup(given) else newest_in(given)

    def _restore(self, folder: Path, keys: Path) -> Manifest:
        secret = settings.BACKUP_SECRET
        if keys.is_file() and not secret:
            secret = getpass("密钥备份的口令：")
        connection.close()
        known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
        return restore(
            folder, keys=keys, passphrase=secret, where=places(), engine=engine(),
            migrations=[f"{app}.{name}" for app, name in known or ()], say=self.stdout.write,
        )  # fmt: skip
