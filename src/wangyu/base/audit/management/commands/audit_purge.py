"""``wangyu audit_purge``: remove entries that are older than their time."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wangyu.base.audit.ops import KeepError, purge
from wangyu.base.core.access import Actor


class Command(BaseCommand):
    help = "清除超过保留期的审计日志；其后的日志仍可逐条核对"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--until", type=date.fromisoformat, required=True, help="清除到哪一天，例如 2023-01-31"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        try:
            gone = purge(until=options["until"], actor=Actor.system(), now=timezone.now())
        except KeepError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"清除 {gone} 条。已公布的根与文件都保留。")
