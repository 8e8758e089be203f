"""Text that a spreadsheet would run as a formula, made plain and read back."""

from __future__ import annotations

import re
import unicodedata

STARTS = ("=", "+", "-", "@")
BREAKS = ("\t", "\r", "\n")
NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?", re.ASCII)
"""-3.5, +86 and 12% are what they look like."""


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may read the text as a formula: full-width and hidden starts too."""
    if text.startswith(BREAKS):
        return True
    first = next((c for c in text if not c.isspace() and unicodedata.category(c) != "Cf"), "")
    return unicodedata.normalize("NFKC", first) in STARTS and not NUMBER.fullmatch(text)


def as_text(text: str) -> str:
    """The text as a cell may hold it: with an apostrophe before what would be a formula."""
    return f"'{text}" if is_formula(text) else text


def as_typed(text: str) -> str:
    """What ``as_text`` was given."""
    return text[1:] if text.startswith("'") and is_formula(text[1:]) else text
