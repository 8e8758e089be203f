"""Fingerprints: every run of a few letters as a number, of which some are kept by their value alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wangyu.activities.calls.logic.originality.letters import Codes, Letters, Places

Hashes = NDArray[np.uint64]
LENGTH = 5
ODD = np.uint64(0x9E3779B97F4A7C15)
MIX = np.uint64(0xD6E8FEB86659FD93)
HALF = np.uint64(32)


def grams_of(letters: Letters, length: int = LENGTH) -> tuple[Hashes, Places, Places]:
    """Each run of letters: its number, its text, and the letter it begins with."""
    if len(letters.code) < length:
        none = np.zeros(0, np.int64)
        return none.astype(np.uint64), none, none
    text = np.repeat(np.arange(len(letters.sizes)), letters.sizes)
    whole = text[length - 1 :] == text[: len(text) - length + 1]
    first = np.flatnonzero(whole)
    return hashed(letters.code, length)[first], text[first], first


def hashed(code: Codes, length: int) -> Hashes:
    """A number for each run of ``length`` letters, the same wherever it stands."""
    size = len(code) - length + 1
    found = code[:size].astype(np.uint64)
    for shift in range(1, length):
        found *= ODD
        found += code[shift : shift + size]
    found ^= found >> HALF
    found *= MIX
    found ^= found >> HALF
    return found
