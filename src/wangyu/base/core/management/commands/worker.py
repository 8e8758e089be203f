"""``wangyu worker``: does queued work, and takes up the work of workers that died."""

from __future__ import annotations

import logging
import threading
from datetime import datetime
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from wangyu.base.core.jobs import take_up_again
from wangyu.base.core.pulse import beat
from wangyu.base.core.ready import require_ready
from wangyu.base.lib.ports import rounds

SWEEP_SECONDS = 20
log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "运行后台任务（导入、快照、重建等长工作）"

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        require_ready()
        self.stdout.write("后台任务进程已启动（按 Ctrl-C 停止）")
        self.stdout.flush()
        stop = threading.Event()
        threading.Thread(target=_sweep, args=(stop,), daemon=True).start()
        try:
            call_command("db_worker", interval=1, reload=False, verbosity=0)
        finally:
            stop.set()


def _sweep(stop: threading.Event) -> None:
    """Show life, take up lost work, go the rounds. A fault costs one turn of one of them."""
    while True:
        _turn(timezone.now())
        connection.close()
        if stop.wait(SWEEP_SECONDS):
            return


def _turn(now: datetime) -> None:
    for work in (_show_life, take_up_again, *rounds.all()):
        try:
            work(now)
        except Exception:
            log.exception("a turn of the worker's sweep failed")


def _show_life(now: datetime) -> None:
    beat("worker", now)
