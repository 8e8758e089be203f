"""一票否决：不计分，够到这一条的总分记 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from wangyu.assessment.evaluation.logic.reading import number, refuse, word
from wangyu.assessment.evaluation.logic.rules.base import Floats, Given, Rule


@dataclass(frozen=True, slots=True)
class Veto(Rule):
    at_least: float | None
    at_most: float | None

    KIND = "veto"
    TITLE = "一票否决"
    KEYS = {"at_least": number(None), "at_most": number(None)}
    ANSWER = "yesno"
    MAKES_POINTS = False

    def check(self, where: str, own: int, full: float) -> None:
        super(Veto, self).check(where, own, full)
        if (self.at_least is None) == (self.at_most is None):
            raise refuse(where, " 应写 at_least（达到就否决）或 at_most（不超过就否决）中的一个")
        if full != 0:
            raise refuse(where, f"：{self.TITLE}不计分，points 应为 0，现在是 {word(full)}")

    def trend(self, own: int) -> tuple[int, ...]:
        return (0,) * own

    def hits(self, given: Given) -> Any:
        """Missing never vetoes: it is told as missing."""
        total: Any = given.total
        return total >= self.at_least if self.at_least is not None else total <= self.at_most

    def points(self, given: Given) -> Floats:
        return np.where(np.isnan(given.total), np.nan, 0.0)

    def explain(self, given: Given, row: int) -> str:
        bound = f"达到 {word(self.at_least)}" if self.at_least is not None else f"不超过 {word(cast('float', self.at_most))}"  # fmt: skip
        verdict = "一票否决，总分记 0。" if self.hits(given)[row] else "没有否决。"
        if given.is_word(row):
            return f"{given.told(row)}，{verdict}"
        return f"{given.told(row)}，否决的条件是{bound}：{verdict}"
