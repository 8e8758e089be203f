"""分管领导 1 分，管理员 1 分，纳入日常工作 1 分：有一项得一项的分."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from wangyu.assessment.evaluation.logic.reading import (
    exact,
    number,
    read_rows_of,
    refuse,
    table_list,
    word,
)
from wangyu.assessment.evaluation.logic.rules.base import Floats, Given, Rule, score
from wangyu.assessment.evaluation.logic.rules.count_met import met
from wangyu.base.lib.packs import read_row, text

ITEM = {"title": text(), "points": number(least=0), "at_least": number(1.0)}


@dataclass(frozen=True, slots=True)
class Item:
    title: str
    points: float
    at_least: float


@dataclass(frozen=True, slots=True)
class ChecklistSum(Rule):
    """An item for each measure, in their order."""

    items: tuple[Item, ...]

    KIND = "checklist_sum"
    TITLE = "逐项计分"
    KEYS = {"items": table_list()}
    ANSWER = "yesno"

    @classmethod
    def read(cls, where: str, data: Mapping[str, Any]) -> Self:
        rows = read_row(where, data, cls.KEYS)["items"]
        return cls(read_rows_of(f"{where} 的 items ", rows, ITEM, Item))

    def check(self, where: str, own: int, full: float) -> None:
        super(ChecklistSum, self).check(where, own, full)
        if own != len(self.items):
            raise refuse(where, f" 的 items 有 {len(self.items)} 项，measures（或 asked）应逐项对应，现在是 {own} 个")  # fmt: skip
        total = sum(exact(item.points) for item in self.items)
        if total != exact(full):
            raise refuse(
                where, f" 的 items 合计 {word(float(total))} 分，应与满分 {word(full)} 相同"
            )

    def trend(self, own: int) -> tuple[int, ...]:
        return (1,) * own

    def points(self, given: Given) -> Floats:
        found = np.zeros(given.own[0].shape)
        for item, value in self._pairs(given):
            found += item.points * met(value, item.at_least)
        return found

    def _pairs(self, given: Given) -> list[tuple[Item, Floats]]:
        return list(zip(self.items, given.own, strict=True))

    def explain(self, given: Given, row: int) -> str:
        ends = score(float(self.points(given)[row]), given.full)
        pairs = self._pairs(given)
        has = [f"{item.title} {word(item.points)} 分" for item, value in pairs if value[row] >= item.at_least]  # fmt: skip
        lacks = [item.title for item, value in pairs if not value[row] >= item.at_least]
        parts = [f"有：{'、'.join(has)}"] if has else []
        parts += [f"没有：{'、'.join(lacks)}"] if lacks else []
        return f"{'；'.join(parts)}；{ends}"
