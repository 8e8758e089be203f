"""``wangyu key_change``: another key for receipts and roots."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from wangyu.base.audit.ops import change_key
from wangyu.base.audit.ops.keys import fingerprint
from wangyu.base.core.access import Actor
from wangyu.base.core.signers import take_place
from wangyu.base.lib.dates import show_time

LOST = "原密钥已停用。它签过的回执，请到平台上按号码核对。"
NEXT = (
    "接着做：一、有多台机器的，把 keys/ 里的 receipt.key 和 receipt.history.json 复制到各台；"
    "二、运行 wangyu backup，备份新的密钥；三、把新公钥的指纹告知保存公钥的单位。"
)


class Command(BaseCommand):
    help = "更换签回执与日志根的密钥；以前签的仍然有效"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--grace", type=int, default=60, help="原密钥还可以签多少分钟，留给其他机器，默认 60"
        )
        parser.add_argument(
            "--lost", action="store_true", help="原密钥失密：立即停用，它的签名从此不能单独作证"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        change = change_key(
            grace=timedelta(minutes=options["grace"]), lost=options["lost"],
            actor=Actor.system(), now=timezone.now(),
        )  # fmt: skip
        take_place(Path(settings.HOME))
        until = show_time(datetime.fromisoformat(change.until))
        self.stdout.write(f"原公钥 {change.public_key}，指纹 {fingerprint(change.public_key)}")
        self.stdout.write(f"新公钥 {change.next}，指纹 {fingerprint(change.next)}")
        self.stdout.write(f"原密钥签到 {until} 为止的仍然有效。" if not change.lost else LOST)
        self.stdout.write(NEXT)
