"""What a program reads in a picture, and where: its table of words becomes text with a place for each letter.

The table is Tesseract's TSV: a line for the picture, its blocks, paragraphs, lines and words, with
level, numbers, left, top, width, height, confidence and text (tesseract(1), "tsv").
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wangyu.activities.calls.logic.blinding.letters import GRID, Box

PICTURE, WORD = "1", "5"
FIELDS = 12
SURE = 30
"""Percent; below it the program sees letters in leaves and water."""


@dataclass(frozen=True, slots=True)
class Read:
    text: str
    at: list[Box]
    """For each letter, in the ten-thousandths of ``letters``; empty for a blank between words."""

    def boxes(self, start: int, end: int) -> list[Box]:
        """One for what stands in one line."""
        found: list[Box] = []
        for box in filter(None, self.at[start:end]):
            if found and _same_line(found[-1], box):
                last = found[-1]
                found[-1] = [min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3])]  # fmt: skip
            else:
                found.append(list(box))
        return found


@dataclass(frozen=True, slots=True)
class _Word:
    line: tuple[str, ...]
    text: str
    left: int
    top: int
    wide: int
    high: int


def joined(reads: Sequence[Read]) -> Read:
    """What was read in several ways, one after the other."""
    text, at = "", []
    for one in reads:
        text += "\n" + one.text
        at += [[], *one.at]
    return Read(text, at)


def apart(boxes: Iterable[Box]) -> list[Box]:
    """Without those that lie, for the most part, on one before: the same word read in two ways."""
    kept: list[Box] = []
    for box in boxes:
        if not any(_covers(one, box) for one in kept):
            kept.append(box)
    return kept


def _covers(one: Box, other: Box) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    whole = (other[2] - other[0]) * (other[3] - other[1])
    return wide > 0 and high > 0 and wide * high * 5 >= whole * 4


def read_in(table: str) -> Read:
    rows = [row for row in csv.reader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE) if len(row) == FIELDS]  # fmt: skip
    sizes = [(int(row[8]), int(row[9])) for row in rows if row[0] == PICTURE]
    if not sizes:
        return Read("", [])
    words = list(_words(rows))
    letters: list[tuple[str, Box]] = []
    for before, word in pairwise([None, *words]):
        if before is not None and word is not None:
            letters += [(gap, []) for gap in _between(before, word)]
        if word is not None:
            letters += _letters(word, *sizes[0])
    return Read("".join(letter for letter, _ in letters), [box for _, box in letters])


def _words(rows: list[list[str]]) -> Iterator[_Word]:
    for level, *line, _, left, top, wide, high, sure, text in rows:
        if level == WORD and text.strip() and float(sure) >= SURE:
            yield _Word(tuple(line), text.strip(), int(left), int(top), int(wide), int(high))


def _between(one: _Word, other: _Word) -> str:
    """Chinese is read a letter or two at a time: no blank stands between."""
    if one.line != other.line:
        return "\n"
    return " " if one.text[-1].isascii() and other.text[0].isascii() else ""


def _letters(word: _Word, across: int, down: int) -> Iterator[tuple[str, Box]]:
    """Its letters share the word's place in equal parts."""
    share, top = word.wide / len(word.text), word.top * GRID // down
    bottom = min(GRID, -(-(word.top + word.high) * GRID // down))
    for number, letter in enumerate(word.text):
        left = int((word.left + number * share) * GRID / across)
        right = min(GRID, int((word.left + (number + 1) * share) * GRID / across) + 1)
        yield letter, [left, top, right, bottom]


def _same_line(one: Box, other: Box) -> bool:
    return min(one[3], other[3]) - max(one[1], other[1]) > (other[3] - other[1]) / 2
