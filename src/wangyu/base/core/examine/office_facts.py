"""What an office document that may be kept says of itself: words, slides, the day it was begun.

Its own statistics are not believed; they are whatever its last program wrote.
"""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

from wangyu.base.core.examine import zips
from wangyu.base.core.examine.kinds import MEGABYTE, Measured, known
from wangyu.base.core.examine.words import MOST, count, day_of

BODY, CORE = "word/document.xml", "docProps/core.xml"
MOST_MARKUP = 16 * MEGABYTE
MOST_RUNS = 100_000
RUN = re.compile(rb"<w:t(?:\s[^>]*)?>([^<]*)|<(?:/w:p>|w:(?:tab|br|cr)\b)")
SLIDE = re.compile(r"ppt/slides/slide\d+\.xml")
BEGUN = re.compile(rb"<dcterms:created\b[^>]*>([^<]{1,40})<")


def measure(path: Path) -> Measured:
    parts = {member.filename: member for member in zips.members_of(path)}
    slides = sum(SLIDE.fullmatch(name) is not None for name in parts)
    words = _words(path, parts[BODY]) if BODY in parts else None
    return known(chars=words, pages=slides or None, created=_begun(path, parts.get(CORE)))


def _begun(path: Path, core: zipfile.ZipInfo | None) -> str:
    if core is None:
        return ""
    found = BEGUN.search(next(zips.pieces(path, core), b""))
    return day_of(found[1].decode("ascii", "replace")) if found else ""


def _words(path: Path, body: zipfile.ZipInfo) -> int | None:
    """Of the body, with the runs of a paragraph joined; None when it is too long, or in too many parts."""
    if body.file_size > MOST_MARKUP:
        return None
    text: list[str] = []
    length, rest = 0, b""
    for piece in zips.pieces(path, body):
        seen = rest + piece
        cut = seen.rfind(b"<")
        for run in RUN.finditer(seen, 0, cut):
            text.append(" " if run[1] is None else html.unescape(run[1].decode("utf-8", "replace")))
            length += len(text[-1])
        rest = seen[cut:]
        if len(text) > MOST_RUNS:
            return None
        if length > MOST:
            break
    return count("".join(text))
