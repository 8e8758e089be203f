"""Where in a file something is seen, as people write it: 第 3 页, p. 12, 1:35, 第 2 分 5 秒."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
TEN = 10
NUMBER = r"([0-9]{1,4}|[零〇一二两三四五六七八九十]{1,3})"
PAGE = re.compile(
    rf"第?\s*{NUMBER}\s*(?:[-—–~至到、,]\s*[0-9一二两三四五六七八九十]+\s*)?[页面]"
    r"|(?<![a-z])p(?:age|p)?\s*\.?\s*([0-9]{1,4})",
    re.IGNORECASE,
)
CLOCK = re.compile(r"(?<![0-9:])(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-5][0-9])(?![0-9:])")
SPOKEN = re.compile(
    rf"(?:{NUMBER}\s*小?时\s*)?(?:第?\s*{NUMBER}\s*分钟?\s*)?(?:第?\s*{NUMBER}\s*秒)?"
)
BARE = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Place:
    """The first page is 1; 0 says nothing."""

    page: int = 0
    second: int = 0

    @property
    def query(self) -> str:
        """Behind an address that shows a file: opened there."""
        if self.page:
            return f"?page={self.page}"
        return f"?second={self.second}" if self.second else ""


def place_of(words: str) -> Place:
    """The first place that is named; where none is understood, nothing is."""
    plain = unicodedata.normalize("NFKC", words)
    if found := PAGE.search(plain):
        return Place(page=_number(found[1] or found[2]))
    if BARE.fullmatch(plain.strip()):
        return Place(page=int(plain))
    if found := CLOCK.search(plain):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return Place(second=60 * (60 * hours + minutes) + seconds)
    spoken = next((one for one in SPOKEN.finditer(plain) if one[0].strip()), None)
    if spoken is None:
        return Place()
    hours, minutes, seconds = (_number(part or "0") for part in spoken.groups())
    return Place(second=60 * (60 * hours + minutes) + seconds)


def _number(word: str) -> int:
    """Up to 99 in words."""
    if word.isascii():
        return int(word)
    tens, ten, ones = word.partition("十")
    if not ten:
        return DIGITS[word[0]]
    return TEN * DIGITS.get(tens, 1) + DIGITS.get(ones, 0)
