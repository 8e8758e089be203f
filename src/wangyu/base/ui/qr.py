"""A link as a square a phone reads: drawn by the server as one path, without script or style."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import qrcode

QUIET = 4
"""Empty modules a reader needs around the square (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class Square:
    side: int
    """With the quiet zone, in modules."""
    path: str


def square_of(text: str) -> Square:
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    rows = code.get_matrix()
    return Square(len(rows), "".join(_runs(rows)))


def _runs(rows: list[list[bool]]) -> Iterator[str]:
    """One rectangle for each run of dark modules."""
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                yield f"M{x} {y}h{length}v1h-{length}z"
            x += length
