"""What two texts share, passage by passage: equal runs, joined across what was replaced between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wangyu.activities.calls.logic.originality.candidates import TEXT, sampled
from wangyu.activities.calls.logic.originality.grams import LENGTH, Hashes, grams_of
from wangyu.activities.calls.logic.originality.letters import Letters, Places

SHORT, LEAST = 3, 6
"""Letters of a run inside a pair, where chance is small, and of the least passage worth showing."""
GAP, DRIFT, NEAR, OFTEN = 12, 4, 16, 4
"""Letters: replaced between two runs of one passage; by which lengths differ; between common runs. How often a run counts."""


@dataclass(frozen=True, slots=True)
class Passages:
    """Of pair number ``pair``: letters [a, a_end) of its first text and [b, b_end) of its second.

    ``sure``: a run of it stands once only in each of the two.
    """

    pair: Places
    a: Places
    a_end: Places
    b: Places
    b_end: Places
    sure: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Text:
    """The runs of one side of every pair, in order of the pair."""

    pair: Places
    number: Hashes
    at: Places


def passages_of(letters: Letters, first: Places, second: Places, common: Hashes) -> Passages:
    """``first`` and ``second`` are the texts of each pair, as they stand in ``letters``."""
    taken = within_common(letters, common)
    number, text, begin = grams_of(letters, SHORT)
    free = ~taken[begin]
    number, text, begin = number[free], text[free], begin[free]
    starts = np.searchsorted(text, np.arange(len(letters.sizes) + 1))
    a, b = (side(of, starts, number, begin) for of in (first, second))
    return joined(seeds(a, b))


def within_common(letters: Letters, common: Hashes) -> NDArray[np.bool_]:
    """Letters that belong to a common phrase: between common fingerprints that stand close together."""
    number, text, begin = grams_of(letters)
    hit = np.flatnonzero(sampled(number))
    hit = hit[np.isin(number[hit] >> TEXT, common)]
    at = begin[hit]
    near = (np.diff(at) <= NEAR) & (np.diff(text[hit]) == 0)
    end = at + LENGTH
    end[:-1][near] = at[1:][near]
    change = np.bincount(at, minlength=len(letters.code) + 1)
    change -= np.bincount(end, minlength=len(letters.code) + 1)
    return np.cumsum(change)[:-1] > 0


def side(of: Places, starts: Places, number: Hashes, begin: Places) -> Text:
    count = (starts[1:] - starts[:-1])[of]
    pair = np.repeat(np.arange(len(of)), count)
    offset = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count)
    at = starts[of][pair] + offset
    return Text(pair, number[at], begin[at])


def seeds(a: Text, b: Text) -> Passages:
    """Equal runs of both texts of a pair, each with the first few places it has in the second."""
    key = mixed(b)
    order = np.argsort(key, kind="stable")
    key, mine = key[order], mixed(a)
    first, last = (np.searchsorted(key, mine, side=end) for end in ("left", "right"))
    once = (np.bincount(first, minlength=1)[first] == 1) & (last - first == 1)
    found = []
    for turn in range(OFTEN):
        hit = np.flatnonzero(first + turn < last)
        found.append((a.pair[hit], a.at[hit], b.at[order[first[hit] + turn]], once[hit]))
    pair, at, other, sure = (np.concatenate(column) for column in zip(*found, strict=True))
    return Passages(pair, at, at + SHORT, other, other + SHORT, sure)


def mixed(text: Text) -> Hashes:
    """One number of pair and run."""
    return text.number ^ (text.pair.astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F))


def joined(of: Passages) -> Passages:
    """First what keeps its distance exactly, which chance does not for long; then what drifts a little."""
    found = chained(of, np.lexsort((of.a, of.b - of.a, of.pair)), 0)
    found = only(found, found.sure | (found.a_end - found.a > SHORT))
    found = chained(found, np.lexsort((found.a, found.pair)), DRIFT)
    return only(found, found.a_end - found.a >= LEAST)


def chained(of: Passages, order: Places, drift: int) -> Passages:
    """One after the other in both texts, close together, their distance the same but for ``drift``."""
    pair, a, a_end, b, b_end, sure = (column[order] for column in columns(of))
    steps = a[1:] - a_end[:-1], b[1:] - b_end[:-1]
    follows = (np.diff(pair) == 0) & (np.abs(steps[0] - steps[1]) <= drift)
    for step in steps:
        follows &= (step >= -SHORT - drift) & (step <= GAP)
    first = np.flatnonzero(np.append(True, ~follows)[: len(pair)])
    last = np.append(first[1:], len(pair))[: len(first)] - 1
    any_sure = np.maximum.reduceat(sure, first) if len(first) else sure
    return Passages(pair[first], a[first], a_end[last], b[first], b_end[last], any_sure)


def only(of: Passages, kept: NDArray[np.bool_]) -> Passages:
    pair, a, a_end, b, b_end, sure = (column[kept] for column in columns(of))
    return Passages(pair, a, a_end, b, b_end, sure)


def columns(of: Passages) -> tuple[Any, ...]:
    return of.pair, of.a, of.a_end, of.b, of.b_end, of.sure
