"""``wangyu worker``: does queued work, and takes up the work of workers that died."""

from __future__ import annotations

import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from wangyu.base.core.jobs import take_up_again

SWEEP_SECONDS = 20


class Command(BaseCommand):
    help = "运行后台任务"

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        stop = threading.Event()
        threading.Thread(target=_sweep, args=(stop,), daemon=True).start()
        try:
            call_command("db_worker", interval=1, reload=False)
        finally:
            stop.set()


def _sweep(stop: threading.Event) -> None:
    while not stop.wait(SWEEP_SECONDS):
        take_up_again(timezone.now())
        connection.close()
