"""Which texts share passages, however sentences were moved and words replaced; a person judges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wangyu.activities.calls.logic.originality.candidates import index, pairs_of
from wangyu.activities.calls.logic.originality.grams import Hashes
from wangyu.activities.calls.logic.originality.letters import Letters, Places, letters_of
from wangyu.activities.calls.logic.originality.passages import Passages, passages_of

CHARACTERS = 1_000_000
"""Of texts at a time: what fits the cache and costs little memory."""
PAIRS = 1000
SPAN = 1 << 40
"""More letters than any text has."""


@dataclass(frozen=True, slots=True)
class Found:
    """Two texts by number, the part of each that is shared, and where: [a, a_end, b, b_end)."""

    a: int
    b: int
    overlap_a: float
    overlap_b: float
    passages: list[list[int]]


def compare(texts: Sequence[str], known: NDArray[np.bool_], threshold: float) -> list[Found]:
    """Pairs of which one text shares at least ``threshold`` with the other; known ones not among themselves."""
    entries = index(letters_of(texts[rows]) for rows in blocks(texts))
    first, second, common = pairs_of(entries, len(texts))
    wanted = ~(known[first] & known[second])
    first, second = first[wanted], second[wanted]
    found = []
    for begin in range(0, len(first), PAIRS):
        rows = slice(begin, begin + PAIRS)
        found += looked_into(texts, first[rows], second[rows], common, threshold)
    return found


def blocks(texts: Sequence[str]) -> Iterator[slice]:
    begin = size = 0
    for place, text in enumerate(texts):
        size += len(text)
        if size >= CHARACTERS:
            yield slice(begin, place + 1)
            begin, size = place + 1, 0
    if begin < len(texts):
        yield slice(begin, len(texts))


def looked_into(
    texts: Sequence[str], first: Places, second: Places, common: Hashes, threshold: float
) -> list[Found]:
    used, back = np.unique(np.concatenate([first, second]), return_inverse=True)
    letters = letters_of([texts[text] for text in used])
    a, b = back[: len(first)], back[len(first) :]
    passages = passages_of(letters, a, b, common)
    shares = [
        covered(passages.pair, begin, end, len(first)) / np.maximum(1, letters.sizes[of])
        for of, begin, end in ((a, passages.a, passages.a_end), (b, passages.b, passages.b_end))
    ]
    enough = np.flatnonzero(np.maximum(*shares) >= threshold)
    limits = np.searchsorted(passages.pair, np.arange(len(first) + 1))
    return [
        Found(
            int(first[pair]),
            int(second[pair]),
            float(shares[0][pair]),
            float(shares[1][pair]),
            spans(letters, passages, slice(limits[pair], limits[pair + 1])),
        )
        for pair in enough
    ]


def covered(pair: Places, begin: Places, end: Places, pairs: int) -> Places:
    """How many letters of each pair the passages cover, each letter counted once."""
    order = np.lexsort((begin, pair))
    pair, begin, end = pair[order], begin[order], end[order]
    reach = np.maximum.accumulate(end + pair * SPAN) - pair * SPAN
    before = np.append(0, reach[:-1])
    fresh = np.append(True, np.diff(pair) != 0)[: len(pair)]
    start = np.where(fresh, begin, np.maximum(begin, before))
    return np.bincount(pair, np.maximum(0, end - start), pairs).astype(np.int64)


def spans(letters: Letters, passages: Passages, rows: slice) -> list[list[int]]:
    """Characters of the original texts."""
    edges = (
        letters.place[passages.a[rows]],
        letters.place[passages.a_end[rows] - 1] + 1,
        letters.place[passages.b[rows]],
        letters.place[passages.b_end[rows] - 1] + 1,
    )
    found: list[list[int]] = np.stack(edges, axis=1).tolist()
    return found
