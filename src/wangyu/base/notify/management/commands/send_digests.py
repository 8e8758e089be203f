"""``wangyu send_digests``: run by the operator's timer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from wangyu.base.notify.digest import send_digests


class Command(BaseCommand):
    help = "发出通知汇总邮件，由定时任务每十分钟左右运行一次"

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        outcome = send_digests(timezone.now())
        self.stdout.write(f"发出 {outcome.sent} 封汇总邮件")
        if outcome.failed:
            raise CommandError(
                f"有 {outcome.failed} 封没有发出，下次再试。请检查 WANGYU_MAIL 和邮件服务器。"
            )
