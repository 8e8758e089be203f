"""From what a conclusion stands on to every number it says. Pure, and the same on every machine."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from wangyu.assessment.evaluation.logic.concluding.case import FEW, Case
from wangyu.assessment.evaluation.logic.concluding.checking import (
    Common,
    Found,
    common_of,
    found_of,
)
from wangyu.assessment.evaluation.logic.concluding.grades import Advice, advice
from wangyu.assessment.evaluation.logic.concluding.peers import Peers, Setting, places_of
from wangyu.assessment.evaluation.logic.drawing.allocation import allocate
from wangyu.assessment.evaluation.logic.formulas import INFLATION
from wangyu.assessment.evaluation.logic.inflation import Inflation, Sampled, inflation
from wangyu.assessment.evaluation.logic.scoring import Scores, score
from wangyu.assessment.evaluation.logic.uncertainty import Standing

__all__ = [
    "FEW", "Case", "Outcome", "Setting", "conclude", "group_line", "outcome_of", "self_scores",
    "setting_of",
]  # fmt: skip


def setting_of(case: Case) -> Setting:
    charter = case.charter
    return Setting(charter.first, float(charter.concentration), charter.draws)


def self_scores(case: Case) -> Scores:
    return score(
        case.scheme, [unit.code for unit in case.units], [unit.compared for unit in case.units],
        case.values(),
    )  # fmt: skip


def conclude(case: Case) -> Outcome:
    own = self_scores(case)
    return outcome_of(case, own, common_of(case, own.points))


def outcome_of(case: Case, own: Scores, common: Common) -> Outcome:
    return Outcome(case, own, common, found_of(case, own.points, common), setting_of(case))


@dataclass(frozen=True)
class Outcome:
    case: Case
    own: Scores
    common: Common
    found: Found
    setting: Setting

    def with_setting(self, setting: Setting) -> Outcome:
        return replace(self, setting=setting)

    @cached_property
    def scores(self) -> Scores:
        """The combined points added up as the scheme does."""
        return replace(self.own, points=self.found.points)

    @cached_property
    def answered(self) -> Scores:
        """What universities have by themselves: without what experts gave."""
        paneled = self.case.paneled
        if not paneled.any():
            return self.own
        return replace(self.own, points=np.where(paneled, np.nan, self.own.points))

    @cached_property
    def peers(self) -> Peers:
        """All universities; errors are those of the totals."""
        found = self.scores
        return Peers(
            self.case.scheme, found.units, found.least_by_top, found.most_by_top, found.total,
            self.found.se, found.out,
        )  # fmt: skip

    @cached_property
    def firsts(self) -> dict[str, int]:
        """How many of each peer group are about to be among the first, in proportion to its size."""
        groups = {group: len(rows) for group, rows in self.case.peer_groups.items()}
        names = list(groups)
        return allocate(groups, min(self.setting.first, len(self.case.units)), names.index)

    @cached_property
    def standings(self) -> dict[str, Standing]:
        """By peer group, in the order of its rows."""
        return {
            group: places_of(self.peers.rows(rows), self.setting, self.case.seed, number)
            for number, (group, rows) in enumerate(self.case.peer_groups.items())
        }

    @cached_property
    def inflation(self) -> Inflation | None:
        """Of those drawn and visited: what their self-checks say of all. None without a draw."""
        difference = self.found.combined.difference
        seen = {u.code: float(difference[n]) for n, u in enumerate(self.case.units) if not np.isnan(difference[n])}  # fmt: skip
        told = [(layer, layer.chances(seen)) for layer in self.case.layers]
        strata = [
            Sampled(
                one.name, len(one.units), tuple(seen[u] for u in chance), tuple(chance.values())
            )
            for one, chance in told
        ]
        return inflation(strata) if strata else None

    def alike(self, row: int) -> list[int]:
        """Those of the peer group whose interval of ranks overlaps one unit's."""
        group = self.case.units[row].group
        rows, standing = self.case.peer_groups[group], self.standings[group]
        at = rows.index(row)
        both = (standing.low <= standing.high[at]) & (standing.high >= standing.low[at])
        return [rows[n] for n in np.flatnonzero(both) if n != at]

    def advice(self, row: int) -> Advice:
        return advice(self._known(row), self.case.charter.pass_line, self._veto(row))

    def _veto(self, row: int) -> str:
        key = self.scores.vetoed[row]
        return self.case.scheme.by_key[key].title if key else ""

    def _known(self, row: int) -> dict[str, Any]:
        return {**self._sums(row), **self._group_line(row)}

    def _group_line(self, row: int) -> dict[str, Any]:
        group = self.case.units[row].group
        at = self.case.peer_groups[group].index(row)
        return group_line(self.standings[group], at, self.firsts[group])

    def place(self, row: int) -> dict[str, Any]:
        """Where one unit stands among its peers and what that comes to, without what it is made of."""
        known = {**self._totals(row), **self._group_line(row)}
        return {**known, **advice_line(known, self.case.charter.pass_line, self._veto(row))}

    def brief(self, row: int) -> dict[str, Any]:
        """Without what each indicator came to."""
        known = self._known(row)
        return {**known, **advice_line(known, self.case.charter.pass_line, self._veto(row))}

    def line(self, row: int) -> dict[str, Any]:
        """Every number of one unit, as a conclusion keeps it."""
        alike = [self.case.units[one].code for one in self.alike(row)]
        return {**self.brief(row), **self.score_line(row), "alike": alike}

    def score_line(self, row: int) -> dict[str, Any]:
        leaves = enumerate(self.case.scheme.leaves)
        return {**self._sums(row), "by_leaf": {leaf.key: self._cell(row, n) for n, leaf in leaves}}

    def _sums(self, row: int) -> dict[str, Any]:
        found = self.scores
        return {
            **self._totals(row),
            "by_top": {
                top.key: {"points": float(found.earned[row, n]), "most": float(found.most[row, n])}
                for n, top in enumerate(self.case.scheme.tops)
            },
        }

    def _totals(self, row: int) -> dict[str, Any]:
        unit, found, combined = self.case.units[row], self.scores, self.found.combined
        return {
            "unit": unit.code, "group": unit.group, "total": float(found.total[row]),
            "total_most": float(found.total_most[row]), "se": float(self.found.se[row]),
            "self_total": float(self.answered.total[row]), "vetoed": found.vetoed[row],
            "missing": list(found.missing[row]), "gap": number(combined.difference[row]),
            "recheck": bool(combined.recheck[row]),
        }  # fmt: skip

    def _cell(self, row: int, column: int) -> dict[str, Any]:
        found = self.found
        if self.case.paneled[column]:
            return self._judged_cell(row, column)
        return {
            "self": number(found.own[row, column]), "mutual": number(found.mutual[row, column]),
            "spot": number(found.spot[row, column]), "points": number(found.points[row, column]),
            "how": found.how(row, column),
        }  # fmt: skip

    def _judged_cell(self, row: int, column: int) -> dict[str, Any]:
        """``panel`` is on the experts' own scale."""
        case, found = self.case, self.found
        one = case.figure(case.units[row].code, case.scheme.leaves[column].key)
        ruled = not np.isnan(found.ruled[row, column])
        return {
            "self": None, "mutual": None, "spot": None, "panel": number(one.value), "experts": one.experts,
            "points": number(found.points[row, column]), "how": found.how(row, column) if ruled else one.how,
        }  # fmt: skip

    def document(self) -> dict[str, Any]:
        """Every number that is recorded: what a recomputation must give again, bit for bit."""
        common = self.common
        found = {
            "units": [self.line(row) for row in range(len(self.case.units))],
            "checkers": [
                {"by": one.by, "severity": number(one.severity), "se": number(one.se), "checks": one.checks}
                for one in common.checkers.values()
            ],
            "rest": common.rest, "correction": [number(one) for one in common.gap.correction],
            "gap_error": number(common.gap.error),
            "note": common.note, "firsts": self.firsts,
        }  # fmt: skip
        return found | self._estimated()

    def _estimated(self) -> dict[str, Any]:
        if INFLATION not in self.case.formulas:
            return {}
        found = self.inflation
        told = asdict(found) | {"left_out": list(found.left_out)} if found else None
        return {INFLATION: told}


def group_line(standing: Standing, at: int, first: int) -> dict[str, Any]:
    """What one university's place is in its peer group."""
    return {
        "rank": int(standing.rank[at]), "rank_low": int(standing.low[at]),
        "rank_high": int(standing.high[at]), "first": first, "of": len(standing.rank),
        "p_first": float(standing.p_top(first)[at]),
    }  # fmt: skip


def advice_line(known: dict[str, Any], pass_line: float, veto: str) -> dict[str, Any]:
    said = advice(known, pass_line, veto)
    return {
        "zone": said.zone, "proposal": said.proposal, "grades": list(said.grades), "why": list(said.why)
    }  # fmt: skip


def number(value: Any) -> float | None:
    """None stands for what is missing."""
    return None if np.isnan(value) else float(value)
