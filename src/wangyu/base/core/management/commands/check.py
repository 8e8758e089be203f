"""``wangyu check``: every mistake of an installation, with an id, a sentence and a page of the docs."""

from __future__ import annotations

from typing import Any

from django.core.checks import run_checks
from django.core.management.base import CommandError
from django.core.management.commands.check import Command as DjangoCheck


class Command(DjangoCheck):
    help = "检查安装：逐条指出问题、原因和处理办法"

    def handle(self, *args: Any, **options: Any) -> None:
        if args or options.get("tags"):
            super().handle(*args, **options)
            return
        found = run_checks() + run_checks(tags=["installation"], include_deployment_checks=True)
        for message in found:
            word = "错误" if message.is_serious() else "提醒"
            self.stdout.write(f"{word} {message.id}:{message.msg}\n    {message.hint or ''}")
        if any(message.is_serious() for message in found):
            raise CommandError("安装有错误，请按上面的说明处理。")
        self.stdout.write("检查完毕，可以使用。")
