"""From what a conclusion stands on to every number it says. Pure, and the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from wangyu.assessment.evaluation.logic.concluding.case import FEW, Case
from wangyu.assessment.evaluation.logic.concluding.combine import (
    Combined,
    Common,
    combine,
    common_of,
)
from wangyu.assessment.evaluation.logic.concluding.grades import Advice, advice
from wangyu.assessment.evaluation.logic.concluding.ranks import (
    Places,
    Standing,
    alike,
    places,
    sampled,
    weights,
)
from wangyu.assessment.evaluation.logic.drawing.allocation import allocate
from wangyu.assessment.evaluation.logic.rules.base import Floats
from wangyu.assessment.evaluation.logic.scoring import Scores, score

__all__ = ["FEW", "Case", "Outcome", "Setting", "conclude", "self_scores"]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a slider moves; a conclusion takes the charter's."""

    first: int
    concentration: float
    draws: int


def setting_of(case: Case) -> Setting:
    charter = case.charter
    return Setting(charter.first, float(charter.concentration), charter.draws)


def self_scores(case: Case) -> Scores:
    return score(
        case.scheme, [unit.code for unit in case.units], [unit.compared for unit in case.units],
        case.values(),
    )  # fmt: skip


def conclude(case: Case) -> Outcome:
    scores = self_scores(case)
    common = common_of(case, scores.points)
    combined = combine(case, scores.points, common)
    return Outcome(case, scores, common, combined, setting_of(case))


@dataclass(frozen=True)
class Outcome:
    case: Case
    own: Scores
    common: Common
    combined: Combined
    setting: Setting

    def with_setting(self, setting: Setting) -> Outcome:
        return replace(self, setting=setting)

    @cached_property
    def scores(self) -> Scores:
        """The combined points added up as the scheme does."""
        return replace(self.own, points=self.combined.points)

    @cached_property
    def nominal(self) -> Floats:
        tops = np.array([top.points for top in self.case.scheme.tops])
        share: Floats = tops / self.case.scheme.full
        return share

    @cached_property
    def standing(self) -> Standing:
        tops = np.array([top.points for top in self.case.scheme.tops])
        divide = np.where(tops > 0, tops, 1.0)
        se = np.sqrt(self.scores.by_top(self.combined.se**2))
        found = self.scores
        return Standing(
            found.least_by_top / divide, found.most_by_top / divide, se / divide, found.out
        )

    @cached_property
    def firsts(self) -> dict[str, int]:
        """How many of each peer group are about to be among the first, in proportion to its size."""
        groups = {group: len(rows) for group, rows in self.case.peer_groups.items()}
        names = list(groups)
        wanted = min(self.setting.first, sum(groups.values()))
        return allocate(groups, wanted, names.index)

    @cached_property
    def drawn(self) -> Floats:
        setting = self.setting
        return weights(self.nominal, setting.concentration, setting.draws, self.case.seed)

    @cached_property
    def samples(self) -> dict[str, tuple[Floats, Floats]]:
        """By peer group, totals as they may be: draws × units."""
        return {
            group: sampled(self.standing.of(rows), self.drawn, self.case.seed, number)
            for number, (group, rows) in enumerate(self.case.peer_groups.items())
        }

    @cached_property
    def places(self) -> Places:
        """Of all units, each within its peer group."""
        size = len(self.case.units)
        rank, low, high = (np.zeros(size, np.int64) for _ in range(3))
        p_first = np.zeros(size)
        for group, rows in self.case.peer_groups.items():
            found = places(*self.samples[group], self.scores.total[rows], self.firsts[group])
            rank[rows], low[rows], high[rows] = found.rank, found.low, found.high
            p_first[rows] = found.p_first
        return Places(rank, low, high, p_first)

    def alike(self, row: int) -> list[int]:
        """Those of the peer group that cannot be told apart from one unit."""
        group = self.case.units[row].group
        rows = self.case.peer_groups[group]
        return [rows[n] for n in alike(self.samples[group][0], rows.index(row))]

    @cached_property
    def total_se(self) -> Floats:
        """Of the total under the nominal weights."""
        spread = np.zeros(len(self.case.units))
        for column in (self.combined.se**2).T:
            spread += column
        found: Floats = np.sqrt(spread)
        return found

    def recheck(self, row: int) -> bool:
        return bool(abs(self.combined.gap[row]) > self.case.charter.recheck_over)

    @cached_property
    def advice(self) -> tuple[Advice, ...]:
        return tuple(self._advice(row) for row in range(len(self.case.units)))

    def _advice(self, row: int) -> Advice:
        return advice(
            float(self.places.p_first[row]), float(self.scores.total[row]),
            float(self.scores.total_most[row]), float(self.total_se[row]),
            self.case.charter.pass_line, vetoed=bool(self.scores.out[row]),
        )  # fmt: skip

    def brief(self, row: int) -> dict[str, Any]:
        """Without what each indicator came to."""
        return {**self._sums(row), **self.place_line(row)}

    def line(self, row: int) -> dict[str, Any]:
        """Every number of one unit, as a conclusion keeps it."""
        alike = [self.case.units[one].code for one in self.alike(row)]
        return {**self.score_line(row), **self.place_line(row), "alike": alike}

    def score_line(self, row: int) -> dict[str, Any]:
        leaves = enumerate(self.case.scheme.leaves)
        return {**self._sums(row), "by_leaf": {leaf.key: self._cell(row, n) for n, leaf in leaves}}

    def _sums(self, row: int) -> dict[str, Any]:
        unit, found, scheme = self.case.units[row], self.scores, self.case.scheme
        return {
            "unit": unit.code, "group": unit.group, "total": float(found.total[row]),
            "total_most": float(found.total_most[row]), "se": float(self.total_se[row]),
            "self_total": float(self.own.total[row]), "vetoed": found.vetoed[row],
            "missing": list(found.missing[row]), "gap": number(self.combined.gap[row]),
            "by_top": {
                top.key: {"points": float(found.earned[row, n]), "most": float(found.most[row, n])}
                for n, top in enumerate(scheme.tops)
            },
        }  # fmt: skip

    def _cell(self, row: int, column: int) -> dict[str, Any]:
        found = self.combined
        return {
            "self": number(found.self_points[row, column]), "mutual": number(found.mutual[row, column]),
            "spot": number(found.spot[row, column]), "points": number(found.points[row, column]),
            "se": float(found.se[row, column]), "on": int(found.on[row, column]),
        }  # fmt: skip

    def place_line(self, row: int) -> dict[str, Any]:
        group = self.case.units[row].group
        return {
            "rank": int(self.places.rank[row]), "rank_low": int(self.places.low[row]),
            "rank_high": int(self.places.high[row]), "first": self.firsts[group],
            "p_first": float(self.places.p_first[row]), "of": len(self.case.peer_groups[group]),
            "zone": self.advice[row].zone, "proposal": self.advice[row].proposal,
        }  # fmt: skip

    def document(self) -> dict[str, Any]:
        """Every number that is recorded: what a recomputation must give again, bit for bit."""
        common = self.common
        return {
            "units": [self.line(row) for row in range(len(self.case.units))],
            "checkers": [
                {"by": one.by, "severity": one.points, "checks": one.checks}
                for one in common.severities.values()
            ],
            "scatter": common.scatter, "inflation": common.inflation, "firsts": self.firsts,
        }  # fmt: skip


def number(value: Any) -> float | None:
    """None stands for what is missing."""
    return None if np.isnan(value) else float(value)
