"""The one clock that decisions go by: the database's, at the instant a request's first byte came.

Web servers may disagree about the time, or be put right in the middle of a day; the database is one.
A slow upload and a queue count for the person, not against: what passed since the first byte is
measured by a clock that only runs forward, and subtracted.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic

from django.db import connection

WAITED = "HTTP_X_WAITED"
"""How many seconds the proxy had the request before it handed it on (nginx: ``$request_time``)."""
LONGEST = 3600.0
NOW = {
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')",
}


def database_now() -> datetime:
    """What time it is where the data is; on SQLite, which runs in this process, of this machine."""
    with connection.cursor() as cursor:
        cursor.execute(NOW[connection.vendor])
        (found,) = cursor.fetchone()
    return found if isinstance(found, datetime) else datetime.fromisoformat(found)


class Arrival:
    """When a request's first byte came. Asks the database once, and only if somebody wants to know."""

    def __init__(self, waited: float = 0.0) -> None:
        self._came = monotonic() - waited
        self._at: datetime | None = None

    def __call__(self) -> datetime:
        if self._at is None:
            now = database_now()
            self._at = now - timedelta(seconds=monotonic() - self._came)
        return self._at


def seconds_waited(written: str) -> float:
    """What the proxy wrote; nothing sensible counts as no wait at all."""
    try:
        found = float(written)
    except ValueError:
        return 0.0
    return found if 0.0 <= found <= LONGEST else 0.0
