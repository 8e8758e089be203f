"""What two films have in common: pictures of both, moment by moment.

A film is looked at twice a second, each time in nine by eight grey dots; of a moment that lasts only
its beginning is kept. What many films show, the title card of a festival, says nothing about two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

WIDE, HIGH = 9, 8
A_SECOND = 2
"""How often a film is looked at."""
MOST_SECONDS = 20 * 60
FLAT = 12
"""A picture with so little light and dark is black, white or fog: noise would decide its print."""
LASTS = 4
"""Bits of 64 by which a picture may change and still be the same moment."""
BITS_APART = 8
"""What another size, quality or tint and a narrow border do to a moment."""
LEAST = 5
"""Moments of both, apart from those of one colour: fewer come about by chance."""
COMMON = 3
"""Works beside the two in which a moment also is, from which on it belongs to nobody."""
MOST_SHOWN = 12

Prints = NDArray[np.uint64]
Near = tuple[int, int, int]
"""How many bits apart, and which moments of the one film and of the other."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Of one film: when each moment begins, in halves of a second, and its print."""

    work: int
    film: int
    at: Sequence[int]
    prints: Prints


@dataclass(frozen=True, slots=True)
class Shared:
    """Two films by number, the part of the shorter one that both have, and where it is, in seconds."""

    a: int
    b: int
    share: float
    seconds: list[tuple[float, float]]


def moments_of(raw: bytes) -> list[tuple[int, int]]:
    """When and what, from the dots of all pictures one after the other, a byte each."""
    dots = np.frombuffer(raw[: len(raw) // (WIDE * HIGH) * WIDE * HIGH], np.uint8)
    small = dots.reshape(-1, HIGH, WIDE).astype(np.int16)
    bits = np.packbits(small[:, :, 1:] > small[:, :, :-1], axis=None).reshape(-1, 8)
    made = bits.astype(np.uint8).view(">u8").ravel().astype(np.uint64)
    lively = np.ptp(small.reshape(len(small), -1), axis=1) >= FLAT if len(small) else []
    return _begun([(at, int(made[at])) for at in np.flatnonzero(lively).tolist()])


def _begun(seen: list[tuple[int, int]]) -> list[tuple[int, int]]:
    changed = [
        later for (_, before), later in pairwise(seen) if (before ^ later[1]).bit_count() > LASTS
    ]
    return seen[:1] + changed


def shared(films: Sequence[Moments], known: Sequence[bool]) -> Iterator[Shared]:
    """Pairs of films of two works, at least one of which is new."""
    if not films:
        return
    shelf = _Shelf.of(films)
    for b in range(len(films)):
        if known[b]:
            continue
        both: dict[int, list[Near]] = {}
        own = 0
        for mine, found in enumerate(map(shelf.near, films[b].prints)):
            if shelf.is_common(found.places):
                continue
            own += 1
            for apart, place in zip(found.apart, found.places, strict=True):
                a = int(shelf.whose[place])
                if films[a].work != films[b].work and (a < b or known[a]):
                    near = (int(apart), int(place - shelf.starts[a]), mine)
                    both.setdefault(a, []).append(near)
        for a, nears in both.items():
            yield from _pair(films, a, b, nears, own)


@dataclass(frozen=True, slots=True)
class _Found:
    places: NDArray[np.int64]
    apart: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The moments of all films, one after the other."""

    every: Prints
    whose: NDArray[np.int64]
    starts: NDArray[np.int64]
    works: NDArray[np.int64]

    @classmethod
    def of(cls, films: Sequence[Moments]) -> _Shelf:
        counts = [len(film.prints) for film in films]
        whose = np.repeat(np.arange(len(films)), counts)
        works = np.array([film.work for film in films])
        every = np.concatenate([film.prints for film in films])
        return cls(every, whose, np.cumsum([0, *counts]), works[whose])

    def near(self, one: np.uint64) -> _Found:
        apart = np.bitwise_count(self.every ^ one)
        places = np.flatnonzero(apart <= BITS_APART)
        return _Found(places, apart[places])

    def is_common(self, places: NDArray[np.int64]) -> bool:
        return len(np.unique(self.works[places])) >= 2 + COMMON


def _pair(
    films: Sequence[Moments], a: int, b: int, found: list[Near], own: int
) -> Iterator[Shared]:
    """The nearest first, each moment once: a picture that comes back says no more than it did."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, other, mine in sorted(found):
        if other not in pairs and mine not in taken:
            pairs[other] = mine
            taken.add(mine)
    if len({int(films[a].prints[other]) for other in pairs}) < LEAST:
        return
    shorter = max(len(pairs), min(own, len(films[a].prints)))
    seconds = sorted(
        (films[a].at[other] / A_SECOND, films[b].at[mine] / A_SECOND)
        for other, mine in pairs.items()
    )
    yield Shared(a, b, len(pairs) / shorter, _spread(seconds))


def _spread(seconds: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Some of them, from beginning to end."""
    step = -(-len(seconds) // MOST_SHOWN)
    return seconds[::step]
