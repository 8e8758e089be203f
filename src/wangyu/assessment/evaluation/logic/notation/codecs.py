"""One value as text, and the text read again. What cannot be read is a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wangyu.assessment.evaluation.logic.reading import exact, plain_of, read_number

SIGNS = {"at_least": "≥", "below": "<", "at_most": "≤", "above": ">"}
NUMBER = r"[-+]?[0-9.]+"
BETWEEN = re.compile(r"[、，,;；\s]+")
CONDITION = re.compile(rf"([≥<≤>])\s*({NUMBER})")
ENDING = re.compile(rf"(.*?)\s*≥\s*({NUMBER})", re.DOTALL)
YES, NO = "是", "否"


class NotReadError(Exception):
    """A text that is not of its form; carries what would be right."""


@dataclass(frozen=True, slots=True)
class Codec:
    show: Callable[[Any], str]
    read: Callable[[str], Any]
    """Raises NotReadError."""
    lines: bool = False
    choices: Mapping[str, str] | None = None
    """What is written -> what is meant."""


def show_number(value: Any) -> str:
    return f"{exact(float(value)):f}".removesuffix(".0")


def number_of(text: str, right: str = "应为数，例如 2.5") -> Any:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    try:
        return plain_of(read_number(plain))
    except ValueError as error:
        raise NotReadError(f"写作“{text[:40]}”，{right}") from error


def whole_of(text: str) -> int:
    found = number_of(text, "应为整数")
    if not isinstance(found, int):
        raise NotReadError(f"写作“{text[:40]}”，应为整数")
    return found


def numbers_of(text: str) -> list[Any]:
    return [number_of(one, "应为数，用顿号隔开，例如 0、3、5、10") for one in BETWEEN.split(text.strip())]  # fmt: skip


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def show_threshold(row: Mapping[str, Any]) -> str:
    said = [f"{sign}{show_number(row[key])}" for key, sign in SIGNS.items() if key in row]
    return f"{', '.join(said)} = {show_number(row['points'])}"


def threshold_of(line: str) -> dict[str, Any]:
    right = f"“{line[:40]}”应写作“≥20, <30 = 5”或“≤3 = 5”：达到多少，等号后面写得几分"
    text = unicodedata.normalize("NFKC", line).replace(">=", "≥").replace("<=", "≤")
    left, mark, points = text.partition("=")
    found = [CONDITION.fullmatch(part.strip()) for part in left.split(",")]
    if not mark or not all(found):
        raise NotReadError(right)
    names = {sign: key for key, sign in SIGNS.items()}
    row = {names[one[1]]: number_of(one[2], right) for one in found if one}
    return row | {"points": number_of(points, right)}


def show_tier(row: Mapping[str, Any]) -> str:
    return f"{row['title']} = {show_number(row['points'])}"


def tier_of(line: str) -> dict[str, Any]:
    title, points = _titled(line)
    return {"title": title, "points": points}


def show_item(row: Mapping[str, Any]) -> str:
    plain = row["at_least"] == 1 and not ENDING.fullmatch(row["title"])
    bound = "" if plain else f" ≥{show_number(row['at_least'])}"
    return f"{row['title']}{bound} = {show_number(row['points'])}"


def item_of(line: str) -> dict[str, Any]:
    title, points = _titled(line)
    bound = ENDING.fullmatch(title)
    if bound and bound[1]:
        return {"title": bound[1], "points": points, "at_least": number_of(bound[2])}
    return {"title": title, "points": points, "at_least": 1}


def _titled(line: str) -> tuple[str, Any]:
    right = f"“{line[:40]}”应写作“名称 = 分值”，例如“有专人负责 = 2”"
    at = max(line.rfind("="), line.rfind("＝"))
    if at < 1 or not line[:at].strip():
        raise NotReadError(right)
    return line[:at].strip(), number_of(line[at + 1 :], right)


def _each_line(read: Callable[[str], Any]) -> Callable[[str], list[Any]]:
    return lambda text: [read(line) for line in lines_of(text)]


def _joined(show: Callable[[Any], str], between: str = "\n") -> Callable[[Iterable[Any]], str]:
    return lambda values: between.join(show(one) for one in values)


def same(text: str) -> str:
    return text.strip()


def choice(labels: Mapping[str, str]) -> Codec:
    def read(text: str) -> str:
        meant = {label: key for key, label in labels.items()} | {key: key for key in labels}
        if text.strip() not in meant:
            raise NotReadError(f"写作“{text.strip()[:40]}”，应为{'、'.join(labels.values())}之一")
        return meant[text.strip()]

    return Codec(lambda value: labels.get(value, value), read, choices=labels)


def _yes_no(text: str) -> bool:
    if text.strip() not in {YES, NO}:
        raise NotReadError(f"写作“{text.strip()[:40]}”，应为“是”或“否”")
    return text.strip() == YES


TEXT = Codec(str, same)
NUMBER_CODEC = Codec(show_number, number_of)
WHOLE = Codec(str, whole_of)
NUMBERS = Codec(_joined(show_number, "、"), numbers_of)
LINES = Codec(_joined(str), lines_of, lines=True)
THRESHOLDS = Codec(_joined(show_threshold), _each_line(threshold_of), lines=True)
TIERS = Codec(_joined(show_tier), _each_line(tier_of), lines=True)
ITEMS = Codec(_joined(show_item), _each_line(item_of), lines=True)
FLAG = Codec(lambda value: YES if value else NO, _yes_no, choices={YES: YES, NO: NO})
