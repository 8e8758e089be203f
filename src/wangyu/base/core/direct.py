"""Asking the database for rows, past what Django puts around each statement.

Half the time of a small question went there. Where somebody listens to the statements (a test, a
debugger), and on SQLite, they go Django's way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

Rows = list[tuple[Any, ...]]


def ask(sql: str, params: Sequence[Any], *, rows: bool = True) -> Rows:
    """What it answers; ``rows=False`` for one that answers with none."""
    base = connections[DEFAULT_DB_ALIAS]
    if base.vendor == "sqlite" or base.execute_wrappers or base.queries_logged:
        with base.cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall()) if rows else []
    base.close_if_health_check_failed()
    base.ensure_connection()
    base.validate_no_broken_transaction()
    with base.wrap_database_errors:
        found = base.connection.execute(sql, params)
        return list(found.fetchall()) if rows else []
