"""Numbers as people type them, and rounding as the rules mean it."""

from __future__ import annotations

import re
import unicodedata
from decimal import MAX_PREC, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from math import ceil

BLANKS = frozenset(
    {"", "-", "--", "—", "——", "–", "/", "\\", "n/a", "N/A", "NA", "无", "暂无", "未填", "无数据"}
)

LONGEST = 30
_EXACT = Context(prec=MAX_PREC)
_NUMBER = re.compile(
    r"[+-]?([0-9]{1,3}((, ?| )[0-9]{3})+|[0-9]+)?(\.[0-9]*)?(?<=[0-9.])([eE][+-]?[0-9]{1,2})?"
)


def narrow(text: str) -> str:
    """Full-width characters as plain ones; 10² does not become 102, nor ⑩ a number."""
    return "".join(
        c if unicodedata.category(c) == "No" else unicodedata.normalize("NFKC", c) for c in text
    ).strip()


def read_decimal(text: str) -> Decimal | None:
    """A number from a cell: full-width digits, thousands commas, spaces, dashes for nothing.

    None means the cell is blank, which is not 0. Raises ValueError for anything else, also for
    commas that do not part thousands ("3,5" may mean 3.5) and for absurdly long numbers.
    """
    plain = narrow(text)
    if plain in BLANKS:
        return None
    plain = plain.replace("−", "-")
    if not _NUMBER.fullmatch(plain) or len(plain) > LONGEST or not re.search("[0-9]", plain):
        raise ValueError(text)
    return Decimal(re.sub("[, ]", "", plain))


def round_half_up(number: Decimal, places: int = 0) -> Decimal:
    """四舍五入: ROUND_HALF_UP, unlike Python's ``round``."""
    step = Decimal().scaleb(-places)
    return _unsigned_zero(number.quantize(step, rounding=ROUND_HALF_UP, context=_EXACT))


def _unsigned_zero(number: Decimal) -> Decimal:
    return number or abs(number)


def ceil_div(number: Decimal, divisor: Decimal) -> int:
    """进一: people needed for ``number`` at one per ``divisor``."""
    return ceil(Fraction(number) / Fraction(divisor))


def show(number: Decimal | None, places: int | None = None) -> str:
    """A number for a screen: grouped by thousands, no trailing zeros; None shows as 未填."""
    if number is None:
        return "未填"
    if places is not None:
        return f"{round_half_up(number, places):,}"
    text = f"{_unsigned_zero(number):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
