"""每 100 票 1 分，四舍五入，封顶 25 分."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wangyu.assessment.evaluation.logic.reading import (
    above_zero,
    number_list,
    refuse,
    word,
)
from wangyu.assessment.evaluation.logic.rules.base import (
    ROUNDINGS,
    Floats,
    Given,
    Rule,
    rounded,
    score,
)
from wangyu.base.lib.packs import flag, one_of


@dataclass(frozen=True, slots=True)
class PerNCapped(Rule):
    """``each`` points for every ``per`` of a measure; each measure is rounded, then they add up."""

    per: float
    each: tuple[float, ...]
    rounding: str
    capped: bool
    """Without a cap the points are open above: only where no total is divided among indicators."""

    KIND = "per_n_capped"
    TITLE = "每若干计一分"
    KEYS = {
        "per": above_zero(), "each": number_list((1.0,)), "rounding": one_of(ROUNDINGS),
        "capped": flag(default=True),
    }  # fmt: skip

    def check(self, where: str, own: int, full: float) -> None:
        super(PerNCapped, self).check(where, own, full)
        if len(self.each) not in {1, own}:
            raise refuse(
                where,
                f" 的 each 应为 1 个数（各指标相同）或 {own} 个数，现在是 {len(self.each)} 个",
            )
        if min(self.each) < 0:
            raise refuse(
                where, f" 的 each 有 {word(min(self.each))}，应不小于 0；要扣分的用 deduct_only"
            )

    def trend(self, own: int) -> tuple[int, ...]:
        return (1,) * own

    def rates(self, own: int) -> tuple[float, ...]:
        return self.each if len(self.each) == own else self.each * own

    def parts(self, given: Given) -> list[Floats]:
        counts = [rounded(np.maximum(one, 0) / self.per, self.rounding) for one in given.own]
        return [c * rate for c, rate in zip(counts, self.rates(len(counts)), strict=True)]

    def points(self, given: Given) -> Floats:
        parts = self.parts(given)
        found = parts[0]
        for one in parts[1:]:
            found = found + one
        return np.minimum(found, given.full) if self.capped else found

    def explain(self, given: Given, row: int) -> str:
        rates = self.rates(len(given.own))
        each = "，".join(
            f"{given.part(i, row)}，每 {word(self.per)} 计 {word(rates[i])} 分，计 {word(part[row])} 分"
            for i, part in enumerate(self.parts(given))
        )
        cap = "，封顶" if self.capped else "，不封顶"
        return f"{each}（{ROUNDINGS[self.rounding]}{cap}）；{score(float(self.points(given)[row]), given.full)}"
