"""专家评分：由评委给出，按满分折算."""

from __future__ import annotations

from dataclasses import dataclass

from wangyu.assessment.evaluation.logic.reading import above_zero, refuse, word
from wangyu.assessment.evaluation.logic.rules.base import Floats, Given, Rule, score


@dataclass(frozen=True, slots=True)
class Panel(Rule):
    scale: float
    """What the reviewers' best is: 100 points of theirs are full marks here."""

    KIND = "panel"
    TITLE = "专家评分"
    KEYS = {"scale": above_zero(100.0)}

    def check(self, where: str, own: int, full: float) -> None:
        super(Panel, self).check(where, own, full)
        if own != 1:
            raise refuse(where, f"：{self.TITLE}的 measures 应为 1 个，现在是 {own} 个")

    @property
    def bounds(self) -> tuple[float, float, bool] | None:
        return 0.0, self.scale, False

    def trend(self, own: int) -> tuple[int, ...]:
        return (1,) * own

    def points(self, given: Given) -> Floats:
        found: Floats = given.own[0] / self.scale * given.full
        return found

    def explain(self, given: Given, row: int) -> str:
        ends = score(float(self.points(given)[row]), given.full)
        return f"专家评分 {given.value(row)}（{word(self.scale)} 分制），折算{ends}"
