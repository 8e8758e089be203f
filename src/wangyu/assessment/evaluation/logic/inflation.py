"""How much the self-checks of a whole province are inflated, from the few that were visited.

A ratio over all strata together: values over their chances, by what those chances stand for (Hájek;
stratum by stratum it would lean towards the doubtful, who were likelier to be drawn). Its variance
is Hájek's approximation; for equal chances both are the textbook's stratified mean and
(1 - f) s² / n. The interval is Student's with Satterthwaite's degrees of freedom.
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
    """``factor`` times ``scatter`` is a stratum's part of the variance; no scatter from one value."""

    visited: int
    factor: float
    scatter: float | None


def inflation(strata: Sequence[Sampled], level: float = LEVEL) -> Inflation:
    seen = [one for one in strata if one.values]
    left_out = tuple(one.name for one in strata if one.units and not one.values)
    units, covered = sum(one.units for one in strata), sum(one.units for one in seen)
    if not seen:
        return Inflation(None, None, None, None, None, 0, units, {}, left_out, "还没有抽查的结果。")
    mean, whole = _ratio(seen)
    means = {one.name: round(_ratio([one])[0], PLACES) for one in seen}
    parts = [_part(one, mean, whole, covered) for one in seen]
    variance, freedom, note = _variance(seen, parts)
    if left_out:
        note += f"没有抽到的层：{'、'.join(left_out)}，估计不包括它们。"
    if variance is None:
        return Inflation(
            round(mean, PLACES), None, None, None, None, covered, units, means, left_out, note
        )
    se = sqrt(variance)
    reach = float(student.ppf((1 + level) / 2, freedom)) * se if se else 0.0
    kept = [round(number, PLACES) for number in (mean, se, mean - reach, mean + reach, freedom)]
    return Inflation(kept[0], kept[1], kept[2], kept[3], kept[4], covered, units, means, left_out, note)  # fmt: skip


def _chances(one: Sampled) -> Numbers:
    if one.chances is None:
        return np.full(len(one.values), len(one.values) / one.units)
    return np.array(one.chances)


def _ratio(seen: Sequence[Sampled]) -> tuple[float, float]:
    """The mean, and for how many units the sample stands."""
    stands = [(np.array(one.values), 1 / _chances(one)) for one in seen]
    whole = fsum(share for _, shares in stands for share in shares)
    return fsum(part for values, shares in stands for part in values * shares) / whole, whole


def _part(one: Sampled, mean: float, whole: float, covered: int) -> _Part:
    visited, chance, value = len(one.values), _chances(one), np.array(one.values)
    factor = (one.units / covered) ** 2 * (1 - visited / one.units) / visited
    if visited < FEWEST:
        return _Part(visited, factor, None)
    if visited == one.units:
        return _Part(visited, 0.0, float(np.var(value, ddof=1)))
    rest, miss = (value - mean) / chance / whole, 1 - chance
    middle = fsum(miss * rest) / fsum(miss)
    variance = visited / (visited - 1) * fsum(miss * (rest - middle) ** 2)
    return _Part(visited, factor, variance / factor)


def _variance(seen: Sequence[Sampled], parts: Sequence[_Part]) -> tuple[float | None, float, str]:
    """A stratum with a single visit borrows the scatter of the others, or that of all values."""
    alone = fsum(part.factor for part in parts if part.scatter is None)
    known = [(p.factor, p.scatter, p.visited - 1) for p in parts if p.scatter is not None]
    if not known:
        return _borrowed(seen, alone)
    free = sum(n for _, _, n in known)
    terms = [((factor + alone * n / free) * scatter, n) for factor, scatter, n in known]
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
