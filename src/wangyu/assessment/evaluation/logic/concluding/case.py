"""What a conclusion stands on, as plain data: nothing of the database, nothing of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wangyu.assessment.evaluation.logic.charter import Charter
from wangyu.assessment.evaluation.logic.drawing.sampling import Layer, stands_for
from wangyu.assessment.evaluation.logic.formulas import COMBINING, PANELS, Versions, current
from wangyu.assessment.evaluation.logic.nodes import Indicator, Scheme
from wangyu.assessment.evaluation.logic.paneling import Figure, figure_of
from wangyu.assessment.evaluation.logic.rating import is_rated
from wangyu.assessment.evaluation.logic.rules.base import Floats
from wangyu.assessment.evaluation.logic.scheme import PANEL
from wangyu.assessment.evaluation.logic.scheme import SELF as ASKED
from wangyu.assessment.evaluation.logic.spans import over_years

WHOLE = ""
"""In place of a period: what is answered once for all years."""
SELF, MUTUAL, SPOT, RULED, EXPERT = "self", "mutual", "spot", "ruled", "panel"
KINDS = {SELF: "自查", MUTUAL: "互查", SPOT: "抽查", RULED: "异议成立后改定", EXPERT: "专家评分"}
FEW = 5
"""A peer group of fewer shows nothing of itself to its members."""


@dataclass(frozen=True, slots=True)
class Unit:
    code: str
    name: str
    """Empty where another university stands under its code only."""
    group: str
    """Whom it is ranked among."""
    compared: str
    """Whom the scheme's own comparisons take for its peers."""


@dataclass(frozen=True, slots=True)
class Fact:
    unit: str
    measure: str
    period: str
    value: float
    """NaN: asked and not known."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Points somebody gave one unit at one leaf; ``by``: the checker's code, or the expert's number.

    An expert's points are on the scale of the rule, everybody else's are points of the leaf.
    """

    kind: str
    unit: str
    by: str
    leaf: str
    points: float


@dataclass(frozen=True)
class Case:
    scheme: Scheme
    charter: Charter
    periods: tuple[str, ...]
    units: tuple[Unit, ...]
    """Their order decides nothing but which noise of a draw is whose."""
    facts: tuple[Fact, ...]
    marks: tuple[Mark, ...]
    seed: int
    layers: tuple[Layer, ...] = ()
    """The draw by which universities were visited; none where there was no draw."""
    formulas: Versions = field(default_factory=current)

    @cached_property
    def place(self) -> dict[str, int]:
        return {unit.code: place for place, unit in enumerate(self.units)}

    @cached_property
    def column(self) -> dict[str, int]:
        return {leaf.key: place for place, leaf in enumerate(self.scheme.leaves)}

    @cached_property
    def full(self) -> Floats:
        return np.array([leaf.points for leaf in self.scheme.leaves])

    @cached_property
    def stands(self) -> Floats | None:
        """For how many each of those visited stands; None where all count the same."""
        if not self.layers or self.formulas[COMBINING] == "combining-1":
            return None
        seen = {mark.unit for mark in self.marks if mark.kind == SPOT}
        return np.array(stands_for(self.layers, [unit.code for unit in self.units], seen))

    @property
    def peer_groups(self) -> dict[str, list[int]]:
        """Places of the units of each peer group, groups in the order of their names."""
        found: dict[str, list[int]] = {}
        for place, unit in enumerate(self.units):
            found.setdefault(unit.group, []).append(place)
        return {group: found[group] for group in sorted(found)}

    def values(self) -> dict[str, Floats]:
        """Each measure's value for the whole round, its years put together as its leaf says."""
        known: dict[str, list[Fact]] = {}
        for fact in self.facts:
            known.setdefault(fact.measure, []).append(fact)
        return {key: self._value(key, known.get(key, ())) for key in self.scheme.measures}

    @cached_property
    def paneled(self) -> NDArray[np.bool_]:
        """Leaves that experts alone give points for."""
        return np.array([self._is_paneled(leaf) for leaf in self.scheme.leaves], bool)

    def _is_paneled(self, leaf: Indicator) -> bool:
        asked = PANELS in self.formulas and self.charter.panel_least > 0
        return asked and is_rated(leaf)

    @cached_property
    def judged(self) -> Mapping[tuple[str, str], Figure]:
        """By unit and leaf, what the experts' points come to; where nobody gave any, nothing."""
        found: dict[tuple[str, str], list[float]] = {}
        for mark in self.marks:
            if mark.kind == EXPERT:
                found.setdefault((mark.unit, mark.leaf), []).append(mark.points)
        return {place: figure_of(points, self.charter) for place, points in found.items()}

    def figure(self, unit: str, leaf: str) -> Figure:
        return self.judged.get((unit, leaf)) or figure_of((), self.charter)

    def _value(self, key: str, facts: Iterable[Fact]) -> Floats:
        leaf = self.scheme.by_key.get(key.removeprefix(PANEL))
        if leaf is not None and key.startswith(PANEL) and self._is_paneled(leaf):
            values = np.array([self.figure(unit.code, leaf.key).value for unit in self.units])
            return readable(values, self._bounds.get(key))
        at = (WHOLE,) if key.startswith((ASKED, PANEL)) else self.periods
        row = {period: number for number, period in enumerate(at)}
        years = np.full((len(row), len(self.units)), np.nan)
        for fact in facts:
            if fact.period in row:
                years[row[fact.period], self.place[fact.unit]] = fact.value
        return readable(over_years(years, self.scheme.spans[key]), self._bounds.get(key))

    @cached_property
    def _bounds(self) -> Mapping[str, tuple[float, float, bool] | None]:
        leaves = self.scheme.leaves
        return {key: leaf.rule.bounds for leaf in leaves if leaf.rule for key in leaf.measures}


def readable(values: Floats, bounds: tuple[float, float, bool] | None) -> Floats:
    """A value that a rule cannot read is unknown to it."""
    if bounds is None:
        return values
    least, most, whole = bounds
    wrong = (values < least) | (values > most) | (whole & (values != np.floor(values)))
    return np.where(wrong, np.nan, values)
