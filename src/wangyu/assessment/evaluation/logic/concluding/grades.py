"""What the numbers alone suggest. People decide: a suggestion is never a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wangyu.assessment.evaluation.logic.grading import (
    ABOVE,
    BELOW,
    BORDER,
    Levels,
    Standing,
    proposals,
)

__all__ = ["ABOVE", "BELOW", "BORDER", "ZONES", "Advice", "advice", "needs_reason"]
ZONES = {ABOVE: "名额之内", BORDER: "名额边界", BELOW: "名额之外"}
NINETY = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Advice:
    """``grades``: one, or those between which the meeting decides."""

    zone: str
    grades: tuple[str, ...]
    why: tuple[str, ...]
    vetoed: bool

    @property
    def proposal(self) -> str:
        return self.grades[0] if len(self.grades) == 1 else ""


def advice(line: dict[str, Any], pass_line: float, veto: str) -> Advice:
    """``line``: total, total_most, se, rank, rank_low, rank_high, first of one university."""
    reach = NINETY * line["se"]
    one = Standing(
        line["unit"], line["total"], line["total"] - reach, line["total_most"] + reach,
        line["rank"], line["rank_low"], line["rank_high"], veto,
    )  # fmt: skip
    found = proposals([one], Levels(places=line["first"], passed=float(pass_line)))[0]
    grades = found.grades
    return Advice(found.zone, grades, found.reasons, bool(veto))


def of_line(line: Mapping[str, Any]) -> Advice:
    """As it is kept."""
    vetoed = line.get("vetoed") is not None
    return Advice(line["zone"], tuple(line["grades"]), tuple(line["why"]), vetoed)


def needs_reason(one: Advice, grade: str) -> bool:
    """Where the numbers do not decide, against them, and against or for a veto, a decision says why."""
    return one.proposal != grade or one.vetoed
