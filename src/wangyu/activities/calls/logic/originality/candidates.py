"""Which texts are worth comparing: those that share fingerprints few others have."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from wangyu.activities.calls.logic.originality.grams import Hashes, grams_of
from wangyu.activities.calls.logic.originality.letters import Letters, Places

ONE_IN = 4
FEWEST = 2
LEAST_COMMON, SHARE, MOST_COMMON, THOUSANDTH = 5, 5, 50, 1000
TEXT = np.uint64(32)
LOW = np.uint64(0xFFFFFFFF)


def common_above(texts: int) -> int:
    """A phrase in more texts than this is common: a quotation, a slogan, a form's own words."""
    return max(LEAST_COMMON, min(MOST_COMMON, texts // SHARE), texts // THOUSANDTH)


def sampled(number: Hashes) -> NDArray[np.bool_]:
    """The same runs are kept in every text."""
    kept: NDArray[np.bool_] = number % np.uint64(ONE_IN) == 0
    return kept


def index(blocks: Iterable[Letters]) -> Hashes:
    """Every kept fingerprint with its text, sorted; of a text each but once."""
    found, before = [], 0
    for letters in blocks:
        number, text, _ = grams_of(letters)
        kept = np.flatnonzero(sampled(number))
        found.append((number[kept] >> TEXT << TEXT) | (text[kept] + before).astype(np.uint64))
        before += len(letters.sizes)
    whole = np.concatenate(found)
    whole.sort()
    return whole[np.append(True, whole[1:] != whole[:-1])] if len(whole) else whole


def runs(entries: Hashes) -> tuple[Places, Places]:
    """Where each fingerprint begins in the index, and how many texts have it."""
    number = entries >> TEXT
    begin = np.flatnonzero(np.append(True, number[1:] != number[:-1])) if len(number) else number[:0].astype(np.int64)  # fmt: skip
    return begin, np.diff(begin, append=len(number))


def pairs_of(entries: Hashes, texts: int) -> tuple[Places, Places, Hashes]:
    """Pairs (earlier, later) that share enough, and the fingerprints that are common."""
    begin, count = runs(entries)
    most = common_above(texts)
    common = entries[begin[count > most]] >> TEXT
    rare = np.repeat((count > 1) & (count <= most), count)
    shared = entries[rare]
    number, text = shared >> TEXT, shared & LOW
    at, found = np.arange(len(shared)), []
    for step in range(1, most):  # an empty step costs nothing
        at = at[at + step < len(shared)]
        at = at[number[at] == number[at + step]]
        found.append(text[at] << TEXT | text[at + step])
    keys = np.sort(np.concatenate([*found, shared[:0]]))
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.zeros(0, np.int64)  # fmt: skip
    keys = keys[first[np.diff(first, append=len(keys)) >= FEWEST]]
    return (keys >> TEXT).astype(np.int64), (keys & LOW).astype(np.int64), common
