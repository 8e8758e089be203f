"""Words that stand nowhere else: one for each protected field of each place, and where they turn up."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from dataclasses import dataclass, field

from pypdf import PdfReader

LETTERS = {
    "own": "甲",
    "department": "乙",
    "sister": "丙",
    "elsewhere": "丁",
    "province": "戊",
    "checked": "己",
    "second": "庚",
}
FIRST_NUMBER = 770_001
"""Six digits: the smallest number field holds no more before its point."""


@dataclass(slots=True)
class Markers:
    """``texts``: marker -> (place, "app.Model.field"). Numbers are written as a page writes them."""

    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    planted: set[str] = field(default_factory=set)
    """The fields: a value may be kept in several."""
    _serial: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def text(self, place: str, name: str) -> str:
        made = f"暗{next(self._serial):03d}{LETTERS[place]}"
        self.known(place, name, made)
        return made

    def mail(self, place: str, name: str) -> str:
        made = f"m{next(self._serial):03d}{place}@example.invalid"
        self.known(place, name, made)
        return made

    def number(self, place: str, name: str) -> int:
        value = FIRST_NUMBER + 17 * next(self._serial)
        self.known(place, name, f"{value:,}")
        self.known(place, name, str(value))
        return value

    def known(self, place: str, name: str, value: str) -> None:
        """A value that is its own marker."""
        self.texts.setdefault(value, (place, name))
        self.planted.add(name)

    def seen_in(self, content: bytes) -> set[tuple[str, str]]:
        """The planted fields a response, file or mail shows."""
        return {self.texts[word] for word in self.words_in(readable(content))}

    def words_in(self, text: str) -> set[str]:
        found = (word for one in PATTERNS for word in one.findall(text))
        return {word for word in found if word in self.texts}


PATTERNS = tuple(
    map(
        re.compile,
        (
            r"暗\d{3}[甲乙丙丁戊己庚]",
            r"m\d{3}[a-z]+@example\.invalid",
            r"77(?<![0-9A-Za-z]77)\d,?\d{3}(?![0-9A-Za-z])",
            r"[0-9A-Za-z]{24,}",
        ),
    )
)
"""Each begins with what it is found by: a page is gone through a dozen times as fast. The last is what
keys, hashes and names of files look like."""


def readable(content: bytes) -> str:
    """The words in a page, a workbook or a PDF."""
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return content.decode("utf-8", "replace")


SECRETS = tuple(
    map(
        re.compile,
        (
            rb'csrf\w*"? (?:value|content)="[^"]*"', rb'name="once" value="[^"]*"', rb'once="[^"]*"',
            rb"/\d+/", rb'next=[^"]*', rb'value="/[^"]*"',
        ),
    )
)  # fmt: skip
"""What is another each time, and the number of the thing that was asked for."""


def without_secrets(body: bytes) -> bytes:
    for one in SECRETS:
        body = one.sub(b"", body)
    return body
