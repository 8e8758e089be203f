"""Who was still sending a file at the deadline: what began before counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

LONGEST = timedelta(hours=24)
"""From the first byte to the last: a longer one was not being sent all the time."""
AFTER = timedelta(hours=1)
"""To hand in, once the file has arrived."""


def was_sending(
    at: datetime, sent: Iterable[tuple[datetime, datetime]], is_late: Callable[[datetime], bool]
) -> bool:
    """Whether a file begun in time arrived late and the work follows it closely."""
    return any(
        not is_late(begun) and is_late(arrived) and arrived - begun <= LONGEST
        and at - arrived <= AFTER
        for begun, arrived in sent
    )  # fmt: skip
