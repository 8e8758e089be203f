"""The two databases, as far as keeping and bringing back goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wangyu.base.backup.engines.base import Engine, Reader, Seen
from wangyu.base.backup.engines.postgres import PostgresEngine
from wangyu.base.backup.engines.sqlite import SqliteEngine

__all__ = ["Engine", "Reader", "Seen", "engine_for"]


def engine_for(database: Mapping[str, Any], tools: str = "") -> Engine:
    """For an entry of DATABASES. ``tools``: folder of pg_dump and pg_restore, "" to look for it."""
    if str(database["ENGINE"]).endswith("sqlite3"):
        return SqliteEngine(database)
    return PostgresEngine(database, tools)
