"""Self-check, mutual check and spot check become one: by the charter's weights, cell by cell.

A cell is a university's leaf. What is missing is never zero: its weight goes where the charter
says, every cell says which weights it stands on, and what stands on nothing is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, isclose

import numpy as np
from numpy.typing import NDArray

from wangyu.assessment.evaluation.logic.charter import HUNDRED, Charter
from wangyu.assessment.evaluation.logic.gaps import Gap, gap_of, sums
from wangyu.base.lib.calibration.ratings import Numbers
from wangyu.base.lib.given import WrongInput
from wangyu.base.lib.graph import Indices

SELF, MUTUAL, SPOT = range(3)
NAMES = ("自查", "互查", "抽查")
TO_MUTUAL, CORRECTED = "mutual", "corrected"
NO_SELF, NO_MUTUAL, NOT_DRAWN, NOT_LOOKED_AT, MADE_UP, UNCHECKED = 1, 2, 4, 8, 16, 32
SAYS = {
    NO_SELF: "没有自查",
    NO_MUTUAL: "没有互查",
    NOT_DRAWN: "未抽到",
    NOT_LOOKED_AT: "抽查没有看这一项",
    MADE_UP: "抽查的份额按自查减全省平均差距计",
    UNCHECKED: "只有自查，没有核查，不计分",
}
EXACT = 1e-9


@dataclass(frozen=True, slots=True)
class Shares:
    """What the charter says of combining: weights of the three checks, what stands in for a spot check, when to look again.

    ``recheck``: the difference of self and spot, in points of the total, beyond which somebody
    looks again. ``alone``: whether the self-check may stand alone where nobody checked.
    """

    weights: tuple[float, float, float]
    not_drawn: str = TO_MUTUAL
    recheck: float | None = None
    alone: bool = False

    @classmethod
    def of(cls, charter: Charter, *, alone: bool = False) -> Shares:
        parts = (charter.self_share, charter.mutual_share, charter.spot_share)
        own, peers, spot = (part / HUNDRED for part in parts)
        return cls((own, peers, spot), charter.not_drawn, charter.recheck_over, alone)

    def __post_init__(self) -> None:
        own, peers, spot = self.weights
        if min(self.weights) < 0 or not isclose(fsum(self.weights), 1):
            said = f"自查 {own:g}、互查 {peers:g}、抽查 {spot:g}"
            raise WrongInput(f"三种查核的权重是 {said}，应都不小于 0，相加等于 1。")
        if self.not_drawn not in {TO_MUTUAL, CORRECTED}:
            raise WrongInput(f"未抽到的学校怎样计是“{self.not_drawn}”，应为 {TO_MUTUAL} 或 {CORRECTED}。")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """Points, units by leaves, NaN where missing; ``full`` of each leaf; who was drawn."""

    full: Numbers
    own: Numbers
    mutual: Numbers
    spot: Numbers
    drawn: NDArray[np.bool_]
    mutual_se: Numbers
    """In shares of the full points, as ``severity.mutual`` gives it."""

    @property
    def gaps(self) -> Numbers:
        """Spot less self of those visited."""
        found: Numbers = np.where(self.drawn[:, None], self.spot - self.own, np.nan)
        return found


@dataclass(frozen=True, slots=True)
class Combined:
    points: Numbers
    weights: Numbers
    """Check by unit by leaf: what each cell stands on; they add up to 1, or to 0 where it is NaN."""
    basis: Indices
    """Of each cell what is missing and what was done about it, as bits."""
    total: Numbers
    """NaN where a leaf is: then ``low`` counts it as nothing, ``high`` as full."""
    low: Numbers
    high: Numbers
    stands_on: NDArray[np.bool_]
    """Unit by check."""
    difference: Numbers
    """Self less spot, over the ``compared`` leaves that have both; NaN without any."""
    compared: Indices
    recheck: NDArray[np.bool_]
    se: Numbers
    correction: Numbers
    """Of each leaf, spot less self on average of those drawn; NaN where nothing tells it."""

    def explain(self, unit: int, leaf: int) -> str:
        """自查 20 % + 互查 80 %（未抽到）."""
        parts = [
            f"{name} {100 * share:.4g} %"
            for check, name in enumerate(NAMES)
            if (share := self.weights[check, unit, leaf])
        ]
        why = "；".join(says for bit, says in SAYS.items() if self.basis[unit, leaf] & bit)
        return " + ".join(parts or ["缺"]) + (f"（{why}）" if why else "")


def combine(shares: Shares, given: Given, gap: Gap | None = None) -> Combined:
    """``gap``: that of all, where ``given`` does not hold all."""
    gap = gap or gap_of(given.gaps, given.full, None)
    correction = gap.correction
    checks = np.stack([given.own, given.mutual, given.spot])
    missing = np.isnan(checks)
    made_up = _made_up(shares, given, correction)
    checks[SPOT] = np.where(np.isnan(made_up), given.spot, made_up)
    weights = _weights(shares, np.isnan(checks), missing[SPOT])
    points = _mean(checks, weights)
    difference, compared = _differences(given)
    return Combined(
        points=points,
        weights=weights,
        basis=_basis(given, missing, made_up, weights),
        total=sums(points),
        low=sums(np.nan_to_num(points)),
        high=sums(np.where(np.isnan(points), given.full, points)),
        stands_on=np.any(weights > 0, axis=2).T,
        difference=difference,
        compared=compared,
        recheck=_beyond(difference, shares.recheck),
        se=_errors(given, weights, ~np.isnan(made_up), gap.error),
        correction=correction,
    )


def _made_up(shares: Shares, given: Given, correction: Numbers) -> Numbers:
    """What a spot check would have found where there was none; NaN where it is not made up."""
    if shares.not_drawn != CORRECTED:
        return np.full_like(given.spot, np.nan)
    likely = np.clip(given.own + correction, 0, given.full)
    found: Numbers = np.where(np.isnan(given.spot), likely, np.nan)
    return found


def _weights(shares: Shares, missing: NDArray[np.bool_], no_spot: NDArray[np.bool_]) -> Numbers:
    """The spot's share goes to the mutual check; what else is missing, to those that are there."""
    shape = missing.shape[1:]
    found = np.stack([np.full(shape, weight) for weight in shares.weights])
    found[MUTUAL] += np.where(missing[SPOT], shares.weights[SPOT], 0)
    found[missing] = 0
    total = found[SELF] + found[MUTUAL] + found[SPOT]
    unchecked = missing[MUTUAL] & no_spot
    total[unchecked & (not shares.alone)] = 0
    parts: Numbers = np.divide(found, total, out=np.zeros_like(found), where=total > 0)
    return parts


