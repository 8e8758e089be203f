"""``wangyu reindex``: fill the search index anew."""

from typing import Any

from django.core.management.base import BaseCommand

from wangyu.base.core.search import rebuild


class Command(BaseCommand):
    help = "重建检索索引"

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        self.stdout.write(f"已为 {rebuild()} 份文档建立索引")
