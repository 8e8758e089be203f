"""OA 记录 10 分，纸质扫描 9 分，截图 8 分，有机制无材料 5 分，无 0 分."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

import numpy as np

from wangyu.assessment.evaluation.logic.reading import (
    number,
    read_rows_of,
    refuse,
    table_list,
    word,
)
from wangyu.assessment.evaluation.logic.rules.base import Floats, Given, Rule, same, score
from wangyu.base.lib.packs import read_row, text

TIER = {"title": text(), "points": number(least=0)}


@dataclass(frozen=True, slots=True)
class Tier:
    title: str
    points: float


@dataclass(frozen=True, slots=True)
class EvidenceTier(Rule):
    """The measure says which tier: 0 is the first of the list, the poorest."""

    tiers: tuple[Tier, ...]

    KIND = "evidence_tier"
    TITLE = "按佐证等级计分"
    KEYS = {"tiers": table_list()}
    ANSWER = "tier"

    @classmethod
    def read(cls, where: str, data: Mapping[str, Any]) -> Self:
        rows = read_row(where, data, cls.KEYS)["tiers"]
        return cls(read_rows_of(f"{where} 的 tiers ", rows, TIER, Tier))

    def check(self, where: str, own: int, full: float) -> None:
        super(EvidenceTier, self).check(where, own, full)
        if own != 1:
            raise refuse(where, f"：{self.TITLE}的 measures 应为 1 个，现在是 {own} 个")
        titles = [tier.title for tier in self.tiers]
        if len(titles) < 2:  # noqa: PLR2004 -- one tier tells nobody apart
            raise refuse(where, " 的 tiers 应至少两级，最低的写在最前")
        if twice := [title for title in titles if titles.count(title) > 1]:
            raise refuse(where, f" 的 tiers 里“{twice[0]}”写了两次，应只有一次")
        for lower, higher in pairwise(self.tiers):
            if higher.points < lower.points:
                raise refuse(where, f" 的 tiers 里“{higher.title}”{word(higher.points)} 分，少于它前面的“{lower.title}”，应从最低的一级写起")  # fmt: skip
        if not same(self.tiers[-1].points, full):
            raise refuse(
                where,
                f" 的 tiers 最后一级 {word(self.tiers[-1].points)} 分，应与满分 {word(full)} 相同",
            )

    @property
    def bounds(self) -> tuple[float, float, bool] | None:
        return 0.0, float(len(self.tiers) - 1), True

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(tier.title for tier in self.tiers)

    def trend(self, own: int) -> tuple[int, ...]:
        return (1,) * own

    def points(self, given: Given) -> Floats:
        value = given.own[0]
        known = ~np.isnan(value)
        found = np.full(value.shape, np.nan)
        place = np.clip(value[known], 0, len(self.tiers) - 1).astype(np.int64)
        found[known] = np.array([tier.points for tier in self.tiers])[place]
        return found

    def explain(self, given: Given, row: int) -> str:
        tier = self.tiers[int(given.own[0][row])]
        return f"属于“{tier.title}”，{score(tier.points, given.full)}"
