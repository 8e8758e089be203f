"""四项全有 10 分，三项 5 分，两项 3 分，一项 0 分."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from wangyu.assessment.evaluation.logic.reading import number, number_list, refuse, word
from wangyu.assessment.evaluation.logic.rules.base import Floats, Given, Rule, same, score


@dataclass(frozen=True, slots=True)
class CountMet(Rule):
    """One measure is itself the number of items met; of several, each reaches ``at_least`` or not."""

    scores: tuple[float, ...]
    """Points for 0, 1, 2 … items met."""
    at_least: float

    KIND = "count_met"
    TITLE = "按满足项数计分"
    KEYS = {"scores": number_list(), "at_least": number(1.0)}
    ANSWER = "yesno"

    @property
    def items(self) -> int:
        return len(self.scores) - 1

    def check(self, where: str, own: int, full: float) -> None:
        super(CountMet, self).check(where, own, full)
        if own not in {1, self.items}:
            raise refuse(where, f" 的 scores 写了 0 到 {self.items} 项的分，measures 应为 1 个（满足的项数）或 {self.items} 个，现在是 {own} 个")  # fmt: skip
        if any(less > more for less, more in pairwise(self.scores)) or self.scores[0] < 0:
            raise refuse(where, " 的 scores 应从 0 项写起，逐项不减，都不小于 0")
        if not same(self.scores[-1], full):
            raise refuse(
                where, f" 的 scores 最后是 {word(self.scores[-1])}，应与满分 {word(full)} 相同"
            )

    def trend(self, own: int) -> tuple[int, ...]:
        return (1,) * own

    def met(self, given: Given) -> Floats:
        if len(given.own) == 1 and self.items != 1:
            return np.clip(np.floor(given.own[0]), 0, self.items)
        count = np.zeros(given.own[0].shape)
        for one in given.own:
            count += met(one, self.at_least)
        return count

    def points(self, given: Given) -> Floats:
        count = self.met(given)
        known = ~np.isnan(count)
        found = np.full(count.shape, np.nan)
        found[known] = np.array(self.scores)[count[known].astype(np.int64)]
        return found

    def explain(self, given: Given, row: int) -> str:
        count = word(float(self.met(given)[row]))
        ends = score(float(self.points(given)[row]), given.full)
        lacking = [given.named(i) for i, one in enumerate(given.own) if len(given.own) > 1 and one[row] < self.at_least]  # fmt: skip
        missed = f"（没有满足：{'、'.join(lacking)}）" if lacking else ""
        return f"{self.items} 项中满足 {count} 项{missed}，{ends}"


def met(value: Floats, at_least: float) -> Floats:
    """1, 0, or missing."""
    return np.where(np.isnan(value), np.nan, np.where(value >= at_least, 1.0, 0.0))
