"""The board as rows: narrowed, sorted, paged, and exported as seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from wangyu.assessment.policy.logic.board import Line, count_states
from wangyu.assessment.policy.logic.fulfilment import LABELS, SYMBOLS, TONES, Finding
from wangyu.assessment.policy.logic.standards import Judged
from wangyu.base.lib.numbers import show
from wangyu.institutions.orgs.models import Level, Organisation, Ownership

STATES = [(key, label) for key, label in LABELS.items() if key != "planned"]


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What narrows the board; empty strings narrow nothing."""

    query: str = ""
    level: str = ""
    ownership: str = ""
    city: str = ""
    clause: str = ""
    state: str = ""

    def matches(self, org: Organisation, line: Line) -> bool:
        profile = org.university
        if self.query and self.query not in org.name:
            return False
        wanted = (
            (self.level, profile.level),
            (self.ownership, profile.ownership),
            (self.city, profile.city),
        )
        if any(want and want != has for want, has in wanted):
            return False
        states = [line.states[int(self.clause)]] if self.clause else line.states.values()
        return not self.state or self.state in states


@dataclass(frozen=True, slots=True)
class BoardRow:
    org: Organisation
    line: Line

    @property
    def cells(self) -> list[tuple[int, str, str, str, str]]:
        """(clause, state, word, tone, symbol) in order."""
        return [(n, s, LABELS[s], TONES[s], SYMBOLS[s]) for n, s in self.line.states.items()]


def board_rows(
    orgs: Sequence[Organisation], lines: dict[int, Line], chosen: BoardFilter
) -> list[BoardRow]:
    return [
        BoardRow(org, lines[org.pk])
        for org in orgs
        if org.pk in lines and chosen.matches(org, lines[org.pk])
    ]


def board_totals(rows: Sequence[BoardRow], clauses: Sequence[int]) -> list[tuple[int, int, int]]:
    """(clause, met, universities that reported) over the rows shown."""
    counted: dict[int, Counter[str]] = count_states((row.line for row in rows), clauses)
    return [
        (n, c["met"], sum(c.values()) - c["not_reported"] - c["not_applicable"])
        for n, c in counted.items()
    ]


def board_sheet(
    rows: Sequence[BoardRow], titles: dict[int, str]
) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the Excel export."""
    header = ["学校", "层次", "办学性质", "市州", *(f"第{n}条 {t}" for n, t in titles.items())]
    body = [
        [
            row.org.name, row.org.university.get_level_display(), row.org.university.ownership,
            row.org.university.city, *(word for _, _, word, _, _ in row.cells),
        ]
        for row in rows
    ]  # fmt: skip
    return header, body


@dataclass(frozen=True, slots=True)
class Mark:
    """A state as a badge shows it."""

    label: str
    tone: str


def mark(state: str, *, weak: bool = False) -> Mark:
    """A weak duty that is not met shows a gap, never a failing."""
    if weak and state in {"partly", "not_met"}:
        return Mark("有差距(建议项)", "warn")
    return Mark(LABELS[state], TONES[state])


def standard_note(finding: Finding) -> str:
    """What a standard asks and how far it is, in one line."""
    if finding.target is None:
        return "分母未填报"
    note = f"应有 {show(finding.target, 0)}"
    return note + (f",差 {show(finding.gap, 0)}" if finding.gap else "")


@dataclass(frozen=True, slots=True)
class StandardRow:
    org: Organisation
    judged: Judged
    weak: bool

    @property
    def mark(self) -> Mark:
        return mark(self.judged.status, weak=self.weak)


GROUPS = (
    *((f"层次:{label}", "level", key) for key, label in Level.choices),
    *((f"办学性质:{label}", "ownership", key) for key, label in Ownership.choices if key),
)
"""(label, field of University, value): the groups of the summary."""
