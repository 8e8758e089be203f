"""The engine named in the settings; Django looks for it in a module of this name."""

from __future__ import annotations

from select import POLLIN, poll
from time import monotonic

from django.db.backends.postgresql import base

SILENT = 5.0
"""Seconds after which a wall between may have forgotten the connection, so that it is asked again."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Every request of a crowd began with a question to the database that it always answered."""

    _looked = float("-inf")

    def is_usable(self) -> bool:
        now = monotonic()
        recent, self._looked = now - self._looked < SILENT, now
        if recent and self.connection is not None and not self.errors_occurred:
            return _is_quiet(self.connection.fileno()) or super().is_usable()
        return super().is_usable()


def _is_quiet(number: int) -> bool:
    """A server that goes says so first, or closes its end: both can be read."""
    polled = poll()
    polled.register(number, POLLIN)
    return not polled.poll(0)
