"""What a scheme does when it is tried on facts.

Which indicators carry the result, which say the same, which tell nobody apart, what is missing, and
which clauses nothing looks at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from wangyu.assessment.evaluation.logic.nodes import Scheme
from wangyu.assessment.evaluation.logic.rules.base import Floats
from wangyu.assessment.evaluation.logic.scoring import Scores, added
from wangyu.assessment.evaluation.logic.uncertainty import best_ranks

REDUNDANT = 0.9
FLAT = 0.95
FEWEST = 3
"""Fewer pairs of values correlate by chance alone."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What a leaf was meant to count, and what it counts."""

    key: str
    nominal: float
    """Its part of the full marks."""
    importance: float | None
    """Its part of the variance of the total: the parts of all leaves add up to 1."""
    correlation: float | None
    """With the total; the square of it is how much of the total it would tell alone."""
    missing: float
    """Part of the units without points."""
    same: float
    """Part of the known units with the commonest points."""

    @property
    def tells_nobody_apart(self) -> bool:
        return self.same >= FLAT


@dataclass(frozen=True, slots=True)
class Pair:
    one: str
    other: str
    correlation: float


@dataclass(frozen=True, slots=True)
class Move:
    unit: str
    before: int
    after: int
    total_before: float
    total_after: float

    @property
    def up(self) -> int:
        return self.before - self.after


def weights(scores: Scores) -> list[Weight]:
    """Each leaf, in the order of the scheme. What is missing counts as the scheme counts it: nothing."""
    points = np.where(scores.lacking, 0.0, scores.points)
    total = added(points)
    spread = float(np.var(total)) if len(total) else 0.0
    return [
        Weight(
            key=leaf.key,
            nominal=leaf.points / scores.scheme.full,
            importance=covariance(points[:, place], total) / spread if spread > 0 else None,
            correlation=correlation(points[:, place], total),
            missing=float(scores.lacking[:, place].mean()) if len(total) else 0.0,
            same=commonest(scores.points[:, place]),
        )
        for place, leaf in enumerate(scores.scheme.leaves)
    ]


def redundant(scores: Scores, least: float = REDUNDANT) -> list[Pair]:
    """Pairs of leaves that say nearly the same of the units that have both, the closest first."""
    leaves, found = scores.scheme.leaves, []
    for one in range(len(leaves)):
        for other in range(one + 1, len(leaves)):
            both = ~(scores.lacking[:, one] | scores.lacking[:, other])
            close = correlation(scores.points[both, one], scores.points[both, other])
            if close is not None and abs(close) >= least:
                found.append(Pair(leaves[one].key, leaves[other].key, close))
    return sorted(found, key=lambda pair: -abs(pair.correlation))


def clauses_without(scheme: Scheme, clauses: Iterable[int]) -> list[int]:
    """Clauses of the policy that no leaf looks at."""
    seen = {leaf.clause for leaf in scheme.leaves}
    return [number for number in clauses if number not in seen]


def moves(before: Scores, after: Scores) -> list[Move]:
    """What another scheme, or other facts, would change for whom: the largest moves first."""
    places = {unit: row for row, unit in enumerate(after.units)}
    first, second = ranks(before), ranks(after)
    found = [
        Move(unit, int(first[row]), int(second[places[unit]]), float(before.total[row]), float(after.total[places[unit]]))
        for row, unit in enumerate(before.units)
        if unit in places
    ]  # fmt: skip
    return sorted(found, key=lambda move: (-abs(move.up), move.after, move.unit))


def ranks(scores: Scores) -> Floats:
    """By the total; who is vetoed stands behind all others."""
    found = np.full(len(scores.units), int((~scores.out).sum()) + 1)
    found[~scores.out] = best_ranks(scores.total[~scores.out])
    return found


def covariance(one: Floats, other: Floats) -> float:
    return float(((one - one.mean()) * (other - other.mean())).mean())


def correlation(one: Floats, other: Floats) -> float | None:
    """None where one of them does not move, or too few are known."""
    if len(one) < FEWEST or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    found = covariance(one, other) / float(np.std(one) * np.std(other))
    return min(1.0, max(-1.0, found))


def commonest(points: Floats) -> float:
    known = points[~np.isnan(points)]
    if not len(known):
        return 0.0
    return float(np.unique(np.round(known, 9), return_counts=True)[1].max() / len(known))
