"""Words a PDF keeps beside what its pages show: titles of chapters, captions for readers, names."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import pikepdf

from wangyu.activities.calls.logic.blinding.words import masked

DEEPEST = 40
NOT_TOLD = frozenset({"/ID", "/DA", "/Registry", "/Ordering", "/CharSet", "/Panose", "/Lang"})
INDEXED = "/Indexed"
"""A table of colours: bytes, no words."""


def strings_of(pdf: pikepdf.Pdf) -> Iterator[str]:
    for _, _, text in _all(pdf):
        yield text


def mask_strings(pdf: pikepdf.Pdf, words: Collection[str]) -> bool:
    """Whether any said one of the words."""
    found = False
    for holder, key, text in list(_all(pdf)) if words else ():
        plain = masked(text, words)
        if plain != text:
            holder[key] = pikepdf.String(plain)
            found = True
    return found


def _all(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, Any, str]]:
    yield from _within(pdf.trailer, DEEPEST)
    for thing in pdf.objects:
        yield from _within(thing, DEEPEST)


def _within(thing: Any, deep: int) -> Iterator[tuple[Any, Any, str]]:
    """Where each string is held; what is indirect comes by itself."""
    holder = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
    for key, value in _items(holder):
        if isinstance(value, pikepdf.String):
            text = str(value)
            if text.strip() and all(c.isprintable() or c.isspace() for c in text):
                yield holder, key, text
        elif deep and not getattr(value, "is_indirect", True):
            yield from _within(value, deep - 1)


def _items(holder: Any) -> list[tuple[Any, Any]]:
    if isinstance(holder, pikepdf.Dictionary):
        return [(key, value) for key, value in holder.items() if key not in NOT_TOLD]
    if isinstance(holder, pikepdf.Array):
        listed = list(holder)
        return [] if listed and str(listed[0]) == INDEXED else list(enumerate(listed))
    return []
