"""Whether two entries are the same work: by name and author, or by the bytes of a file."""

from __future__ import annotations

import hashlib
import unicodedata


def plain_title(title: str) -> str:
    """Without marks, blanks, width and case: 《我 的·家乡》 and 我的家乡 are one name."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LN")


def likeness_of(title: str) -> str:
    """Empty for a name that says nothing."""
    plain = plain_title(title)
    return hashlib.sha256(plain.encode()).hexdigest() if plain else ""
