"""Search terms made in Python, the same on every database: Han bigrams and whole Latin words.

Han text is cut into overlapping pairs, so a two-character word is one term and never missed; a
lone Han character is a term of its own. A query becomes phrases whose terms stand side by side.
"""

from __future__ import annotations

import re
import unicodedata

_RUN = re.compile(r"([\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+)|([0-9a-z]+)")

LONGEST_WORD = 64
"""A longer Latin word is cut: PostgreSQL refuses lexemes above 2 KB."""


def normalise(text: str) -> str:
    """Full-width to half-width, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def _pairs(run: str) -> list[str]:
    """Overlapping pairs, and the last character alone so that a one-character query finds it."""
    return [run[i : i + 2] for i in range(len(run))]


def index_terms(text: str) -> list[str]:
    """Terms to store, in the text's order."""
    terms: list[str] = []
    for han, word in _RUN.findall(normalise(text)):
        terms += _pairs(han) if han else [word[:LONGEST_WORD]]
    return terms


def query_phrases(text: str) -> list[list[str]]:
    """One phrase for each run of the query; all must match. Longer runs first (more selective).

    A one-character Han phrase is a prefix search, marked by a trailing ``*``; so is a Latin word.
    """
    phrases: list[list[str]] = []
    for han, word in _RUN.findall(normalise(text)):
        if word:
            phrases.append([word[:LONGEST_WORD] + "*"])
        elif len(han) == 1:
            phrases.append([han + "*"])
        else:
            phrases.append(_pairs(han)[:-1])
    return sorted(phrases, key=len, reverse=True)
