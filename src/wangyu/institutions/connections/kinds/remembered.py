"""What the other side tells about itself, remembered for a while; and that it told nothing, for less.

While it is away nobody who comes by is kept waiting for it again, wherever on their way they are:
anybody may come by, and a thread that waits serves nobody. Who tries a connection asks afresh.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TypeVar

from wangyu.base.core import outside
from wangyu.base.core.memory import memory
from wangyu.base.core.outside import Answer, AwayError, BusyError, OutsideError
from wangyu.institutions.connections.kinds.base import ArrivalError, Place

T = TypeVar("T")
KNOWN_SECONDS, AWAY_SECONDS = 300, 20
WAIT = f"平台刚刚问过，{AWAY_SECONDS} 秒内不再问，请过一会儿再试。"


def remembered(key: str, ask: Callable[[], T], *, fresh: bool = False, anew: bool = False) -> T:
    """What ``ask`` answers, or lately did; ``anew`` for what it answers now.

    That others are asking as well is no failure of theirs.
    """
    known: T | None = None if fresh or anew else memory.get(key)
    if known is not None:
        return known
    told = _heard(key, ask, lambda why: not isinstance(why, BusyError), fresh=fresh)
    memory.set(key, told, KNOWN_SECONDS)
    return told


def asked(
    place: Place, base: str, url: str, data: bytes | None = None,
    headers: Mapping[str, str] | None = None, *, fresh: bool,
) -> Answer:  # fmt: skip
    """The answer about one person, which is asked each time; not while the other side is away.

    ``base`` is the address without what a visitor had a part in. Neither do they speak for the other
    side: a line that is cut on hearing their words keeps nobody waiting, and says nothing to others.
    """
    key = f"{place.back}:{base}"
    return _heard(
        key, lambda: fetch(url, data, headers), lambda why: isinstance(why, AwayError), fresh=fresh
    )


def fetch(url: str, data: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
    """Raises ArrivalError, where ``outside`` raises its own."""
    try:
        return outside.fetch(url, data=data, headers=headers)
    except OutsideError as error:
        raise ArrivalError(str(error)) from error


def _heard(
    key: str, ask: Callable[[], T], is_away: Callable[[BaseException | None], bool], *, fresh: bool
) -> T:
    """It is not away while it answers others: one slow answer keeps nobody else out."""
    away, heard = f"away:{key}", f"heard:{key}"
    if not fresh and (why := memory.get(away)) is not None:
        raise ArrivalError(f"{why}{WAIT}")
    last = memory.get(heard)
    try:
        told = ask()
    except ArrivalError as error:
        if is_away(error.__cause__) and memory.get(heard) in {last, None}:
            memory.set(away, str(error), AWAY_SECONDS)
        raise
    memory.delete(away)
    memory.set(heard, time.monotonic(), AWAY_SECONDS)
    return told
