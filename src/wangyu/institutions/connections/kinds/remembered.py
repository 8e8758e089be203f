"""What the other side tells about itself, remembered for a while; and that it told nothing, for less.

While it is away nobody who comes by is kept waiting for it again; who tries a connection asks afresh.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from wangyu.base.core.memory import memory
from wangyu.base.core.outside import BusyError
from wangyu.institutions.connections.kinds.base import ArrivalError

T = TypeVar("T")
KNOWN_SECONDS, AWAY_SECONDS = 300, 20
WAIT = f"平台刚刚问过，{AWAY_SECONDS} 秒内不再问，请过一会儿再试。"


def remembered(key: str, ask: Callable[[], T], *, fresh: bool = False) -> T:
    """What ``ask`` answers, or lately did. That others are asking as well is no failure of theirs."""
    away = f"{key}:away"
    if not fresh:
        known: T | None = memory.get(key)
        if known is not None:
            return known
        if (why := memory.get(away)) is not None:
            raise ArrivalError(f"{why}{WAIT}")
    try:
        told = ask()
    except ArrivalError as error:
        if not isinstance(error.__cause__, BusyError):
            memory.set(away, str(error), AWAY_SECONDS)
        raise
    memory.set(key, told, KNOWN_SECONDS)
    memory.delete(away)
    return told
