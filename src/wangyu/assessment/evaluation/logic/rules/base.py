"""What a kind of rule is: measures of all units in, points of all units out; NaN is missing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from wangyu.assessment.evaluation.logic.reading import plain_of, refuse, word
from wangyu.base.lib.packs import Key, read_row

Floats = NDArray[np.float64]
PLACES = 9
"""Quotients are taken to so many places before they are rounded: 0.6 / 0.2 is 3, not 2.9999…"""


@dataclass(frozen=True, slots=True)
class Given:
    """What a rule looks at: an array a measure, all of one length, in the order of the units."""

    own: tuple[Floats, ...]
    """The measures of the indicator."""
    further: tuple[Floats, ...]
    """What the rule reads besides, in the order of ``Rule.reads``."""
    groups: NDArray[np.int64]
    full: float
    names: tuple[str, ...] = ()
    """The measures of the indicator as people call them."""
    choices: tuple[tuple[str, ...], ...] = ()
    """For each of them what 0, 1, 2 … are called; () for a number."""

    @property
    def total(self) -> Floats:
        """The measures together; missing while one of them is."""
        total = self.own[0].copy()
        for one in self.own[1:]:
            total += one
        return total

    def named(self, place: int) -> str:
        return self.names[place] if place < len(self.names) else f"第 {place + 1} 项"

    @property
    def name(self) -> str:
        return "与".join(self.named(place) for place in range(len(self.own)))

    def chosen(self, place: int, row: int) -> str:
        """What was chosen, in its words; "" where the measure is a number."""
        choices = self.choices[place] if place < len(self.choices) else ()
        value = float(self.own[place][row])
        return choices[int(value)] if value in range(len(choices)) else ""

    def is_word(self, row: int) -> bool:
        return len(self.own) == 1 and bool(self.chosen(0, row))

    def part(self, place: int, row: int) -> str:
        """One measure with its figure: 会议次数 3, 是否成立领导小组“是”."""
        said = self.chosen(place, row)
        figure = f"“{said}”" if said else f" {word(float(self.own[place][row]))}"
        return f"{self.named(place)}{figure}"

    def told(self, row: int) -> str:
        """How a sentence begins: 会议次数为 3, 是否成立领导小组为“是”."""
        if self.is_word(row):
            return f"{self.name}为“{self.chosen(0, row)}”"
        return f"{self.name}为 {word(float(self.total[row]))}"


class Rule(ABC):
    """Frozen dataclasses; the fields are the keys of the TOML table."""

    KIND: ClassVar[str]
    TITLE: ClassVar[str]
    KEYS: ClassVar[Mapping[str, Key]]
    ANSWER: ClassVar[str] = "number"
    """What a form asks for: number, yesno or tier."""
    MAKES_POINTS: ClassVar[bool] = True
    """Whether it has full marks; a veto has none."""

    @classmethod
    def read(cls, where: str, data: Mapping[str, Any]) -> Self:
        return cls(**read_row(where, data, cls.KEYS))

    def plain(self) -> dict[str, Any]:
        return {"kind": self.KIND, **plain_of(self)}

    def check(self, where: str, own: int, full: float) -> None:
        """Raises PackError where the rule does not go with its indicator."""
        if own < 1:
            raise refuse(where, f"：{self.TITLE}至少要读 1 个指标")
        if self.MAKES_POINTS and full <= 0:
            raise refuse(where, f"：{self.TITLE}的 points 应大于 0")

    @property
    def reads(self) -> tuple[str, ...]:
        """Measures besides those of the indicator."""
        return ()

    @property
    def bounds(self) -> tuple[float, float, bool] | None:
        """The least and the most that may be given, and whether only whole numbers are."""
        return None

    @property
    def choices(self) -> tuple[str, ...]:
        """What 0, 1, 2 … stand for."""
        return ()

    @abstractmethod
    def trend(self, own: int) -> tuple[int, ...]:
        """For each measure (own ones, then ``reads``): 1 more never costs, -1 more never helps."""

    @abstractmethod
    def points(self, given: Given) -> Floats: ...

    @abstractmethod
    def explain(self, given: Given, row: int) -> str:
        """One sentence for one unit whose measures are all known."""


def rounded(value: Floats, how: str) -> Floats:
    """``half_up`` is 四舍五入, unlike Python's round."""
    if how == "none":
        return value
    value = np.round(value, PLACES)
    found: Floats = {"half_up": lambda: np.floor(value + 0.5), "floor": lambda: np.floor(value), "ceil": lambda: np.ceil(value)}[how]()  # fmt: skip
    return found


ROUNDINGS = {"half_up": "四舍五入", "floor": "舍去零头", "ceil": "有零头进一", "none": "不取整"}


def same(one: float, other: float) -> bool:
    return round(one - other, PLACES) == 0


def score(number: float, full: float) -> str:
    """How a sentence ends."""
    return f"得 {word(number)} 分（满分 {word(full)} 分）。"
