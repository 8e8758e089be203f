"""A policy as data: clauses, the requirements taken from them, and the standards they set."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

MODALITIES = {"must": "必须", "should": "应当", "encouraged": "建议·原则上"}
WEAK = "encouraged"
TIERS = {
    "province": "省中心", "university": "高校中心", "department": "院系工作室",
    "station": "班级工作站",
}  # fmt: skip
FREQUENCIES = ("一次", "持续", "每月", "每年", "每2年")
RULES = {"yes": 1, "at_least": 1, "ratio": 2, "standard": 1}
"""Rule of a requirement -> how many measures it reads."""
STANDARD = "standard."
_CLAUSE = re.compile(r"^(\d+)\. ([^。]+)。(.*)$")
_HEADING = re.compile(r"^[一二三四五]、")


@dataclass(frozen=True, slots=True)
class Clause:
    number: int
    title: str
    text: str
    part: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """One duty of a clause. A weak one ("建议", "原则上") shows its gap and is never a violation."""

    key: str
    clause: int
    title: str
    quote: str
    modality: str
    tier: str
    frequency: str
    rule: str
    measures: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    """Kinds of papers that prove it."""
    value: Decimal | None = None
    unofficial: bool = False
    planned: bool = False
    """Its measures are still to come: an app that does not exist yet will offer them."""
    applies_if: str = ""
    """A measure: where it is 0 the duty does not apply."""
    note: str = ""

    @property
    def is_weak(self) -> bool:
        return self.modality == WEAK

    @property
    def modality_label(self) -> str:
        return MODALITIES[self.modality]

    @property
    def tier_label(self) -> str:
        return TIERS[self.tier]

    @property
    def standard(self) -> str:
        """Key of the standard a "standard" rule stands on."""
        return self.measures[0].removeprefix(STANDARD)


@dataclass(frozen=True, slots=True)
class Standard:
    """A hard figure as the policy writes it: ``value`` ``unit`` for every ``per`` ``heads``.

    One key may have several rows with dates that do not overlap: the standard of each time.
    """

    key: str
    title: str
    clause: int
    quote: str
    value: Decimal
    unit: str
    per: Decimal
    heads: str
    basis: str
    basis_note: str
    basis_open: bool
    """The text does not say which heads are meant, so both readings are shown."""
    rounding: str
    """ "ceil": each university's need is a whole number, rounded up; "none": exact."""
    actual: tuple[str, ...]
    weak: bool
    source: str
    valid_from: date
    valid_until: date | None = None

    def is_in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Figure:
    """Another number the policy states."""

    key: str
    title: str
    clause: int
    quote: str
    value: str
    unit: str


def split_clauses(text: str, parts: dict[int, str]) -> tuple[Clause, ...]:
    """The clauses of a policy's text. Sentences cut by a page's blank lines are joined again."""
    found: list[tuple[int, str, str]] = []
    open_clause = False
    for line in (raw.strip() for raw in text.splitlines()):
        start = _CLAUSE.match(line)
        if start:
            found.append((int(start[1]), start[2], start[3]))
            open_clause = True
        elif _HEADING.match(line):
            open_clause = False
        elif line and open_clause:
            number, title, body = found[-1]
            found[-1] = (number, title, body + line)
    return tuple(Clause(n, title, body, parts.get(n, "")) for n, title, body in found)
