"""``wangyu docs``: write the pages of docs/ that are made from the code."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from wangyu.base.core.docs import pages


class Command(BaseCommand):
    help = "重写 docs/ 里由代码生成的页面（流转、指标、设置）"

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        for name, text in pages().items():
            (settings.ROOT / "docs" / name).write_text(text, encoding="utf-8")
            self.stdout.write(f"已写 docs/{name}")
