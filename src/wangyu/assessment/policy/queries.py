"""Reading what the board needs: universities, figures, and the stamp that says whether they moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from wangyu.assessment.policy.kinds import Pack
from wangyu.assessment.policy.logic.board import Line, findings, line
from wangyu.assessment.policy.logic.fulfilment import Finding, Values
from wangyu.assessment.policy.logic.standards import Judged, judge
from wangyu.base.core.stamps import read_stamps
from wangyu.base.lib import measures
from wangyu.base.lib.measures import Measure
from wangyu.base.lib.periods import Period, PeriodKind
from wangyu.institutions.orgs.models import Organisation

STAMPS = ("ledger", "orgs")


@dataclass(frozen=True, slots=True)
class Figures:
    """Measures of some universities in a period, by organisation."""

    by_org: Mapping[int, Mapping[str, Measure]]
    offered: frozenset[str]

    def values(self, org_id: int) -> Values:
        return {key: m.value for key, m in self.by_org.get(org_id, {}).items()}


def change_stamp() -> tuple[int, ...]:
    """Changes whenever a fact or an organisation did. One query."""
    return read_stamps(*STAMPS)


def figures(pack: Pack, org_ids: Sequence[int], period: Period) -> Figures:
    """Every measure the pack reads that some app offers."""
    offered = frozenset(key for key in pack.measure_keys if measures.is_offered(key))
    by_org: dict[int, dict[str, Measure]] = {pk: {} for pk in org_ids}
    for key, values in measures.read(sorted(offered), org_ids, period).items():
        for pk, measure in values.items():
            by_org[pk][key] = measure
    return Figures(by_org, offered)


def board_lines(pack: Pack, org_ids: Sequence[int], period: Period) -> dict[int, Line]:
    """The board's lines by organisation."""
    found = figures(pack, org_ids, period)
    numbers = list(pack.clauses)
    return {
        pk: line(pk, numbers, pack.requirements, found.values(pk), pack.standards, found.offered)
        for pk in org_ids
    }


def findings_of(
    pack: Pack, org_id: int, period: Period
) -> tuple[dict[int, list[Finding]], Mapping[str, Measure]]:
    """One university's findings by clause, and the measures they stand on."""
    found = figures(pack, [org_id], period)
    judged = findings(pack.requirements, found.values(org_id), pack.standards, found.offered)
    return judged, found.by_org[org_id]


def judged_standards(
    pack: Pack, org_ids: Sequence[int], period: Period, basis: str
) -> dict[str, dict[int, Judged]]:
    """Standard -> organisation -> judgement. ``basis`` replaces the pack's for the staff ratio only."""
    found = figures(pack, org_ids, period)
    return {
        key: {
            pk: judge(standard, found.values(pk), basis=basis if key == "staff_ratio" else "")
            for pk in org_ids
        }
        for key, standard in pack.standards.items()
    }


def with_profile(universities: QuerySet[Organisation]) -> QuerySet[Organisation]:
    return universities.select_related("university")


def recent_periods(latest: int, count: int = 4) -> list[Period]:
    """Calendar years to choose from, newest first."""
    return [Period(PeriodKind.CALENDAR, latest - back) for back in range(count)]


def measure_label(key: str) -> str:
    """A measure's name for people."""
    return measures.label_of(key)
