"""Two at once: somebody changes a row, and has not ended when another begins."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import connection, transaction

from wangyu.base.core.turns import turn

TURNS, PAUSE = 60, 0.05
WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def meanwhile(change: Callable[[], object], act: Callable[[], Any]) -> Any:
    """What ``act`` gives, or raises, begun between a change and the end of its transaction.

    On PostgreSQL the change ends when somebody waits for it; on SQLite everybody does.
    """
    begun = threading.Event()

    def run() -> None:
        try:
            with turn(), transaction.atomic():
                change()
                begun.set()
                _until_somebody_waits()
        finally:
            begun.set()
            connection.close()

    other = threading.Thread(target=run)
    other.start()
    begun.wait()
    try:
        return act()
    finally:
        other.join()


def _until_somebody_waits() -> None:
    for _ in range(TURNS if connection.vendor == "postgresql" else 4):
        time.sleep(PAUSE)
        if connection.vendor == "postgresql" and _waiting():
            return


def _waiting() -> bool:
    with suppress(TypeError), connection.cursor() as cursor:
        cursor.execute(WAITS)
        return bool(cursor.fetchone()[0])
    return False
