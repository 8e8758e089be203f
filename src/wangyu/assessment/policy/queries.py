"""Reading what the board needs: universities, figures, and the stamp that says whether they moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from wangyu.assessment.policy.kinds import Pack
from wangyu.assessment.policy.logic.board import Line, findings, line
from wangyu.assessment.policy.logic.fulfilment import Finding, Values
from wangyu.assessment.policy.logic.pack import Standard
from wangyu.assessment.policy.logic.standards import STAFF, STUDENTS, Judged, judge
from wangyu.base.core.stamps import read_stamps
from wangyu.base.lib import measures
from wangyu.base.lib.measures import Measure
from wangyu.base.lib.periods import Period, PeriodKind
from wangyu.institutions.orgs.models import Organisation

STAMPS = ("ledger", "orgs")
RECENT_YEARS = 4


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


def _offered(pack: Pack) -> frozenset[str]:
    """Every measure the pack reads that some app offers."""
    return frozenset(key for key in pack.measure_keys if measures.is_offered(key))


def figures(pack: Pack, org_ids: Sequence[int], period: Period) -> Figures:
    offered = _offered(pack)
    by_org: dict[int, dict[str, Measure]] = {pk: {} for pk in org_ids}
    for key, values in measures.read(sorted(offered), org_ids, period).items():
        for pk, measure in values.items():
            by_org[pk][key] = measure
    return Figures(by_org, offered)


def board_lines(pack: Pack, org_ids: Sequence[int], period: Period) -> dict[int, Line]:
    """The board's lines by organisation."""
    offered = _offered(pack)
    values: dict[int, dict[str, Decimal | None]] = {pk: {} for pk in org_ids}
    for key, numbers in measures.read_numbers(sorted(offered), org_ids, period).items():
        for pk, value in numbers.items():
            values[pk][key] = value
    clauses, standards = list(pack.clauses), pack.standards_on(period.end)
    return {
        pk: line(pk, clauses, pack.requirements, values[pk], standards, offered) for pk in org_ids
    }


@dataclass(frozen=True, slots=True)
class Opened:
    """One university opened: its findings by clause, and the figures they stand on."""

    findings: Mapping[int, list[Finding]]
    measures: Mapping[str, Measure]
    values: Values
    standards: Mapping[str, Standard]
    """Those in force in the period."""


def open_university(pack: Pack, org_id: int, period: Period) -> Opened:
    found = figures(pack, [org_id], period)
    values, standards = found.values(org_id), pack.standards_on(period.end)
    judged = findings(pack.requirements, values, standards, found.offered)
    return Opened(judged, found.by_org[org_id], values, standards)


def judged_standard(
    pack: Pack, key: str, org_ids: Sequence[int], period: Period, basis: str
) -> dict[int, Judged]:
    """Organisation -> judgement by the standard as it was in the period. One query."""
    standard = pack.standards_on(period.end).get(key)
    wanted = [STUDENTS, STAFF, *(standard.actual if standard else ())]
    found = measures.read([k for k in wanted if measures.is_offered(k)], org_ids, period)
    values: dict[int, dict[str, Decimal | None]] = {pk: {} for pk in org_ids}
    for measure_key, by_org in found.items():
        for pk, measure in by_org.items():
            values[pk][measure_key] = measure.value
    return {pk: judge(standard, values[pk], basis=basis) for pk in org_ids}


def with_profile(universities: QuerySet[Organisation]) -> QuerySet[Organisation]:
    return universities.select_related("university")


@dataclass(frozen=True, slots=True)
class Periods:
    offered: list[Period]
    """To choose from, newest first: those asked for, and the last calendar years."""
    usual: Period
    """The newest one asked for, else the last full calendar year."""


def periods(today: date) -> Periods:
    """One query."""
    asked = measures.reported_periods()
    recent = {Period(PeriodKind.CALENDAR, today.year - back) for back in range(RECENT_YEARS)}
    usual = max(asked, key=_newest) if asked else Period(PeriodKind.CALENDAR, today.year - 1)
    return Periods(sorted(recent | asked, key=_newest, reverse=True), usual)


def _newest(period: Period) -> tuple[date, str]:
    return period.end, period.kind.value


def measure_label(key: str) -> str:
    """A measure's name for people."""
    return measures.label_of(key)
