"""``wangyu demo``: the invented province 云梦省, made once and then left as visitors change it."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from wangyu.base.core.ready import prepare
from wangyu.portal import demo


class Command(BaseCommand):
    help = "准备演示省“云梦省”（全部虚构）"

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        if not settings.DEMO:
            raise CommandError(
                "这不是演示环境。要看演示，请设置 WANGYU_DEMO=yes，或直接运行 ./run。"
            )
        prepare()
        try:
            made = demo.build(timezone.now())
        except demo.NotEmptyError as error:
            raise CommandError(str(error)) from error
        if made:
            call_command("reindex", stdout=self.stdout)
        self.stdout.write("演示省已经备好。" if made else "演示省已在，保持原样。")
