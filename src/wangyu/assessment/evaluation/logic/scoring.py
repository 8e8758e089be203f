"""Points of every unit at every leaf, totals, what is missing and what vetoes.

Sums run leaf by leaf in the order of the scheme, so that every machine adds up the same bits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wangyu.assessment.evaluation.logic.asking import YESNO, choices_of
from wangyu.assessment.evaluation.logic.reading import word
from wangyu.assessment.evaluation.logic.rules import Given
from wangyu.assessment.evaluation.logic.rules.base import Floats
from wangyu.assessment.evaluation.logic.rules.veto import Veto
from wangyu.assessment.evaluation.logic.scheme import Indicator, Scheme
from wangyu.base.lib.given import WrongInput

Bools = NDArray[np.bool_]
LARGEST = 1e15


@dataclass(frozen=True)
class Scores:
    scheme: Scheme
    units: tuple[str, ...]
    groups: tuple[str, ...]
    values: Mapping[str, Floats]
    """The facts they stand on, an array a measure; NaN is missing."""
    points: Floats
    """Units × leaves; NaN where a fact is missing. A veto is worth nothing and costs nothing here."""
    vetoed: tuple[str | None, ...]
    """The leaf whose veto counts, or None."""

    @cached_property
    def lacking(self) -> Bools:
        found: Bools = np.isnan(self.points)
        return found

    @cached_property
    def missing(self) -> tuple[tuple[str, ...], ...]:
        """Of each unit the leaves without points."""
        keys = np.array([leaf.key for leaf in self.scheme.leaves], object)
        return tuple(tuple(keys[row]) for row in self.lacking)

    @cached_property
    def full(self) -> Floats:
        """Full marks of the leaves."""
        return np.array([leaf.points for leaf in self.scheme.leaves])

    @cached_property
    def earned(self) -> Floats:
        """Units × tops, what is missing not counted."""
        return self.by_top(np.where(self.lacking, 0.0, self.points))

    @cached_property
    def most(self) -> Floats:
        """Units × tops, what is missing at full marks."""
        return self.by_top(np.where(self.lacking, self.full, self.points))

    @cached_property
    def total(self) -> Floats:
        return self._whole(added(self.least_by_top))

    @cached_property
    def total_most(self) -> Floats:
        return self._whole(added(self.most_by_top))

    @property
    def least_by_top(self) -> Floats:
        """Units × tops as the scheme counts what is missing."""
        if self.scheme.missing == "rescaled":
            return self.rescaled
        return self.earned

    @property
    def most_by_top(self) -> Floats:
        if self.scheme.missing == "open":
            return self.most
        return self.least_by_top

    @cached_property
    def rescaled(self) -> Floats:
        """As if what is missing were earned at the rate of what is known; nothing known is nothing."""
        known = self.by_top(np.where(self.lacking, 0.0, self.full))
        whole, earned = added(known), added(self.earned)
        rate = np.divide(self.scheme.full, whole, out=np.zeros_like(whole), where=whole > 0)
        found = self.earned * rate[:, None]
        return np.where((whole > 0)[:, None], found, earned[:, None] * 0)

    @cached_property
    def out(self) -> Bools:
        """Who is vetoed."""
        return np.array([key is not None for key in self.vetoed], bool)

    def by_top(self, points: Floats) -> Floats:
        """Units × leaves added up to units × tops."""
        tops = {top.key: place for place, top in enumerate(self.scheme.tops)}
        found = np.zeros((len(self.units), len(tops)))
        for place, leaf in enumerate(self.scheme.leaves):
            found[:, tops[self.scheme.top_of(leaf.key).key]] += points[:, place]
        return found

    def by_indicator(self, key: str) -> Floats:
        """Points at any node: what is known below it; NaN where nothing is."""
        below = [place for place, leaf in enumerate(self.scheme.leaves) if key in self._above(leaf)]
        found = added(np.where(self.lacking, 0.0, self.points)[:, below])
        return np.where(self.lacking[:, below].all(axis=1), np.nan, found)

    def _above(self, leaf: Indicator) -> set[str]:
        way = {leaf.key}
        while leaf.parent:
            leaf = self.scheme.by_key[leaf.parent]
            way.add(leaf.key)
        return way

    def _whole(self, total: Floats) -> Floats:
        """A veto leaves nothing of a total."""
        return np.where(self.out, 0.0, total)


def added(parts: Floats) -> Floats:
    """Row sums, column after column."""
    total = np.zeros(len(parts))
    for column in parts.T:
        total += column
    return total


def score(
    scheme: Scheme,
    units: Sequence[str],
    groups: Sequence[str],
    values: Mapping[str, Floats],
    *,
    labels: Mapping[str, str] | None = None,
) -> Scores:
    """A measure that ``values`` does not hold is missing for all. Raises WrongInput."""
    check(scheme, units, groups, values)
    facts = {key: _array(values, key, len(units)) for key in scheme.measures}
    check_bounds(scheme, units, facts, labels or {})
    codes = np.unique(np.array(groups, dtype=str), return_inverse=True)[1].astype(np.int64)
    points = np.zeros((len(units), len(scheme.leaves)))
    vetoed: list[str | None] = [None] * len(units)
    for place, leaf in enumerate(scheme.leaves):
        given = given_of(leaf, facts, codes, labels or {})
        rule = leaf.rule
        if rule is None:
            continue
        points[:, place] = rule.points(given)
        if isinstance(rule, Veto):
            for row in np.flatnonzero(rule.hits(given)):
                vetoed[row] = vetoed[row] or leaf.key
    return Scores(scheme, tuple(units), tuple(groups), facts, points, tuple(vetoed))


def given_of(
    leaf: Indicator, values: Mapping[str, Floats], codes: NDArray[np.int64], labels: Mapping[str, str]
) -> Given:  # fmt: skip
    return Given(
        own=tuple(values[key] for key in leaf.measures),
        further=tuple(values[key] for key in leaf.reads[len(leaf.measures) :]),
        groups=codes,
        full=leaf.points,
        names=names_of(leaf, labels),
        choices=choices_for(leaf, labels),
    )


class Names(dict[str, str]):
    """What measures are called; ``yesno``: those whose figures answer yes or no."""

    yesno: frozenset[str] = frozenset()


def choices_for(leaf: Indicator, labels: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """What 0, 1, 2 … of each measure of a leaf are called; () for a number."""
    asked = choices_of(leaf)
    yesno = labels.yesno if isinstance(labels, Names) else frozenset()
    return tuple(asked or (YESNO if key in yesno else ()) for key in leaf.measures)


def names_of(leaf: Indicator, labels: Mapping[str, str]) -> tuple[str, ...]:
    """What a form asks is called as it asks; a measure by its label, or by its key."""
    asked = leaf.asked or (leaf.title,) * len(leaf.measures)
    own = (labels.get(key, name if leaf.asked or len(leaf.measures) == 1 else key) for key, name in zip(leaf.measures, asked, strict=True))  # fmt: skip
    return tuple(own)


def explain(
    scores: Scores, leaf: Indicator, row: int, labels: Mapping[str, str] | None = None
) -> str:
    """Why one unit has its points at one leaf."""
    if leaf.rule is None:
        return ""
    absent = [key for key in leaf.reads if np.isnan(scores.values[key][row])]
    if absent:
        known = dict(labels or {})
        known |= zip(leaf.measures, names_of(leaf, known), strict=True)
        lacking = "、".join(known.get(key, key) for key in absent)
        return f"缺 {lacking}，没有计分（满分 {word(leaf.points)} 分）。"
    codes = np.unique(np.array(scores.groups, dtype=str), return_inverse=True)[1].astype(np.int64)
    return leaf.rule.explain(given_of(leaf, scores.values, codes, labels or {}), row)


def _array(values: Mapping[str, Floats], key: str, size: int) -> Floats:
    if key not in values:
        return np.full(size, np.nan)
    return np.asarray(values[key], float)


def check(
    scheme: Scheme, units: Sequence[str], groups: Sequence[str], values: Mapping[str, Floats]
) -> None:
    if len(set(units)) < len(units):
        twice = next(unit for place, unit in enumerate(units) if unit in units[:place])
        raise WrongInput(f"单位 {twice} 出现了两次，应只有一次。")
    if len(groups) != len(units):
        raise WrongInput(f"有 {len(units)} 个单位、{len(groups)} 个组，应逐个对应。")
    for key, found in values.items():
        if key not in scheme.measures:
            raise WrongInput(
                f"方案 {scheme.key} 没有用到指标 {key}，应为 {listed(scheme.measures)}。"
            )
        if np.shape(found) != (len(units),):
            raise WrongInput(f"指标 {key} 有 {np.size(found)} 个值，应与单位数 {len(units)} 相同。")
        if (np.abs(found) > LARGEST).any():
            raise WrongInput(f"指标 {key} 里有太大的数，应在正负 {LARGEST:.0e} 以内。")


def check_bounds(
    scheme: Scheme, units: Sequence[str], facts: Mapping[str, Floats], labels: Mapping[str, str]
) -> None:
    """What a rule cannot read is told, not bent."""
    for leaf in scheme.leaves:
        bounds = leaf.rule.bounds if leaf.rule else None
        for key in leaf.measures if bounds else ():
            value, (least, most, whole) = facts[key], bounds or (0.0, 0.0, False)
            wrong = (
                (value < least)
                | (value > most)
                | (whole & (value != np.floor(value)) & ~np.isnan(value))
            )
            for row in np.flatnonzero(wrong)[:1]:
                what = "整数" if whole else "数"
                raise WrongInput(f"{units[row]} 的 {labels.get(key, key)} 是 {word(float(value[row]))}，应为 {word(least)} 到 {word(most)} 的{what}。")  # fmt: skip


def listed(keys: Sequence[str], most: int = 8) -> str:
    shown = "、".join(keys[:most])
    return f"{shown} 等 {len(keys)} 个之一" if len(keys) > most else f"{shown} 之一"
