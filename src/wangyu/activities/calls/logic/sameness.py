"""What two works have in common: passages of text without what everybody quotes, and pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from wangyu.activities.calls.logic.originality import compare

LEAST = 0.2
"""Of the shorter text. Below it somebody would look at nothing but phrases."""
MOST_SHOWN, LONGEST = 30, 400
BITS_APART = 6
"""Of 64: what a changed size, quality or tint does to a picture; another picture differs by some thirty."""
FLAT = 4
"""A picture of one colour has nothing to compare."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two texts by number, the larger part that is shared, and the passages of both."""

    a: int
    b: int
    share: float
    passages: list[list[str]]


def alike_texts(texts: Sequence[str], known: Sequence[bool], quoted: Sequence[str]) -> list[Alike]:
    """Pairs of which at least one is new, when what they quote alike is left out."""
    if not texts:
        return []
    plain = without_quotes(texts, quoted)
    return [
        Alike(
            one.a, one.b, max(one.overlap_a, one.overlap_b),
            [
                [plain[one.a][a:a_end][:LONGEST], plain[one.b][b:b_end][:LONGEST]]
                for a, a_end, b, b_end in one.passages[:MOST_SHOWN]
            ],
        )
        for one in compare(plain, np.array(known, bool), LEAST)
    ]  # fmt: skip


def without_quotes(texts: Sequence[str], quoted: Sequence[str]) -> list[str]:
    """The texts with blanks where they say what the policy or the guide says."""
    if not quoted:
        return list(texts)
    made = [list(text) for text in texts]
    for place, letters in enumerate(made):
        both = [texts[place], *quoted]
        known = np.array([False] + [True] * len(quoted))
        for one in compare(both, known, 0):
            for start, end, _, _ in one.passages:
                letters[start:end] = " " * (end - start)
    return ["".join(letters) for letters in made]


def print_of(image: Image.Image) -> int:
    """Which of two neighbouring places is brighter, 64 times; 0 for one without any picture."""
    small = np.asarray(image.convert("L").resize((9, 8), Image.Resampling.BOX), np.int16)
    if int(small.max()) - int(small.min()) < FLAT:
        return 0
    bits = np.packbits(small[:, 1:] > small[:, :-1])
    return int.from_bytes(bits.tobytes())


def alike_pictures(prints: Sequence[int], known: Sequence[bool]) -> Iterator[tuple[int, int, int]]:
    """Pairs of pictures that differ in few places, and in how many."""
    given = np.array(prints, np.uint64)
    old = np.array(known, bool)
    for place in range(len(given)):
        rest = slice(place + 1, len(given))
        apart = np.bitwise_count(given[rest] ^ given[place]).astype(int)
        near = (apart <= BITS_APART) & (given[rest] != 0) & (given[place] != 0)
        for other in np.flatnonzero(near & ~(old[rest] & old[place])):
            yield place, place + 1 + int(other), int(apart[other])
