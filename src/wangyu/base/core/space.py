"""When storage runs out the platform turns read-only by itself, and back when there is room again.

Before it is quite full, so that what was confirmed can still be written out in peace; and when a
write did fail for want of room, for a short while, after which one write may try again.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings

PAUSE = 10
"""Seconds after a failed write before another may try; also what the visitor is told to wait."""
LOOK = 1
MEGABYTE = 1024**2
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
POSTGRES_FULL = "53100"


def is_full(error: BaseException | None) -> bool:
    """Whether this, or what it came from, is want of room on a disk."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        if _says_full(error):
            return True
        if getattr(error, "sqlstate", "") == POSTGRES_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


def _says_full(error: BaseException) -> bool:
    """A connection that opens on a full disk cannot even make room for its index of the log."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)  # only SQLite's own have one
    return code & 0xFF == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_SHMSIZE


def free_megabytes() -> int:
    return shutil.disk_usage(settings.HOME).free // MEGABYTE


@dataclass
class Space:
    clock: Callable[[], float] = time.monotonic
    free: Callable[[], int] = free_megabytes
    _failed_until: float = 0
    _looked_at: float = field(default=float("-inf"))
    _short: bool = False

    def note_failure(self) -> None:
        self._failed_until = self.clock() + PAUSE

    def is_read_only(self) -> bool:
        now = self.clock()
        if now - self._looked_at >= LOOK:
            self._looked_at, self._short = now, self.free() < settings.FREE_MB
        return self._short or now < self._failed_until


space = Space()
