"""A policy as data: clauses, the requirements taken from them, and the standards they set."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

MODALITIES = {"must": "必须", "should": "应当", "encouraged": "建议·原则上"}
RULES = frozenset({"yes", "at_least", "ratio", "standard"})
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
    value: Decimal | None = None
    evidence: str = ""
    unofficial: bool = False
    note: str = ""

    @property
    def is_weak(self) -> bool:
        return self.modality == "encouraged"

    @property
    def modality_label(self) -> str:
        return MODALITIES[self.modality]

    @property
    def standard(self) -> str:
        """Key of the standard a "standard" rule stands on."""
        return self.measures[0].removeprefix("standard.")


@dataclass(frozen=True, slots=True)
class Standard:
    """A hard figure: ``value`` is per head, or heads for one post when rounding is "ceil"."""

    key: str
    title: str
    clause: int
    quote: str
    value: Decimal
    unit: str
    per: str
    basis: str
    basis_note: str
    rounding: str
    actual: tuple[str, ...]
    weak: bool
    source: str


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
