"""Who is clearly within the first k, who clearly is not, and who cannot be told apart.

Advice to a meeting and nothing more: every proposal says on what it rests, and none is a decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from wangyu.assessment.evaluation.logic.charter import Charter

ABOVE, BORDER, BELOW, UNKNOWN = "above", "border", "below", "unknown"
MODEL, PASSED, MEND = "model", "passed", "mending"
GRADES = {MODEL: "示范", PASSED: "合格", MEND: "整改"}


@dataclass(frozen=True, slots=True)
class Standing:
    """A university's total and ranks with their intervals; None where a leaf is missing."""

    unit: str
    total: float | None
    low: float | None
    high: float | None
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    vetoed: str = ""
    """The name of what was vetoed."""


@dataclass(frozen=True, slots=True)
class Levels:
    """The charter's: how many model universities at most, and the totals a grade asks for."""

    places: int
    passed: float
    model: float = 0.0

    @classmethod
    def of(cls, charter: Charter) -> Levels:
        return cls(charter.first, charter.pass_line)


@dataclass(frozen=True, slots=True)
class Proposal:
    """``grades``: one, or those between which the meeting decides; none where figures are missing."""

    unit: str
    zone: str
    grades: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def open(self) -> bool:
        return len(self.grades) != 1


def zone_of(one: Standing, places: int) -> str:
    """By the interval of the rank: all of it within the places, none of it, or some."""
    if one.vetoed:
        return BELOW
    if one.rank_low is None or one.rank_high is None:
        return UNKNOWN
    if one.rank_high <= places:
        return ABOVE
    return BELOW if one.rank_low > places else BORDER


def bands(standings: Sequence[Standing]) -> list[list[str]]:
    """From the top, those whose ranks reach into the band's first one's: not told apart from it.

    Being told apart is not transitive: the last of a band may well differ from the next's first
    as little as two within it. A band says only that its members reach its first.
    """
    ranked = [one for one in standings if one.rank is not None and not one.vetoed]
    found: list[list[str]] = []
    reach = 0
    for one in sorted(ranked, key=lambda one: (one.rank, one.rank_low, one.unit)):
        low, high = _ranks(one)
        if low > reach:
            found.append([])
            reach = high
        found[-1].append(one.unit)
    return found


def _ranks(one: Standing) -> tuple[int, int]:
    """From and to, of one that has a rank."""
    return cast("tuple[int, int]", (one.rank_low, one.rank_high))


def proposals(standings: Sequence[Standing], levels: Levels) -> list[Proposal]:
    return [_proposal(one, levels) for one in standings]


def _proposal(one: Standing, levels: Levels) -> Proposal:
    zone = zone_of(one, levels.places)
    if one.vetoed:
        return Proposal(one.unit, zone, (MEND,), (f"一票否决：{one.vetoed}",))
    if zone == UNKNOWN or one.total is None or one.low is None or one.high is None:
        return Proposal(one.unit, UNKNOWN, (), ("有指标缺数据，不提建议",))
    lowest = _grade(one.low, levels, within=zone == ABOVE)
    highest = _grade(one.high, levels, within=zone in {ABOVE, BORDER})
    order = tuple(GRADES)
    grades = order[order.index(highest) : order.index(lowest) + 1]
    said = _total(one.total, one.low, one.high, levels)
    return Proposal(one.unit, zone, grades, (_place(one, zone, levels), said))


def _grade(total: float, levels: Levels, *, within: bool) -> str:
    if total < levels.passed:
        return MEND
    return MODEL if within and total >= levels.model else PASSED


def _place(one: Standing, zone: str, levels: Levels) -> str:
    says = {ABOVE: "明确在内", BORDER: "在边界上，与相邻的分不开", BELOW: "明确在外"}[zone]
    return f"名次 {one.rank}（{one.rank_low} 至 {one.rank_high}），前 {levels.places} 名{says}"


def _total(total: float, low: float, high: float, levels: Levels) -> str:
    said = f"总分 {total:.1f}（{low:.1f} 至 {high:.1f}）"
    marks = (("合格", levels.passed), ("示范", levels.model))
    crossed = [f"{name}线 {mark:g}" for name, mark in marks if low < mark <= high]
    return f"{said}，跨过{'、'.join(crossed)}" if crossed else said


def separated(standings: Sequence[Standing], places: int) -> bool:
    """Whether the border falls between two that are told apart: then nothing is left to decide."""
    ranked = [one for one in standings if one.rank is not None]
    ranked.sort(key=lambda one: cast("int", one.rank))
    edge = [pair for number, pair in enumerate(pairwise(ranked), 1) if number == places]
    return all(_ranks(above)[1] < _ranks(below)[0] for above, below in edge)
