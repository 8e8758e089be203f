"""≥ 30 篇 10 分，20–29 篇 5 分，10–19 篇 3 分，其余 0 分."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self, cast

import numpy as np

from wangyu.assessment.evaluation.logic.reading import (
    number,
    read_rows_of,
    refuse,
    table_list,
    word,
)
from wangyu.assessment.evaluation.logic.rules.base import Floats, Given, Rule, same, score
from wangyu.base.lib.packs import read_row

STEP = {
    "at_least": number(None), "below": number(None), "at_most": number(None), "above": number(None),
    "points": number(least=0),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Threshold:
    """``below`` and ``above`` only repeat where the better step begins, for whoever reads it."""

    at_least: float | None
    below: float | None
    at_most: float | None
    above: float | None
    points: float

    @property
    def bound(self) -> float:
        """Either of them is given."""
        return cast("float", self.at_least if self.at_least is not None else self.at_most)

    @property
    def words(self) -> str:
        if self.at_least is not None:
            end = "" if self.below is None else f"、不到 {word(self.below)}"
            return f"{word(self.at_least)} 及以上{end}"
        start = "" if self.above is None else f"超过 {word(self.above)}、"
        return f"{start}不超过 {word(self.bound)}"


@dataclass(frozen=True, slots=True)
class Step(Rule):
    """The best step first. Several measures are added up."""

    steps: tuple[Threshold, ...]
    otherwise: float

    KIND = "step"
    TITLE = "分档计分"
    KEYS = {"steps": table_list(), "otherwise": number(0.0, least=0)}

    @classmethod
    def read(cls, where: str, data: Mapping[str, Any]) -> Self:
        row = read_row(where, data, cls.KEYS)
        return cls(read_rows_of(f"{where} 的 steps ", row["steps"], STEP, Threshold), row["otherwise"])  # fmt: skip

    @property
    def rising(self) -> bool:
        return self.steps[0].at_least is not None

    def check(self, where: str, own: int, full: float) -> None:
        super(Step, self).check(where, own, full)
        for place, one in enumerate(self.steps, start=1):
            check_one(f"{where} 的 steps 第 {place} 个", one, rising=self.rising)
        first = self.steps[0]
        if (first.below if self.rising else first.above) is not None:
            raise refuse(
                where, " 的 steps 第 1 个是最好的一档，不应再写 below 或 above，否则更好的没有分"
            )
        for place, (better, worse) in enumerate(pairwise(self.steps), start=2):
            check_next(f"{where} 的 steps 第 {place} 个", better, worse, rising=self.rising)
        if not same(first.points, full):
            raise refuse(
                where, f" 的 steps 第 1 个得 {word(first.points)} 分，应与满分 {word(full)} 相同"
            )
        if self.otherwise > self.steps[-1].points:
            raise refuse(where, f" 的 otherwise 是 {word(self.otherwise)}，应不超过最后一档的 {word(self.steps[-1].points)} 分")  # fmt: skip

    def trend(self, own: int) -> tuple[int, ...]:
        return (1 if self.rising else -1,) * own

    def points(self, given: Given) -> Floats:
        value = given.total
        found = np.full(value.shape, self.otherwise)
        for one in reversed(self.steps):
            found[reaches(value, one)] = one.points
        found[np.isnan(value)] = np.nan
        return found

    def explain(self, given: Given, row: int) -> str:
        value = given.total[row]
        ends = score(float(self.points(given)[row]), given.full)
        if given.is_word(row):
            return f"{given.told(row)}，{ends}"
        for one in self.steps:
            if reaches(value, one):
                return f"{given.told(row)}，在“{one.words}”一档，{ends}"
        return f"{given.told(row)}，没有达到任何一档，{ends}"


def reaches(value: Any, one: Threshold) -> Any:
    return value >= one.at_least if one.at_least is not None else value <= one.at_most


def check_one(where: str, one: Threshold, *, rising: bool) -> None:
    if (one.at_least is None) == (one.at_most is None):
        raise refuse(where, "应写 at_least（多者为好）或 at_most（少者为好）中的一个")
    if rising != (one.at_least is not None):
        raise refuse(where, "与第 1 个方向不同，应全部写 at_least 或全部写 at_most")
    if rising and one.above is not None:
        raise refuse(where, "有 at_least，上限应写 below")
    if not rising and one.below is not None:
        raise refuse(where, "有 at_most，下限应写 above")


def check_next(where: str, better: Threshold, worse: Threshold, *, rising: bool) -> None:
    begin, bound = better.bound, worse.bound
    end, name = (worse.below, "below") if rising else (worse.above, "above")
    if not (bound < begin if rising else bound > begin):
        raise refuse(where, "的界限与前一档重叠，各档应从最好的一档写起，界限逐档放宽")
    if end is not None and (end > begin if rising else end < begin):
        raise refuse(where, f"的 {name} 是 {word(end)}，与前一档重叠，应为 {word(begin)}")
    if end is not None and end != begin:
        raise refuse(where, f"的 {name} 是 {word(end)}，与前一档之间有空缺，应为 {word(begin)}")
    if worse.points >= better.points:
        raise refuse(where, f"得 {word(worse.points)} 分，应少于前一档的 {word(better.points)} 分")
