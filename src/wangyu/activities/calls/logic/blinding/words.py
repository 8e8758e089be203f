"""Words that may tell whose a work is: what the form knows of it, universities, numbers, addresses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

MASK = "〔略〕"
AROUND = 20
SHORTEST = 2
KINDS = "高等专科学校|职业技术学院|职业技术大学|职业学院|职业大学|大学|学院"
SCHOOL = re.compile(rf"([\u4e00-\u9fff]{{2,10}}?)(?:{KINDS})(?!\u751f(?!\u7269))")
BEFORE = re.compile(
    ".*[在是的和与从到于由及自我他她你们读考进这那该本贵各每所位名为了往去离回向跟同或对把被让给]"
)
"""What belongs to the sentence and not to the name."""
GENERIC = frozenset(
    {"全国", "高等", "重点", "一流", "综合", "普通", "民办", "公办", "职业", "当代", "现代", "开放", "老年",
     "国内", "省内", "地方", "新时代", "社区", "网络", "二级", "百所", "众多", "不少", "许多", "很多"}
)  # fmt: skip
SAYS = r"\s*[:\uff1a@是为]?\s*"
NUMBERS = (
    re.compile(rf"(?:学号|工号|准考证号?|编号){SAYS}[A-Za-z]?\d{{5,18}}"),
    re.compile(r"(?<![\d.])1[3-9]\d{9}(?!\d)"),
    re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"),
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII),
    re.compile(
        r"(?:公众号|微信号?|抖音号?|快手号?|哔哩哔哩|微博|QQ)(?:账号|号码|号)?\s*(?:[:\uff1a@]|是|为)\s*"
        r"[“《]?[\w.-]{2,30}[”》]?"
    ),
    re.compile(r"(?:https?://|www\.)[\w./?=&%#:@~+-]+", re.IGNORECASE | re.ASCII),
    re.compile(r"@[\w-]{2,20}"),
)


@dataclass(frozen=True, slots=True)
class Place:
    words: str
    around: str
    spans: tuple[tuple[int, int], ...] = ()
    """Everywhere it stands."""


def pattern_of(word: str) -> re.Pattern[str]:
    """However it is spaced, and in either case."""
    letters = [re.escape(letter) for letter in word if not letter.isspace()]
    return re.compile(r"\s*".join(letters), re.IGNORECASE)


def useful(words: Collection[str]) -> list[str]:
    """The longest first, so that 云梦大学文学院 is found before 云梦大学."""
    cleaned = {"".join(word.split()) for word in words}
    return sorted((w for w in cleaned if len(w) >= SHORTEST), key=lambda w: (-len(w), w))


def find(text: str, known: Collection[str]) -> list[Place]:
    """Every different word that may tell, with all its places and what stands around the first."""
    kept: list[tuple[int, int]] = []
    for spans in (_told(text, known), _schools(text)):
        for span in sorted(spans, key=lambda span: (span[0], -span[1])):
            if all(span[1] <= start or end <= span[0] for start, end in kept):
                kept.append(span)
    found: dict[str, list[tuple[int, int]]] = {}
    for start, end in sorted(kept):
        found.setdefault("".join(text[start:end].split())[:120], []).append((start, end))
    return [Place(words, _around(text, *spans[0]), tuple(spans)) for words, spans in found.items()]


def _told(text: str, known: Collection[str]) -> Iterator[tuple[int, int]]:
    words = _possible(useful(known), text)
    if words:
        parts = [pattern_of(word).pattern for word in words]
        for found in re.finditer("|".join(parts), text, re.IGNORECASE):
            if not _is_part_of_a_word(text, *found.span()):
                yield found.span()
    for pattern in NUMBERS:
        yield from (found.span() for found in pattern.finditer(text))


def _possible(words: Collection[str], text: str) -> list[str]:
    """A pattern of a province's universities takes longer to make than most texts to search."""
    squeezed = "".join(text.split())
    return [word for word in words if word in squeezed or word.upper() != word.lower()]


def _schools(text: str) -> Iterator[tuple[int, int]]:
    """Whatever is called a university, of the roster or not."""
    for found in SCHOOL.finditer(text):
        start = found.start() + len(before[0] if (before := BEFORE.match(found[1])) else "")
        if found.end(1) - start >= SHORTEST and text[start : found.end(1)] not in GENERIC:
            yield start, found.end()


def _is_part_of_a_word(text: str, start: int, end: int) -> bool:
    """A Latin name within another word: Li in Life."""
    first, last = text[start], text[end - 1]
    before = text[start - 1 : start] if first.isascii() else ""
    behind = text[end : end + 1] if last.isascii() else ""
    return any(c.isascii() and c.isalnum() for c in (before, behind) if c)


def _around(text: str, start: int, end: int) -> str:
    before = text[max(0, start - AROUND) : start]
    behind = text[end : end + AROUND]
    return " ".join(f"{before}【{text[start:end]}】{behind}".split())[:300]


def masked(text: str, words: Collection[str]) -> str:
    for word in useful(words):
        text = pattern_of(word).sub(MASK, text)
    return text
