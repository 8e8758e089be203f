"""Names found in a PDF, painted over in a picture of their page, and the proof that they are gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2

from wangyu.activities.calls.logic.blinding.drawn import paint, picture_of, put
from wangyu.activities.calls.logic.blinding.letters import Box, boxes_of, letters_of
from wangyu.activities.calls.logic.blinding.papers import saved
from wangyu.activities.calls.logic.blinding.strings import mask_strings, strings_of
from wangyu.activities.calls.logic.blinding.words import find, pattern_of

BESIDE = 0
"""Stands for a page where words stand on none: titles of chapters, captions for screen readers."""
MOST_FOUND = 400
"""Places with a picture of their own; a paper that names somebody more often is masked by hand."""
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
RETOLD = ("/StructTreeRoot", "/MarkInfo")
"""The order and the words of the pages as they were, for those who cannot see."""
DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Found:
    page: int
    words: str
    around: str
    boxes: list[Box] = field(default_factory=list)


@contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(data)
    try:
        yield document
    finally:
        document.close()


def found_in(data: bytes, known: Collection[str]) -> Iterator[Found]:
    """Every word that may tell whose it is, page by page, with where it stands."""
    with opened(data) as document:
        for number, page in enumerate(document, start=1):
            told = page.get_textpage()
            letters = letters_of(told)
            for place in find(letters.text, known):
                boxes = [
                    box for start, end in place.spans
                    for box in boxes_of(page, told, letters.at[start:end])
                ]  # fmt: skip
                yield Found(number, place.words, place.around, boxes)
    for place in find(beside(data), known):
        yield Found(BESIDE, place.words, place.around)


def beside(data: bytes) -> str:
    with pikepdf.open(BytesIO(data)) as pdf:
        return "\n".join(dict.fromkeys(strings_of(pdf)))


def masked(data: bytes, boxes: Mapping[int, Sequence[Box]], words: Collection[str]) -> bytes:
    """Pages with something to hide become pictures; ``words`` beside the pages are replaced."""
    with opened(data) as document, pikepdf.open(BytesIO(data)) as pdf:
        if boxes:
            _own_what_they_share(pdf)
        for number, places in boxes.items():
            page = document[number - 1]
            image = picture_of(page)
            paint(image, places)
            put(pdf, pdf.pages[number - 1].obj, image, page.get_size())
        _without(pdf.Root, RETOLD if boxes else ())
        pdf.remove_unreferenced_resources()
        mask_strings(pdf, words)
        return saved(pdf)


def _own_what_they_share(pdf: pikepdf.Pdf) -> None:
    """What the branches of the tree of pages hold for them, among it text of pages that are gone."""
    for page in pdf.pages:
        for branch in _above(page.obj):
            for key in INHERITED:
                if key in branch and key not in page.obj:
                    page.obj[key] = branch[key]
    for page in pdf.pages:
        for branch in _above(page.obj):
            _without(branch, INHERITED)


def _without(thing: Any, keys: Iterable[str]) -> None:
    for key in keys:
        if key in thing:
            del thing[key]


def _above(page: Any) -> Iterator[Any]:
    branch = page.get("/Parent")
    for _ in range(DEEPEST):
        if branch is None:
            return
        yield branch
        branch = branch.get("/Parent")


def pictured(data: bytes, boxes: Mapping[int, Sequence[Box]]) -> bytes:
    """Pictures of all pages and nothing else: for what cannot be cleaned otherwise."""
    with opened(data) as document, pikepdf.new() as pdf:
        for number, page in enumerate(document, start=1):
            image = picture_of(page)
            paint(image, boxes.get(number, ()))
            pdf.add_blank_page()
            put(pdf, pdf.pages[-1].obj, image, page.get_size())
        return saved(pdf)


def left_in(data: bytes, words: Mapping[int, Collection[str]]) -> list[tuple[int, str]]:
    """Page and word of what can still be read there."""
    with opened(data) as document:
        said = {
            number: letters_of(page.get_textpage()).text
            for number, page in enumerate(document, start=1) if number in words
        }  # fmt: skip
    said[BESIDE] = beside(data)
    return [
        (number, word) for number in sorted(words) for word in words[number]
        if pattern_of(word).search(said.get(number, ""))
    ]  # fmt: skip
