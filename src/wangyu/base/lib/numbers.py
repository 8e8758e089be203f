"""Numbers as people type them, and rounding as the rules mean it."""

from __future__ import annotations

import unicodedata
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, InvalidOperation

BLANKS = frozenset({"", "-", "--", "—", "——", "–", "/", "\\", "无", "暂无", "n/a", "N/A", "NA"})


def read_decimal(text: str) -> Decimal | None:
    """A number from a cell: full-width digits, thousands commas, spaces, dashes for nothing.

    None means the cell is blank, which is not 0. Raises ValueError for anything else.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in BLANKS:
        return None
    plain = plain.replace(",", "").replace("，", "").replace(" ", "").replace("_", "?")
    try:
        number = Decimal(plain)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite():
        raise ValueError(text)
    return number


def round_half_up(number: Decimal, places: int = 0) -> Decimal:
    """四舍五入: ROUND_HALF_UP, unlike Python's ``round``."""
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def ceil_div(number: Decimal, divisor: Decimal) -> int:
    """进一: people needed for ``number`` at one per ``divisor``."""
    return int((number / divisor).to_integral_value(rounding=ROUND_CEILING))


def show(number: Decimal | None, places: int | None = None) -> str:
    """A number for a screen: grouped by thousands, no trailing zeros; None shows as 未填."""
    if number is None:
        return "未填"
    if places is not None:
        return f"{round_half_up(number, places):,}"
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
