"""Competition ranking: equal values share the best rank (1, 1, 3)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

K = TypeVar("K")


def rank(values: Mapping[K, Decimal | float]) -> dict[K, int]:
    """Rank by value, largest first."""
    order = sorted(values, key=lambda key: values[key], reverse=True)
    best: dict[Decimal | float, int] = {}
    for position, key in enumerate(order, start=1):
        best.setdefault(values[key], position)
    return {key: best[values[key]] for key in order}
