"""How much the self-checks of a whole province are inflated, from the few that were visited.

A ratio over all strata together: values over their chances, by what those chances stand for (Hájek;
stratum by stratum it would lean towards the doubtful, who were likelier to be drawn). Its variance is
the jackknife's, each visit left out in turn, with Hájek's correction for a finite population; for
equal chances both are the textbook's stratified mean and (1 - f) s² / n. The interval is Student's
with Satterthwaite's degrees of freedom, in which unequal weights count as fewer visits (Kish). Where
the values lie askew it reaches further to that side (Johnson 1978), and nowhere less far.
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
FURTHEST = 0.5
"""Of the reach: so much further the askew side goes at most."""
ALONE = "只抽到一所的层，借用全部抽到的离散程度，偏大。"


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
class _Seen:
    """A stratum with visits: for how many each value stands."""

    units: int
    value: Numbers
    stands: Numbers

    @property
    def visited(self) -> int:
        return len(self.value)

    @property
    def freedom(self) -> float:
        """As of so many visits of equal weight, less one."""
        several = fsum(self.stands) ** 2 / fsum(self.stands**2)
        return several * (self.visited - 1) / self.visited


@dataclass(frozen=True, slots=True)
class _Part:
    """What a stratum, or those of a single visit together, add to the error of the mean."""

    variance: float
    freedom: float
    third: float = 0.0
    """Third moment: which side the mean may lie further off."""


def inflation(strata: Sequence[Sampled], level: float = LEVEL) -> Inflation:
    seen = [_seen(one) for one in strata if one.values]
    left_out = tuple(one.name for one in strata if one.units and not one.values)
    units, covered = sum(one.units for one in strata), sum(one.units for one in seen)
    if not seen:
        return Inflation(None, None, None, None, None, 0, units, {}, left_out, "还没有抽查的结果。")
    mean, whole = _ratio(seen)
    means = {one.name: round(_ratio([_seen(one)])[0], PLACES) for one in strata if one.values}
    parts, note = _parts(seen, mean, whole, covered)
    if left_out:
        note += f"没有抽到的层：{'、'.join(left_out)}，估计不包括它们。"
    if parts is None:
        return Inflation(round(mean, PLACES), None, None, None, None, covered, units, means, left_out, note)  # fmt: skip
    ends = _interval(mean, parts, seen, level)
    mean, se, low, high, freedom = (round(number, PLACES) for number in (mean, *ends))
    return Inflation(mean, se, low, high, freedom, covered, units, means, left_out, note)


def _seen(one: Sampled) -> _Seen:
    value = np.array(one.values)
    if one.chances is None:
        return _Seen(one.units, value, np.full(len(value), one.units / len(value)))
    return _Seen(one.units, value, 1 / np.array(one.chances))


def _ratio(seen: Sequence[_Seen]) -> tuple[float, float]:
    """The mean, and for how many units the sample stands."""
    whole = fsum(share for one in seen for share in one.stands)
    return fsum(part for one in seen for part in one.value * one.stands) / whole, whole


def _parts(
    seen: Sequence[_Seen], mean: float, whole: float, covered: int
) -> tuple[list[_Part] | None, str]:
    """None where nothing tells the error. A single visit says nothing of its stratum's scatter."""
    found = [_part(one, mean, whole) for one in seen if FEWEST <= one.visited < one.units]
    alone = fsum(
        (one.units / covered) ** 2 * (1 - 1 / one.units) for one in seen if one.visited < FEWEST
    )
    if not alone:
        return found, ""
    joint = _Seen(covered, *(np.concatenate(c) for c in ([o.value for o in seen], [o.stands for o in seen])))  # fmt: skip
    if joint.visited < FEWEST:
        return None, "只抽查了一所，说不出误差。"
    misses = fsum(joint.stands * (joint.value - mean) ** 2) / whole
    scatter = misses * joint.visited / (joint.visited - 1)
    return [*found, _Part(alone * scatter, joint.freedom)], ALONE


def _part(one: _Seen, mean: float, whole: float) -> _Part:
    """``moved``: by how much the mean moves without each visit, the others standing for it."""
    n, rest = one.visited, one.visited / (one.visited - 1)
    stands, total = fsum(one.stands), fsum(one.stands * one.value)
    without = whole - stands + rest * (stands - one.stands)
    sums = mean * whole - total + rest * (total - one.stands * one.value)
    moved, missed = sums / without - mean, 1 - 1 / one.stands
    variance = (n - 1) / n * fsum(missed * moved**2)
    if n == FEWEST:
        return _Part(variance, one.freedom)
    far = (n - 1) / n * (fsum(moved) / n - moved) * np.sqrt(missed)
    return _Part(variance, one.freedom, fsum(far * far * far) * n**2 / ((n - 1) * (n - 2)))


def _interval(
    mean: float, parts: Sequence[_Part], seen: Sequence[_Seen], level: float
) -> tuple[float, float, float, float]:
    """Standard error, low, high and degrees of freedom."""
    variance = fsum(part.variance for part in parts)
    if not variance:
        return 0.0, mean, mean, float(sum(one.visited - 1 for one in seen))
    freedom = variance**2 / fsum(part.variance**2 / part.freedom for part in parts)
    times = float(student.ppf((1 + level) / 2, freedom))
    reach = times * sqrt(variance)
    askew = fsum(part.third for part in parts) / (6 * variance) * (1 + 2 * times**2)
    askew = max(-FURTHEST * reach, min(FURTHEST * reach, askew))
    return sqrt(variance), mean - reach + min(askew, 0), mean + reach + max(askew, 0), freedom
