"""What an address asks for: period, filters, order. What makes no sense asks for nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from wangyu.assessment.policy.logic.board import Line
from wangyu.assessment.policy.logic.fulfilment import LABELS, PLANNED
from wangyu.base.lib.periods import Period
from wangyu.institutions.orgs.models import Level, Organisation, Ownership

UNKNOWN = "unknown"
"""What an address calls an ownership that the roster leaves blank."""
LEVELS = list(Level.choices)
OWNERSHIPS = [(key or UNKNOWN, str(label)) for key, label in Ownership.choices]
STATES = [(key, label) for key, label in LABELS.items() if key != PLANNED]
ORDERS = [("roster", "按名录顺序"), ("open", "问题多的在前")]
STANDARD_ORDERS = [("gap", "差额大的在前"), ("roster", "按名录顺序")]
LONGEST_QUERY = 40


def chosen(params: Mapping[str, str], name: str, known: Collection[str], default: str = "") -> str:
    value = params.get(name, "")
    return value if value in known else default


def read_period(params: Mapping[str, str], default: Period) -> Period:
    try:
        return Period.parse(params.get("period", ""))
    except ValueError:
        return default


@dataclass(frozen=True, slots=True)
class SchoolFilter:
    """What narrows the universities; empty strings narrow nothing."""

    query: str = ""
    level: str = ""
    ownership: str = ""
    city: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str], cities: Collection[str]) -> SchoolFilter:
        return cls(
            query=params.get("q", "").strip()[:LONGEST_QUERY],
            level=chosen(params, "level", dict(LEVELS)),
            ownership=chosen(params, "ownership", dict(OWNERSHIPS)),
            city=chosen(params, "city", cities),
        )

    def keeps(self, org: Organisation) -> bool:
        has = org.university
        wanted = (
            (self.level, has.level),
            (self.ownership, has.ownership or UNKNOWN),
            (self.city, has.city),
        )
        return self.query in org.name and all(want in {"", value} for want, value in wanted)


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """Universities, and those whose clause (any, if none is named) is in a state."""

    schools: SchoolFilter = SchoolFilter()
    clause: str = ""
    state: str = ""
    order: str = "roster"

    @classmethod
    def read(
        cls, params: Mapping[str, str], cities: Collection[str], clauses: Iterable[int]
    ) -> BoardFilter:
        return cls(
            SchoolFilter.read(params, cities),
            clause=chosen(params, "clause", {str(number) for number in clauses}),
            state=chosen(params, "state", dict(STATES)),
            order=chosen(params, "order", dict(ORDERS), "roster"),
        )

    def keeps(self, org: Organisation, line: Line) -> bool:
        states = [line.states[int(self.clause)]] if self.clause else line.states.values()
        return self.schools.keeps(org) and (not self.state or self.state in states)
