"""Reading tables as people send them: encodings, headers, dates, full-width characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime


class TableError(Exception):
    """The file as a whole cannot be read; carries the sentence its sender reads."""


_DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?(?: [0-9:]+)?$")


def clean(value: object) -> str:
    """A cell as text: no outer or doubled spaces, full-width letters and digits made plain."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFKC", "" if value is None else str(value))
    text = "".join(" " if unicodedata.category(c) in {"Cc", "Cf"} else c for c in text)
    return " ".join(text.split())


def read_date(text: str) -> date | None:
    """A day such as 2024-03-05, 2024/3/5, 2024年3月5日 or 2024年3月 (its first day); None if blank.

    Raises ValueError with a sentence.
    """
    if text in {"", "-", "—", "/", "无"}:
        return None
    found = _DATE.match(text)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        pass
    raise ValueError(f"日期“{text}”读不懂，应写作 2024-03-05 或 2024年3月5日")


def header(
    row: Sequence[object], names: Mapping[str, str], required: Sequence[str]
) -> dict[str, int]:
    """Where each column stands. ``names`` maps every accepted heading to a key.

    Raises TableError that names unknown, doubled and missing columns.
    """
    cells = [clean(cell).lower() for cell in row]
    unknown = [cell for cell in cells if cell and cell not in names]
    places: dict[str, int] = {}
    for at, cell in enumerate(cells):
        key = names.get(cell)
        if key in places:
            raise TableError(f"表头里“{cell}”一列出现了不止一次，请只保留一列。")
        if key is not None:
            places[key] = at
    if unknown:
        raise TableError(
            f"表头有不认识的列：{'、'.join(unknown[:8])}。可用的列是：{'、'.join(names)}。"
        )
    missing = [key for key in required if key not in places]
    if missing:
        words = "、".join(heading for heading, key in names.items() if key in missing)
        raise TableError(f"表头缺少必需的列：{words}。第一行应是列名。")
    return places