def _mean(checks: Numbers, weights: Numbers) -> Numbers:
    parts = np.where(weights > 0, checks * weights, 0)
    stands = (weights > 0).any(axis=0)
    found: Numbers = np.where(stands, parts[SELF] + parts[MUTUAL] + parts[SPOT], np.nan)
    return found


def _basis(given: Given, missing: NDArray[np.bool_], made_up: Numbers, weights: Numbers) -> Indices:
    drawn = given.drawn[:, None]
    found = np.where(missing[SELF], NO_SELF, 0) | np.where(missing[MUTUAL], NO_MUTUAL, 0)
    found |= np.where(missing[SPOT], np.where(drawn, NOT_LOOKED_AT, NOT_DRAWN), 0)
    found |= np.where(np.isnan(made_up), 0, MADE_UP)
    only = ~missing[SELF] & ~(weights > 0).any(axis=0)
    found |= np.where(only, UNCHECKED, 0)
    return found.astype(np.int64)


def _differences(given: Given) -> tuple[Numbers, Indices]:
    gap = given.own - given.spot
    known = np.isfinite(gap)
    compared = known.sum(axis=1)
    total = sums(np.where(known, gap, 0))
    return np.where(compared > 0, total, np.nan), compared.astype(np.int64)


def _beyond(difference: Numbers, limit: float | None) -> NDArray[np.bool_]:
    if limit is None:
        return np.zeros(len(difference), bool)
    found: NDArray[np.bool_] = np.abs(np.nan_to_num(difference)) > limit + EXACT
    return found


def _errors(given: Given, weights: Numbers, made_up: NDArray[np.bool_], gap: float) -> Numbers:
    """Of the total: what stands on mutual checks has their error, what is made up has its own.

    Self-check and spot check are taken as they are: nobody else looked, so nothing tells theirs.
    """
    peers = sums(weights[MUTUAL] * given.full)
    likely = sums(np.where(made_up, weights[SPOT], 0) * given.full)
    parts = [np.where(points > 0, points * se, 0.0) for points, se in ((peers, given.mutual_se), (likely, gap))]  # fmt: skip
    error: Numbers = np.sqrt(parts[0] ** 2 + parts[1] ** 2)
    return error
