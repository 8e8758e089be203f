"""The one clock that decisions go by: the database's, at the instant a request's first byte came.

Web servers may disagree about the time, or be put right in the middle of a day; the database is one.
A slow upload and a queue count for the person, not against: what passed since the first byte is
measured by a clock that only runs forward, and subtracted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db import connection

from wangyu.base.core.direct import ask

WAITED = "HTTP_X_WAITED"
"""How many seconds the proxy had the request before it handed it on (nginx: ``$request_time``)."""
LONGEST = 3600.0
NOW = {
    "postgresql": "clock_timestamp()",
    "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%f+00:00', 'now')",
}


def database_now() -> datetime:
    """What time it is where the data is; on SQLite, which runs in this process, of this machine."""
    return database_now_and()[0]


def database_now_and(*more: str, params: Sequence[Any] = ()) -> tuple[datetime, list[Any]]:
    """The same, and what the database says to expressions asked in the same breath."""
    ((found, *rest),) = ask(f"SELECT {', '.join([NOW[connection.vendor], *more])}", params)
    return found if isinstance(found, datetime) else datetime.fromisoformat(found), rest


class Arrival:
    """When a request's first byte came. Asks the database once, and only if somebody wants to know."""

    def __init__(self, waited: float = 0.0) -> None:
        self._came = monotonic() - waited
        self._at: datetime | None = None

    def __call__(self) -> datetime:
        return self._at or self.told(database_now())

    def told(self, now: datetime) -> datetime:
        """Somebody asked the database for something else, and for the time as well."""
        self._at = self._at or now - timedelta(seconds=monotonic() - self._came)
        return self._at


def seconds_waited(written: str) -> float:
    """What the proxy wrote; nothing sensible counts as no wait at all."""
    try:
        found = float(written)
    except ValueError:
        return 0.0
    return found if 0.0 <= found <= LONGEST else 0.0
