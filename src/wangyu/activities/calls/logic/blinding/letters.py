"""What a page of a PDF says, letter by letter, and where on the page as it is seen each stands."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

GRID = 10_000
"""Places are told in this many parts of the page's width and height, however large it is drawn."""
Box = list[int]
"""Left, top, right and bottom."""
UNSEEN = dict.fromkeys(map(ord, "\x00\x02\xad\u200b\u200c\u200d\u2060\ufeff\ufffe\uffff"), " ")
"""Marks of a broken line, and what has no width: nothing that parts a name."""
WIDER, HIGHER = 0.08, 0.10
"""Parts of a letter's height that are covered around it."""
SAME_LINE = 0.5


@dataclass(frozen=True, slots=True)
class Letters:
    text: str
    at: Sequence[int]
    """For each letter, which of the page's own it is: 大 that is stored as a radical, or fi as one."""


def letters_of(told: pypdfium2.PdfTextPage) -> Letters:
    """In the forms of writing that people type."""
    text, at = [], []
    for index in range(told.count_chars()):
        code = raw.FPDFText_GetUnicode(told, index)
        for letter in _typed(code):
            text.append(letter)
            at.append(index)
    return Letters("".join(text), at)


def _typed(code: int) -> str:
    """One letter; more for what is written as one."""
    letter = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else " "  # noqa: PLR2004 -- Unicode's borders
    letter = letter.translate(UNSEEN)
    if unicodedata.category(letter)[0] in "PZ":
        return letter
    return unicodedata.normalize("NFKC", letter).strip() or " "


def boxes_of(page: pypdfium2.PdfPage, told: pypdfium2.PdfTextPage, indices: Sequence[int]) -> list[Box]:  # fmt: skip
    """Where these letters stand: one box for what stands together in a line."""
    lines: list[Box] = []
    for index in indices:
        for box in _letter(page, told, index):
            if lines and _joins(lines[-1], box):
                lines[-1] = _both(lines[-1], box)
            else:
                lines.append(box)
    return [_wider(box) for box in lines]


def _letter(page: pypdfium2.PdfPage, told: pypdfium2.PdfTextPage, index: int) -> Iterator[Box]:
    """None for a blank that nobody wrote."""
    for loose in (True, False):
        try:
            left, bottom, right, top = told.get_charbox(index, loose=loose)
        except pypdfium2.PdfiumError:
            continue
        if right > left and top > bottom:
            across, down = zip(_seen(page, left, top), _seen(page, right, bottom), strict=True)
            yield [min(across), min(down), max(across), max(down)]


def _seen(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[int, int]:
    """A point of the paper on the page as it is turned and cut."""
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, GRID, GRID, 0, x, y, across, down)
    return across.value, down.value


def _joins(line: Box, box: Box) -> bool:
    """Beside it in one line, or below it in one column."""
    high = min(line[3], box[3]) - max(line[1], box[1])
    wide = min(line[2], box[2]) - max(line[0], box[0])
    beside = high >= SAME_LINE * (box[3] - box[1]) and -wide <= 2 * (box[2] - box[0])
    column = max(line[2] - line[0], box[2] - box[0]) <= 2 * wide
    return beside or (column and -high <= 2 * (box[3] - box[1]))


def _both(one: Box, other: Box) -> Box:
    return [*map(min, one[:2], other[:2]), *map(max, one[2:], other[2:])]


def _wider(box: Box) -> Box:
    left, top, right, bottom = box
    more = min(right - left, bottom - top)
    wide, high = int(more * WIDER) + 1, int(more * HIGHER) + 1
    return [
        max(0, left - wide),
        max(0, top - high),
        min(GRID, right + wide),
        min(GRID, bottom + high),
    ]
