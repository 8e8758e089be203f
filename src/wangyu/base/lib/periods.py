"""Reporting periods: a calendar year （自然年）, an academic year （学年） or a point in time （时点）."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_KEY = re.compile(r"([YAP])((?:19|2[0-9])[0-9]{2})")
_ACADEMIC_START_MONTH = 9


class PeriodKind(StrEnum):
    CALENDAR = "Y"
    ACADEMIC = "A"
    POINT = "P"

    @property
    def label(self) -> str:
        return {"Y": "自然年", "A": "学年", "P": "时点"}[self.value]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period. ``year`` is the year it begins in; a point is 31 December of its year.

    ``key`` ("Y2025", "A2025", "P2025") is what is stored and put into links.
    """

    kind: PeriodKind
    year: int

    @classmethod
    def parse(cls, key: str) -> Period:
        """Read a key. Raises ValueError with a sentence for people."""
        found = _KEY.fullmatch(key)
        if not found:
            msg = f"“{key}”不是填报周期，应写作 Y2025（自然年）、A2025（学年）或 P2025（时点）"
            raise ValueError(msg)
        return cls(PeriodKind(found[1]), int(found[2]))

    @property
    def key(self) -> str:
        return f"{self.kind.value}{self.year}"

    @property
    def start(self) -> date:
        month = _ACADEMIC_START_MONTH if self.kind is PeriodKind.ACADEMIC else 1
        return date(self.year, month, 1)

    @property
    def end(self) -> date:
        """Last day, inclusive."""
        if self.kind is PeriodKind.ACADEMIC:
            return date(self.year + 1, 8, 31)
        return date(self.year, 12, 31)

    @property
    def label(self) -> str:
        if self.kind is PeriodKind.ACADEMIC:
            return f"{self.year}—{self.year + 1}学年"
        if self.kind is PeriodKind.POINT:
            return f"{self.year}年末"
        return f"{self.year}年"

    def previous(self) -> Period:
        return Period(self.kind, self.year - 1)

    def covers(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return self.label
