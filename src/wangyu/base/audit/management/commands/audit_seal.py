"""``wangyu audit_seal``: seal, write and mail what is due. The worker does so by itself."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from wangyu.base.audit.publishing import folder, mail_due, write_due
from wangyu.base.audit.sealing import SealError, seal_due


class Command(BaseCommand):
    help = "封存已结束各日的审计日志：计算根、签名、写入公布目录、寄出"

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        now = timezone.now()
        try:
            sealed = seal_due(now)
        except SealError as error:
            raise CommandError(str(error)) from error
        for root in sealed:
            self.stdout.write(f"{root.day.isoformat()} 已封存，共 {root.size} 条，根 {root.root}")
        if not sealed:
            self.stdout.write("没有需要封存的日子。")
        self.stdout.write(f"写入 {write_due()} 个文件到 {folder()}，寄出 {mail_due(now)} 个根。")
