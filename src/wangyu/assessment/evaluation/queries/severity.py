"""How strict each checker is, and where two who check one university differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.logic.severity import Checks, Severities, severities
from wangyu.assessment.evaluation.models import Check, Cycle, Member
from wangyu.assessment.evaluation.queries.points import (
    Points,
    all_own_points,
    check_points,
    leaves_of,
    submitted_checks,
)
from wangyu.base.lib.calibration.ratings import Numbers

Z = 1.645
"""Of a 90 % interval."""
MUCH, MOST = 0.3, 50
AllPoints = Mapping[int, Points]


@dataclass(frozen=True, slots=True)
class Checker:
    """In per cent of full points; positive is stricter than the others. None: nothing tells it."""

    name: str
    checks: int
    severity: float | None
    low: float | None
    high: float | None

    @property
    def tone(self) -> str:
        """Whether the interval is away from what is usual."""
        if self.low is None or self.high is None:
            return "neutral"
        return "warn" if self.low > 0 or self.high < 0 else "ok"


@dataclass(frozen=True, slots=True)
class Apart:
    """Two checkers and one indicator of one university."""

    leaf: Indicator
    one: Check
    other: Check
    points: tuple[float, float]

    @property
    def gap(self) -> float:
        return abs(self.points[0] - self.points[1])

    @property
    def share(self) -> float:
        """Of the full points."""
        return self.gap / self.leaf.points


@dataclass(frozen=True, slots=True)
class Told:
    checkers: list[Checker]
    note: str
    by_leaf: list[tuple[Indicator, float, int]]
    """Mean difference of two checkers in per cent of full points, and of how many pairs."""
    apart: list[Apart]


def severity_of(cycle: Cycle) -> Told:
    checks, points, leaves = submitted_checks(cycle), check_points(cycle), leaves_of(cycle)
    members = list(cycle.members.order_by("pk").select_related("organisation"))
    place = {one.pk: at for at, one in enumerate(members)}
    full = np.array([leaf.points for leaf in leaves])
    own = _own(cycle, place, leaves)
    found = severities(_cells(checks, points, leaves, place), own, full, len(members))
    counts = Counter(check.checker_id for check in checks)
    told = [_checker(one, counts[one.pk], found, at) for at, one in enumerate(members)]
    apart = _apart(checks, points, leaves)
    much = [one for one in apart if one.share >= MUCH]
    return Told(
        sorted((one for one in told if one.checks), key=lambda one: -(one.severity or 0)),
        found.note, _by_leaf(apart, leaves), sorted(much, key=lambda one: -one.share)[:MOST],
    )  # fmt: skip


def _cells(
    checks: list[Check], points: AllPoints, leaves: list[Indicator], place: Mapping[int, int]
) -> Checks:
    """One row for each mark that was given."""
    rows = [
        (place[check.checked_id], place[check.checker_id], at, float(given))
        for check in checks
        for at, leaf in enumerate(leaves)
        if (given := points[check.pk].get(leaf.key)) is not None
    ]
    columns = np.array(rows, float).reshape(-1, 4).T
    unit, checker, leaf_at = columns[:3].astype(np.int64)
    return Checks(unit, checker, leaf_at, columns[3])


def _own(cycle: Cycle, place: Mapping[int, int], leaves: list[Indicator]) -> Numbers:
    own = np.full((len(place), len(leaves)), np.nan)
    for pk, points in all_own_points(cycle).items():
        for at, leaf in enumerate(leaves):
            value = points[leaf.key]
            own[place[pk], at] = np.nan if value is None else float(value)
    return own


def _checker(member: Member, checks: int, found: Severities, at: int) -> Checker:
    name = member.organisation.name
    severity, reach = 100 * float(found.severity[at]), 100 * Z * float(found.se[at])
    if not np.isfinite(severity) or not np.isfinite(reach):
        return Checker(name, checks, None, None, None)
    return Checker(name, checks, severity, severity - reach, severity + reach)


def _apart(checks: list[Check], points: AllPoints, leaves: list[Indicator]) -> list[Apart]:
    found = []
    for one, other in combinations(checks, 2):
        if one.checked_id != other.checked_id:
            continue
        for leaf in leaves:
            first, second = points[one.pk].get(leaf.key), points[other.pk].get(leaf.key)
            if first is not None and second is not None:
                found.append(Apart(leaf, one, other, (float(first), float(second))))
    return found


def _by_leaf(apart: list[Apart], leaves: list[Indicator]) -> list[tuple[Indicator, float, int]]:
    found = []
    for leaf in leaves:
        shares = [one.share for one in apart if one.leaf.key == leaf.key]
        if shares:
            found.append((leaf, 100 * sum(shares) / len(shares), len(shares)))
    return sorted(found, key=lambda one: -one[1])
