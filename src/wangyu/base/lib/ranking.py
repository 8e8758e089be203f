"""Competition ranking: equal values share the best rank (1, 1, 3)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

K = TypeVar("K")


def rank(values: Mapping[K, Decimal | float]) -> dict[K, int]:
    """Rank by value, largest first."""
    order = sorted(values, key=lambda key: values[key], reverse=True)
    ranks: dict[K, int] = {}
    for position, key in enumerate(order, start=1):
        before = order[position - 2] if position > 1 else None
        tied = before is not None and values[before] == values[key]
        ranks[key] = ranks[before] if tied and before is not None else position
    return ranks
