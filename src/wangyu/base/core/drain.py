"""Leaving quietly: a server told to stop goes on for a while, and sends new readers elsewhere.

During that while it is not ready, answers every read with 503 (which a proxy tries again at another
server, and by which it learns to leave this one alone) and does every write that still reaches it: a
write must never be tried twice.
"""

from __future__ import annotations

import os
import tempfile
import threading
from pathlib import Path
from typing import Protocol

FLAG = "WANGYU_DRAIN_FLAG"
"""In the environment of the server's processes: a file that exists once the server leaves."""


class Stoppable(Protocol):
    def signal_handler_interrupt(self, *args: object) -> None: ...


def is_draining() -> bool:
    flag = os.environ.get(FLAG)
    return bool(flag) and Path(str(flag)).exists()


def leave_quietly(server: Stoppable, seconds: float) -> None:
    """Let a signal to stop take effect ``seconds`` later; a second one at once."""
    flag = Path(tempfile.mkdtemp(prefix="wangyu-")) / "draining"
    os.environ[FLAG] = str(flag)
    stop = server.signal_handler_interrupt

    def asked(*args: object) -> None:
        if flag.exists():
            stop(*args)
            return
        flag.touch()
        waiting = threading.Timer(seconds, stop)
        waiting.daemon = True
        waiting.start()

    vars(server)["signal_handler_interrupt"] = asked
