"""On whose word a second factor was set up: what an organisation alone has said is good within it alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

MARK = "campus"
"""Where a factor keeps it: a path, or "" when somebody had a proof of their own.

A factor without it was set up before it was kept, or by who knows what.
"""
Since = Sequence[tuple[str, datetime]]
"""Paths, each with a time."""


def words_of(data: Mapping[str, Any], made: datetime, served: Since, vouching: Since) -> list[str]:
    """The organisations whose word a factor may be no more than; none for one's own.

    Without a mark: all that could have let its owner in when it was ``made``. ``served``: where they
    have ever had a role, and since when; ``vouching``: who could let people in, and since when.
    """
    if MARK in data:
        return [data[MARK]] if data[MARK] else []
    places = [path for path, since in served if since <= made]
    then = [path for path, since in vouching if since <= made]
    return [root for root in then if any(place.startswith(root) for place in places)]


def doubtful(words: Mapping[int, Iterable[str]], path: str) -> list[int]:
    """The factors that may rest on the word of somebody who cannot speak for a role at ``path``."""
    return [pk for pk, said in words.items() if not all(path.startswith(place) for place in said)]
