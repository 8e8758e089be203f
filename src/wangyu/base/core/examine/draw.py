"""What a PDF shows: its first page small, its words counted; and pictures made smaller."""

from __future__ import annotations

import time
from pathlib import Path

import pypdfium2
from PIL import Image

from wangyu.base.core.examine.words import MOST, count

LONGEST_SIDE = 1200
GAP = 1.5
"""How many times larger than the small picture its dots are merged first. The library's own 2 costs
twice the time on the largest pictures; on a scanned page the two differ by 38 dB, which is not seen."""
SEE_THROUGH = frozenset({"RGBA", "LA", "PA", "P"})
READING = 0.12
"""Seconds of processor time for counting the words of a PDF; a longer one is not counted."""


def small(image: Image.Image, into: Path) -> None:
    """The picture as a PNG no longer than a screen; the picture given is made small itself."""
    if image.mode in SEE_THROUGH:
        image = _on_white(image)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=GAP)
    image.convert("RGBA").convert("RGB").save(into, "PNG", compress_level=3)


def _on_white(image: Image.Image) -> Image.Image:
    """Laid on paper first, so that no resampling has to weigh what shines through.

    Of the largest only every other dot: then halving it, which is quick, makes it as small as wanted.
    """
    twice = 2 * LONGEST_SIDE
    large = max(image.size) > twice
    if large:
        image.thumbnail((twice, twice), Image.Resampling.NEAREST)
    seen = image.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen)
    return paper.reduce(2) if large else paper


def page_of(path: Path, number: int, into: Path) -> bool:
    """Whether a page of a PDF, the first being 1, could be drawn into ``into``."""
    try:
        document = pypdfium2.PdfDocument(path)
        try:
            page = document[number - 1]
            scale = min(2.0, LONGEST_SIDE / max(page.get_size()))
            small(page.render(scale=scale).to_pil(), into)
        finally:
            document.close()
    except Exception:  # noqa: BLE001 -- a preview is a convenience; the file itself was checked
        return False
    return True


def words_of(path: Path) -> int | None:
    """How many words a PDF shows; None when they cannot be read, or not all of them in time."""
    text: list[str] = []
    try:
        document = pypdfium2.PdfDocument(path)
        try:
            until = time.process_time() + READING
            for page in document:
                text.append(page.get_textpage().get_text_range())
                if time.process_time() > until:
                    return None
                if sum(map(len, text)) > MOST:
                    break
        finally:
            document.close()
    except Exception:  # noqa: BLE001 -- what is not counted is looked at by a person
        return None
    return count(" ".join(text))
