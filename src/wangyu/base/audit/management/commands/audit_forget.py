"""``wangyu audit_forget``: erase what somebody typed beside an entry, at a person's request."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wangyu.base.audit.ops import KeepError, erase_private
from wangyu.base.core.access import Actor


class Command(BaseCommand):
    help = "按个人的要求，清除一条审计日志旁另存的文字；日志本身不变，仍可核对"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("seq", type=int, help="第几条")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        try:
            erase_private(seq=options["seq"], actor=Actor.system(), now=timezone.now())
        except KeepError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"第 {options['seq']} 条另存的文字已清除。")
