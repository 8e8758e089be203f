"""达到目标的多少得多少：目标是另一个指标、一个数，或每若干人应有多少（政策的标准写键名）."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self, cast

import numpy as np

from wangyu.assessment.evaluation.logic.reading import (
    above_zero,
    plain_of,
    refuse,
    table,
    word,
    words,
)
from wangyu.assessment.evaluation.logic.rules.base import Floats, Given, Rule, rounded, score
from wangyu.assessment.evaluation.logic.standards import BASES, ROUNDINGS, Standard
from wangyu.base.lib.packs import one_of, read_row, text

TARGET = {
    "measure": text(""), "constant": above_zero(None), "standard": text(""), "heads": words(()),
    "value": above_zero(None), "per": above_zero(None), "rounding": one_of(ROUNDINGS, ""),
}  # fmt: skip
WAYS = "measure（另一个指标）、constant（一个数）、standard（标准的键，另写 heads）、value 与 per（另写 heads）"


@dataclass(frozen=True, slots=True)
class Target:
    measure: str
    constant: float | None
    standard: str
    heads: tuple[str, ...]
    """Measures that are added up to the heads of a standard."""
    value: float | None
    per: float | None
    """With ``value`` or not at all."""
    rounding: str


@dataclass(frozen=True, slots=True)
class RatioToTarget(Rule):
    target: Target
    full_at: float
    """Which part of the target has full marks."""

    KIND = "ratio_to_target"
    TITLE = "按目标折算"
    KEYS = {"target": table(), "full_at": above_zero(1.0)}

    @classmethod
    def read(cls, where: str, data: Mapping[str, Any]) -> Self:
        row = read_row(where, data, cls.KEYS)
        target = Target(**read_row(f"{where} 的 target", row["target"], TARGET))
        check_target(f"{where} 的 target", target)
        return cls(target, row["full_at"])

    def plain(self) -> dict[str, Any]:
        """Figures of a standard stand with the standard."""
        target = self.target
        if target.standard:
            target = replace(target, value=None, per=None, rounding="")
        said = {k: v for k, v in plain_of(target).items() if v != []}
        return {"kind": self.KIND, "target": said, "full_at": plain_of(self.full_at)}

    def standing(self, where: str, standards: Mapping[str, Standard]) -> RatioToTarget:
        """With the figures of its standard. Raises PackError."""
        target = self.target
        if not target.standard:
            return self
        if target.standard not in standards:
            known = (
                f"，可用的是 {'、'.join(standards)}"
                if standards
                else "，应在规则包的 standards.toml 或本文件的 [[standard]] 里"
            )
            raise refuse(where, f" 的 target 所说的标准 {target.standard} 找不到{known}")
        one = standards[target.standard]
        if len(target.heads) != BASES[one.basis]:
            raise refuse(where, f" 的 target 的 heads 应有 {BASES[one.basis]} 个指标（标准 {one.key} 的分母是 {one.basis}），现在是 {len(target.heads)} 个")  # fmt: skip
        return replace(self, target=replace(target, value=one.value, per=one.per, rounding=one.rounding))  # fmt: skip

    @property
    def reads(self) -> tuple[str, ...]:
        return (self.target.measure,) if self.target.measure else self.target.heads

    def trend(self, own: int) -> tuple[int, ...]:
        return (1,) * own + (-1,) * len(self.reads)

    def need(self, given: Given) -> Floats:
        """NaN where nothing is needed: then there is nothing to hold the unit against."""
        if self.target.constant is not None:
            return np.full(given.own[0].shape, self.target.constant)
        need = given.further[0].copy()
        for one in given.further[1:]:
            need += one
        if self.target.per is not None:
            value = cast("float", self.target.value)
            need = rounded(need * value / self.target.per, self.target.rounding or "none")
        return np.where(need > 0, need, np.nan)

    def points(self, given: Given) -> Floats:
        share = np.maximum(given.total, 0) / self.need(given) / self.full_at
        return given.full * np.minimum(share, 1.0)

    def explain(self, given: Given, row: int) -> str:
        need, actual = self.need(given), float(given.total[row])
        if np.isnan(need[row]):
            return f"{given.told(row)}，目标是 0，无从折算，作缺失处理。"
        at = "" if self.full_at == 1 else f"，达到目标的 {word(self.full_at * 100)} % 就是满分"
        share = word(round(actual / float(need[row]) * 100, 2))
        return f"{given.told(row)}，应有 {word(float(need[row]))}{self.origin}，是 {share} %{at}，{score(float(self.points(given)[row]), given.full)}"

    @property
    def origin(self) -> str:
        target = self.target
        if target.per is None:
            return ""
        ceil = "，有零头进一" if target.rounding == "ceil" else ""
        return f"（每 {word(target.per)} 应有 {word(cast('float', target.value))}{ceil}）"


def check_target(where: str, target: Target) -> None:
    given = [bool(target.measure), target.constant is not None, bool(target.standard), target.value is not None or target.per is not None]  # fmt: skip
    if sum(given) != 1:
        raise refuse(where, f" 应恰好写一种：{WAYS}")
    if (target.value is None) != (target.per is None):
        raise refuse(where, " 的 value 与 per 应同时写，例如 value = 1、per = 30 表示每 30 应有 1")
    divided = bool(target.standard) or target.value is not None
    if divided != bool(target.heads):
        said = (
            "缺少 heads，应写分母的指标"
            if divided
            else "的 heads 应删去，只有 standard 或 value 与 per 才用"
        )
        raise refuse(where, f" {said}")
    if target.rounding and target.value is None:
        raise refuse(where, " 的 rounding 应删去，只有 value 与 per 才用")
