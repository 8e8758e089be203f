"""``wangyu send_digests``: run by the operator's timer."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from wangyu.base.notify.digest import send_digests


class Command(BaseCommand):
    help = "发出通知汇总邮件"

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        self.stdout.write(f"发出 {send_digests(timezone.now())} 封汇总邮件")
