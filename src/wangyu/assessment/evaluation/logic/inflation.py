"""How much the self-checks of a whole province are inflated, from the few that were visited.

Each stratum's mean is that of Hájek (values over their chances), with Hájek's approximate variance,
which for equal chances is the textbook's (1 - f) s² / n; strata are weighted by their units, and
the interval is Student's with Satterthwaite's degrees of freedom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt

import numpy as np
from scipy.stats import t as student

from wangyu.base.lib.calibration.ratings import Numbers

LEVEL = 0.90
FEWEST = 2
PLACES = 9


@dataclass(frozen=True, slots=True)
class Sampled:
    """A stratum: its units, and of those visited self less spot and the chance of being drawn."""

    name: str
    units: int
    values: tuple[float, ...]
    chances: tuple[float, ...] | None = None
    """Equal for all if not given."""


@dataclass(frozen=True, slots=True)
class Inflation:
    """``mean``: points by which the self-checks exceed what would be found, over ``covered`` units."""

    mean: float | None
    se: float | None
    low: float | None
    high: float | None
    freedom: float | None
    covered: int
    units: int
    means: dict[str, float]
    left_out: tuple[str, ...]
    """Strata of which nobody was visited: of those nothing is said."""
    note: str


@dataclass(frozen=True, slots=True)
class _Part:
    """``scatter``: what s² is in the textbook's formula, None from a single value."""

    units: int
    visited: int
    mean: float
    scatter: float | None


def inflation(strata: Sequence[Sampled], level: float = LEVEL) -> Inflation:
    seen = [one for one in strata if one.values]
    left_out = tuple(one.name for one in strata if one.units and not one.values)
    units, covered = sum(one.units for one in strata), sum(one.units for one in seen)
    if not seen:
        return Inflation(None, None, None, None, None, 0, units, {}, left_out, "还没有抽查的结果。")
    parts = [_part(one) for one in seen]
    mean = fsum(part.units * part.mean for part in parts) / covered
    means = {one.name: round(part.mean, PLACES) for one, part in zip(seen, parts, strict=True)}
    variance, freedom, note = _variance(seen, parts, covered)
    notes = [
        note,
        *([f"没有抽到的层：{'、'.join(left_out)}，估计不包括它们。"] if left_out else []),
    ]
    told = "".join(notes)
    if variance is None:
        return Inflation(
            round(mean, PLACES), None, None, None, None, covered, units, means, left_out, told
        )
    se = sqrt(variance)
    reach = float(student.ppf((1 + level) / 2, freedom)) * se if se else 0.0
    kept = [round(number, PLACES) for number in (mean, se, mean - reach, mean + reach, freedom)]
    return Inflation(kept[0], kept[1], kept[2], kept[3], kept[4], covered, units, means, left_out, told)  # fmt: skip


def _part(one: Sampled) -> _Part:
    value = np.array(one.values)
    visited = len(value)
    chance = np.full(visited, visited / one.units) if one.chances is None else np.array(one.chances)
    whole = fsum(1 / chance)
    mean = fsum(value / chance) / whole
    if visited < FEWEST:
        return _Part(one.units, visited, mean, None)
    rest = (value - mean) / chance / whole
    return _Part(one.units, visited, mean, _scatter(one.units, value, chance, rest))


def _scatter(units: int, value: Numbers, chance: Numbers, rest: Numbers) -> float:
    visited = len(value)
    if visited == units:
        return float(np.var(value, ddof=1))
    variance = visited / (visited - 1) * fsum((1 - chance) * rest**2)
    return variance * visited / (1 - visited / units)


def _variance(
    seen: Sequence[Sampled], parts: Sequence[_Part], covered: int
) -> tuple[float | None, float, str]:
    """A stratum with a single visit borrows the scatter of the others, or that of all values."""
    factor = [
        (part.units / covered) ** 2 * (1 - part.visited / part.units) / part.visited
        for part in parts
    ]
    alone = fsum(f for f, part in zip(factor, parts, strict=True) if part.scatter is None)
    known = [(f, p.scatter, p.visited - 1) for f, p in zip(factor, parts, strict=True) if p.scatter is not None]  # fmt: skip
    if not known:
        return _borrowed(seen, alone)
    free = sum(f for _, _, f in known)
    terms = [((f + alone * n / free) * scatter, n) for f, scatter, n in known]
    variance = fsum(term for term, _ in terms)
    below = fsum(term**2 / n for term, n in terms)
    note = "只抽到一所的层，借用其他层的离散程度。" if alone else ""
    return variance, variance**2 / below if below else float(free), note


def _borrowed(seen: Sequence[Sampled], factor: float) -> tuple[float | None, float, str]:
    values = [value for one in seen for value in one.values]
    if len(values) < FEWEST:
        return None, 0.0, "只抽查了一所，说不出误差。"
    scatter = float(np.var(values, ddof=1))
    return factor * scatter, len(values) - 1.0, "每层只抽到一所，误差按全部抽到的一起算，偏大。"
