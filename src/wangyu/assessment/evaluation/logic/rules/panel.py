"""专家评分：由评委给出，按满分折算."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wangyu.assessment.evaluation.logic.reading import above_zero, refuse, word, words
from wangyu.assessment.evaluation.logic.rules.base import Floats, Given, Rule, score


@dataclass(frozen=True, slots=True)
class Panel(Rule):
    scale: float
    """What the reviewers' best is: 100 points of theirs are full marks here."""
    levels: tuple[str, ...] = ()
    """What deserves how much, as each reviewer reads it: one line a level, the best first."""

    KIND = "panel"
    TITLE = "专家评分"
    KEYS = {"scale": above_zero(100.0), "levels": words(())}

    def plain(self) -> dict[str, Any]:
        """Without levels that nobody described, so that what was hashed before is hashed the same."""
        found = super(Panel, self).plain()
        return found if self.levels else {k: v for k, v in found.items() if k != "levels"}

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
        return f"专家评分 {word(float(given.total[row]))}（{word(self.scale)} 分制），折算{ends}"
