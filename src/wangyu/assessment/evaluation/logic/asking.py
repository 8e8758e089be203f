"""What a form asks of a university itself: reading what was typed, and showing it again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.base.lib.numbers import BLANKS, narrow, read_decimal, show
from wangyu.records.ledger.logic.items import NO, YES

YESNO = ("否", "是")
NOTHING = frozenset({"没有", "无"})
PLACES = Decimal("0.0001")
LIMIT = Decimal(10) ** 14
RAW = "raw"
"""Under this key what was typed and not understood is kept, so that nothing is lost."""
RAW_LIMIT = 200

Value = str | None | dict[str, str]
"""A decimal as text; None where nothing is given; or {"raw": what was not understood}."""


@dataclass(frozen=True, slots=True)
class Reading:
    """``error`` is a sentence; what was typed is kept as ``value`` all the same."""

    value: Value
    error: str = ""

    @property
    def shown(self) -> str:
        return typed_of(self.value)


def read_answer(leaf: Indicator, place: int, typed: str) -> Reading:
    """What was typed for one question of a leaf; blank is a reading, not an error."""
    plain = narrow(typed.replace("\x00", ""))
    if plain in BLANKS - NOTHING:
        return Reading(None)
    error, value = READERS[leaf.answer](leaf, plain)
    if error:
        return Reading(
            {RAW: plain[:RAW_LIMIT]}, f"“{leaf.asked[place]}”填的是“{plain[:20]}”，{error}。"
        )
    return Reading(value)


def _number(_: Indicator, plain: str) -> tuple[str, str]:
    if plain in NOTHING:
        return "", "0"
    try:
        value = read_decimal(plain)
    except ValueError:
        value = None
    if value is None or value < 0:
        return "应填不小于 0 的数，没有的填 0", ""
    if value >= LIMIT:
        return "数字太大，请检查单位", ""
    if value != value.quantize(PLACES):
        return "最多 4 位小数", ""
    return "", text_of(value)


def _yesno(_: Indicator, plain: str) -> tuple[str, str]:
    if plain.lower() in YES:
        return "", "1"
    return ("", "0") if plain.lower() in NO else ("应填“是”或“否”", "")


def _tier(leaf: Indicator, plain: str) -> tuple[str, str]:
    choices = choices_of(leaf)
    if plain in choices:
        return "", str(choices.index(plain))
    if plain.isascii() and plain.isdigit() and int(plain[:9]) < len(choices):
        return "", str(int(plain))
    return f"应选“{'”“'.join(choices)}”之一", ""


READERS = {"number": _number, "yesno": _yesno, "tier": _tier}


def choices_of(leaf: Indicator) -> tuple[str, ...]:
    """What a question offers to choose from, each standing for 0, 1, 2 …; () for a number."""
    if leaf.answer == "yesno":
        return YESNO
    return leaf.rule.choices if leaf.answer == "tier" and leaf.rule else ()


def text_of(value: Decimal) -> str:
    """As it is stored: plain digits, no zeros behind."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def mark_of(typed: str) -> str:
    """Tells whether a cell still says what somebody saw there."""
    return hashlib.sha256(typed.encode()).hexdigest()[:16]


def typed_of(value: Value) -> str:
    """As one would type it again."""
    return value.get(RAW, "") if isinstance(value, dict) else value or ""


def shown_of(leaf: Indicator, value: Value) -> str:
    """For people who read it."""
    number = decimal_of(value)
    if number is None:
        return "没有填" if value is None else typed_of(value)
    choices = choices_of(leaf)
    place = int(number)
    return choices[place] if choices and place < len(choices) else show(number)


def padded(leaf: Indicator, values: Sequence[Any]) -> list[Value]:
    """A value a question, whatever was stored."""
    size = len(leaf.asked)
    return [*values, *[None] * size][:size]


def decimal_of(value: Value) -> Decimal | None:
    return Decimal(value) if isinstance(value, str) and value else None


def answered(leaf: Indicator, values: Sequence[Any]) -> dict[str, Decimal | None]:
    """By measure, what an answer says to a leaf's questions; what it does not say is unknown."""
    given = padded(leaf, values)
    return {key: decimal_of(value) for key, value in zip(leaf.measures, given, strict=True)}
