"""在同组里的位置：比同组多少单位好."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wangyu.assessment.evaluation.logic.reading import word
from wangyu.assessment.evaluation.logic.rules.base import Floats, Given, Rule, score
from wangyu.base.lib.packs import count, one_of

MIDDLE = 0.5


@dataclass(frozen=True, slots=True)
class Percentile(Rule):
    """The best of a group has full marks, the last 0; equal ones share the middle of their places."""

    better: str
    least: int
    """A group of fewer known values says nothing: its units are placed among all units."""

    KIND = "percentile"
    TITLE = "同组位次计分"
    KEYS = {"better": one_of(("more", "less"), "more"), "least": count(5)}

    def trend(self, own: int) -> tuple[int, ...]:
        return (1 if self.better == "more" else -1,) * own

    def small(self, given: Given) -> NDArray[np.bool_]:
        """Whose group is too small."""
        sizes = np.bincount(given.groups, weights=~np.isnan(given.total))
        found: NDArray[np.bool_] = sizes[given.groups] < self.least
        return found

    def shares(self, given: Given) -> Floats:
        value = given.total if self.better == "more" else -given.total
        small = self.small(given)
        found = np.full(value.shape, np.nan)
        everybody = places(value)
        found[small] = everybody[small]
        for group in np.unique(given.groups[~small]):
            of = given.groups == group
            found[of] = places(value[of])
        return found

    def points(self, given: Given) -> Floats:
        return given.full * self.shares(given)

    def explain(self, given: Given, row: int) -> str:
        alone = self.small(given)[row]
        among = given.groups == given.groups[row] if not alone else np.ones(len(given.groups), bool)
        known = int((~np.isnan(given.total[among])).sum())
        where = f"（同组不足 {self.least} 个单位，与全体比）" if alone else ""
        share = word(round(float(self.shares(given)[row]) * 100, 1))
        side = "多者为好" if self.better == "more" else "少者为好"
        return f"{given.told(row)}，{side}，在 {known} 个单位{where}里好于其余的 {share} %，{score(float(self.points(given)[row]), given.full)}"


def places(value: Floats) -> Floats:
    """0 for the last, 1 for the first, the middle for who is alone."""
    known = ~np.isnan(value)
    found = np.full(value.shape, np.nan)
    ascending = np.sort(value[known])
    if len(ascending) == 1:
        found[known] = MIDDLE
    elif len(ascending):
        below = np.searchsorted(ascending, value[known], "left")
        upto = np.searchsorted(ascending, value[known], "right")
        found[known] = (below + upto - 1) / 2 / (len(ascending) - 1)
    return found
