"""From self-scores and marks to what each cell comes to: the engines, fed with a case."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wangyu.assessment.evaluation.logic.combining import (
    Combined,
    Given,
    Shares,
    combine,
)
from wangyu.assessment.evaluation.logic.concluding.case import MUTUAL, RULED, SPOT, Case, Mark
from wangyu.assessment.evaluation.logic.gaps import Gap, gap_of
from wangyu.assessment.evaluation.logic.rules.base import Floats
from wangyu.assessment.evaluation.logic.severity import Checks, severities
from wangyu.base.lib.graph import Indices


@dataclass(frozen=True, slots=True)
class Checker:
    """How severe one checker is, as a share of full marks; NaN where nothing tells it."""

    by: str
    severity: float
    se: float
    checks: int


Checkers = Mapping[str, Checker]


@dataclass(frozen=True, slots=True)
class Common:
    """What the checks of all together tell, and what is needed to compute each one alone."""

    checkers: Checkers
    rest: float
    """The scatter (variance) between checkers that severity leaves over."""
    gap: Gap
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Units × leaves."""

    own: Floats
    mutual: Floats
    spot: Floats
    points: Floats
    """Combined, or as ruled after an objection; the veto as the self-check has it."""
    ruled: Floats
    combined: Combined

    @property
    def se(self) -> Floats:
        """Of the total; nothing where nothing tells it."""
        return np.nan_to_num(self.combined.se)

    def how(self, row: int, column: int) -> str:
        if not math.isnan(self.ruled[row, column]):
            return "异议成立，改定"
        return self.combined.explain(row, column)


def common_of(case: Case, own: Floats) -> Common:
    marks = _mutual(case)
    names = sorted({mark.by for mark in marks})
    found = severities(_checks(case, marks, names), own, _full(case), len(names))
    checkers = {
        by: Checker(by, float(found.severity[n]), float(found.se[n]), int(found.reviews[n]))
        for n, by in enumerate(names)
    }
    rest = 0.0 if math.isnan(found.rest) else float(found.rest)
    given = _given(case, own, checkers, rest)
    gap = gap_of(given.gaps, given.full, case.stands)
    return Common(checkers, rest, gap, found.note if marks else "")


def found_of(case: Case, own: Floats, common: Common) -> Found:
    given = _given(case, own, common.checkers, common.rest)
    combined = combine(_shares(case), given, common.gap)
    ruled = _points(case, RULED)
    points = np.where(np.isnan(ruled), combined.points, ruled)
    vetoes = case.full == 0
    points[:, vetoes] = own[:, vetoes]
    points = np.where(case.paneled & np.isnan(ruled), own, points)
    return Found(own, given.mutual, given.spot, points, ruled, combined)


def _shares(case: Case) -> Shares:
    charter = case.charter
    return Shares.of(charter, alone=not charter.mutual_share and not charter.spot_share)


def _given(case: Case, own: Floats, checkers: Checkers, rest: float) -> Given:
    mutual, error = _adjusted(case, checkers, rest)
    spot = _points(case, SPOT)
    drawn = np.array([not np.isnan(row).all() for row in spot], bool)
    checked = (case.full > 0) & ~case.paneled
    return Given(_full(case), np.where(checked, own, np.nan), mutual, spot, drawn, error)


def _full(case: Case) -> Floats:
    """A veto has no points to be shared: 1 stands in, and nothing is read from it."""
    return np.where(case.full > 0, case.full, 1.0)


def _mutual(case: Case) -> list[Mark]:
    return [m for m in case.marks if m.kind == MUTUAL and case.full[case.column[m.leaf]] > 0]


def _checks(case: Case, marks: Sequence[Mark], names: Sequence[str]) -> Checks:
    number = {by: place for place, by in enumerate(names)}
    return Checks(
        _whole(case.place[mark.unit] for mark in marks), _whole(number[mark.by] for mark in marks),
        _whole(case.column[mark.leaf] for mark in marks), np.array([m.points for m in marks], float),
    )  # fmt: skip


def _whole(numbers: Iterable[int]) -> Indices:
    return np.array(list(numbers), np.int64)


def righted(case: Case, mark: Mark, checkers: Checkers) -> float:
    """Points as a checker of middling severity would have given them."""
    severity, full = checkers[mark.by].severity, float(case.full[case.column[mark.leaf]])
    right = mark.points + (0.0 if math.isnan(severity) else severity) * full
    return min(full, max(0.0, right))


def _adjusted(case: Case, checkers: Checkers, rest: float) -> tuple[Floats, Floats]:
    """The mean of the righted points, and the error of a unit's mean in shares of full marks."""
    shape = (len(case.units), len(case.scheme.leaves))
    total, count = np.zeros(shape), np.zeros(shape)
    by_unit: dict[int, set[str]] = {}
    for mark in _mutual(case):
        place = case.place[mark.unit]
        total[place, case.column[mark.leaf]] += righted(case, mark, checkers)
        count[place, case.column[mark.leaf]] += 1
        by_unit.setdefault(place, set()).add(mark.by)
    points, error = np.full(shape, np.nan), np.full(shape[0], np.nan)
    np.divide(total, count, out=points, where=count > 0)
    for place, names in by_unit.items():
        error[place] = _error(sorted(names), checkers, rest)
    return points, error


def _error(names: Sequence[str], checkers: Checkers, rest: float) -> float:
    """sqrt(rest / k + sum of the checkers' se² / k²), as ``severity`` has it."""
    doubts = [checkers[by].se for by in names]
    spread = math.fsum(se**2 for se in doubts if not math.isnan(se))
    return math.sqrt(rest / len(names) + spread / len(names) ** 2)


def _points(case: Case, kind: str) -> Floats:
    found = np.full((len(case.units), len(case.scheme.leaves)), np.nan)
    for mark in case.marks:
        if mark.kind == kind:
            found[case.place[mark.unit], case.column[mark.leaf]] = mark.points
    return found
