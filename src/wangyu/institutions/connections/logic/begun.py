"""Sign-ins on their way: remembered in the browser's own session, few, and not for long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

MINUTES = 10
MOST = 5
"""Tabs that may be on their way at once."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What was sent along and must come back. ``trial``: the officer tries the connection."""

    connection: int
    state: str
    nonce: str
    verifier: str
    at: float
    next: str = ""
    trial: bool = False
    sent: str = ""
    """What the kind asked to remember, such as the number of a SAML request."""


Kept = dict[str, dict[str, Any]]


def remember(kept: Mapping[str, Any], one: Begun) -> Kept:
    fresh = {s: b for s, b in kept.items() if not _is_old(b, one.at)}
    newest = sorted(fresh, key=lambda s: float(fresh[s]["at"]))[-(MOST - 1) :]
    return {s: fresh[s] for s in newest} | {one.state: asdict(one)}


def take(kept: Mapping[str, Any], state: str, at: float) -> tuple[Begun | None, Kept]:
    """The sign-in of a state, which is then used up; None for one not begun here or too old."""
    rest = {s: b for s, b in kept.items() if s != state}
    found = kept.get(state)
    return (None if found is None or _is_old(found, at) else Begun(**found)), rest


def _is_old(begun: Mapping[str, Any], at: float) -> bool:
    return not 0 <= at - float(begun["at"]) <= MINUTES * 60
