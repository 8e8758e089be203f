"""A university's recommendation as plain data: the tally of a track, the order, the serial numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a university is with one track."""

    key: str
    title: str
    quota: int | None
    waiting: int = 0
    """Handed in, and nobody has looked at them."""
    open: int = 0
    """Passed by the department; the university has to choose."""
    chosen: int = 0
    declined: int = 0

    @property
    def left(self) -> int | None:
        """Places that are free; ``None``: as many as one likes."""
        return None if self.quota is None else max(0, self.quota - self.chosen)

    @property
    def over(self) -> int:
        return 0 if self.quota is None else max(0, self.chosen - self.quota)


@dataclass(frozen=True, slots=True)
class Place:
    """One recommended work, as far as its place in the order goes."""

    pk: int
    track: str
    rank: int | None


def in_order(tracks: Sequence[str], places: Iterable[Place]) -> list[Place]:
    """Track by track as the edition lists them; what has no rank yet comes last in its track."""
    at = {track: number for number, track in enumerate(tracks)}
    return sorted(
        places,
        key=lambda one: (at[one.track], inf if one.rank is None else one.rank, one.pk),
    )


def shifted(order: Sequence[Place], pk: int, *, up: bool) -> list[Place]:
    """The work changes places with its neighbour of the same track, where it has one."""
    found = list(order)
    here = next(n for n, one in enumerate(found) if one.pk == pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(found) and found[there].track == found[here].track:
        found[here], found[there] = found[there], found[here]
    return found
