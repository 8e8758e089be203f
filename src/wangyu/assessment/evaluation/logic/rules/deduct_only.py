"""未批准设置交互栏目扣 3 分，缺标识扣 2 分；每个天窗扣 3 分."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wangyu.assessment.evaluation.logic.reading import number as number_key
from wangyu.assessment.evaluation.logic.reading import number_list, refuse, word
from wangyu.assessment.evaluation.logic.rules.base import Floats, Given, Rule, score


@dataclass(frozen=True, slots=True)
class DeductOnly(Rule):
    """From full marks (0 for what can only cost) ``each`` is taken for every one of a measure."""

    each: tuple[float, ...]
    most: float | None
    """The most that is taken: by default all of the full marks; where those are 0, no limit."""

    KIND = "deduct_only"
    TITLE = "只扣不加"
    KEYS = {"each": number_list(), "most": number_key(None, least=0)}
    MAKES_POINTS = False

    def check(self, where: str, own: int, full: float) -> None:
        super(DeductOnly, self).check(where, own, full)
        if len(self.each) not in {1, own}:
            raise refuse(
                where, f" 的 each 应为 1 个数（各项相同）或 {own} 个数，现在是 {len(self.each)} 个"
            )
        if min(self.each) <= 0:
            raise refuse(where, f" 的 each 有 {word(min(self.each))}，应写扣几分，是大于 0 的数")
        if self.most is not None and 0 < full < self.most:
            raise refuse(where, f" 的 most 是 {word(self.most)}，应不超过满分 {word(full)}")

    def trend(self, own: int) -> tuple[int, ...]:
        return (-1,) * own

    def least(self, full: float) -> float:
        if self.most is not None:
            return full - self.most
        return 0.0 if full > 0 else -np.inf

    def points(self, given: Given) -> Floats:
        found: Floats = np.full(given.own[0].shape, float(given.full))
        for rate, value in self._pairs(given):
            found -= rate * np.maximum(value, 0)
        np.maximum(found, self.least(given.full), out=found)
        return found

    def _pairs(self, given: Given) -> list[tuple[float, Floats]]:
        """What one of each measure costs, and how many there are."""
        rates = self.each if len(self.each) == len(given.own) else self.each * len(given.own)
        return list(zip(rates, given.own, strict=True))

    def explain(self, given: Given, row: int) -> str:
        found = float(self.points(given)[row])
        taken = "，".join(
            f"{given.part(i, row)}，每个扣 {word(rate)} 分"
            for i, (rate, value) in enumerate(self._pairs(given))
            if value[row] > 0
        )
        if not taken:
            return f"没有要扣分的情形，{score(found, given.full)}"
        return f"{taken}，共扣 {word(given.full - found)} 分，{score(found, given.full)}"
