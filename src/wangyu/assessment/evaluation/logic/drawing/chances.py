"""How likely each unit was to be drawn: what an estimate has to know, and the draw itself does not.

A unit of weight w stands where an exponential of rate w falls; it is among the first n when fewer
than n others fall before it. The integral over its own time is taken numerically.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import brentq

from wangyu.base.lib.calibration.ratings import Numbers
from wangyu.base.lib.graph import Indices

NODES = 160


def chances(weights: Sequence[int], size: int) -> Numbers:
    """Of each unit of a stratum of which ``size`` are drawn; they add up to ``size``."""
    of, place, count = np.unique(np.array(weights, float), return_inverse=True, return_counts=True)
    units = len(place)
    if size in {0, units}:
        return np.full(units, float(size == units))
    if len(of) == 1:
        return np.full(units, size / units)
    middle = brentq(lambda t: count @ -np.expm1(-of * t) - size, 0, 1e6)
    node, share = np.polynomial.legendre.leggauss(NODES)
    part = (node + 1) / 2
    time = middle * part / (1 - part)
    step = share / 2 * middle / (1 - part) ** 2
    found = np.zeros(len(of))
    for at, width in zip(time, step, strict=True):
        found += width * of * np.exp(-of * at) * _fewer(of, count, at, size)
    return found[place] * size / (found @ count)


def _fewer(rate: Numbers, count: Indices, time: float, size: int) -> Numbers:
    """For each weight, how likely fewer than ``size`` of the others have fallen by then.

    The others' number is a sum of coins; its distribution comes back from the product of their
    transforms, in which one coin of each weight in turn is left out.
    """
    units = int(count.sum())
    fallen = -np.expm1(-rate * time)[:, None]
    turn = np.exp(-2j * np.pi * np.arange(units // 2 + 1) / units)
    coin = 1 - fallen + fallen * turn
    powers = coin ** count[:, None]
    before = np.cumprod(np.vstack([np.ones_like(turn), powers[:-1]]), axis=0)
    after = np.cumprod(np.vstack([np.ones_like(turn), powers[:0:-1]]), axis=0)[::-1]
    others = before * after * coin ** (count[:, None] - 1)
    fewer: Numbers = np.fft.irfft(others, units, axis=1)[:, :size].sum(axis=1)
    return fewer
