"""Texts as letters: what is said, without punctuation, spaces, case and width."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Places = NDArray[np.int64]
PLANE = 0x10000


@dataclass(frozen=True, slots=True)
class Letters:
    """All texts one after the other: ``place`` is where a letter stands in its own text."""

    code: Codes
    place: Places
    begin: Places

    @property
    def sizes(self) -> Places:
        return np.diff(self.begin)


@cache
def folded() -> Codes:
    """For each character of the basic plane what it counts as; 0 for what is not a letter."""
    table = np.zeros(PLANE, np.uint32)
    for code in range(PLANE):
        plain = unicodedata.normalize("NFKC", chr(code)).lower()
        if len(plain) == 1 and plain.isalnum():
            table[code] = ord(plain)
    return table


def letters_of(texts: Sequence[str]) -> Letters:
    code = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    begin = np.concatenate([[0], np.cumsum([len(text) for text in texts])])
    basic = np.minimum(code, PLANE - 1)
    found = np.where(code < PLANE, folded()[basic], code)
    kept = np.flatnonzero(found)
    starts = np.searchsorted(kept, begin)
    text = np.repeat(np.arange(len(texts)), np.diff(starts))
    return Letters(found[kept], kept - begin[text], starts)
