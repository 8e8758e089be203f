"""How doubtful a self-check is, as the few weights a draw takes: one, two or three tickets.

Few and small on purpose: the further weights lie apart, the less an estimate's interval holds should
they turn out to know nothing. The lowest third has one ticket, so that nobody is certain not to be
visited.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from math import isnan

THIRDS = 3
UNKNOWN = 2


def doubt_weights(gaps: Mapping[str, float]) -> dict[str, int]:
    """``gaps``: what each claims above what others found, NaN where nobody looked yet."""
    ordered = sorted(gap for gap in gaps.values() if not isnan(gap))
    return {unit: _weight(gap, ordered) for unit, gap in gaps.items()}


def _weight(gap: float, ordered: list[float]) -> int:
    return UNKNOWN if isnan(gap) else 1 + THIRDS * bisect_left(ordered, gap) // len(ordered)
