"""How many of a stratum are drawn: in proportion to its units, in whole numbers only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

K = TypeVar("K")


def allocate(sizes: Mapping[K, int], number: int, tie: Callable[[K], int]) -> dict[K, int]:
    """Largest remainders; a stratum whose share is below one has one, if there are enough.

    Those that get their one are set aside and the others share the rest, until nobody is below one.
    No stratum is given more than it has: a share never exceeds it, nor does the share rounded up.
    """
    found: dict[K, int] = {}
    left = list(sizes)
    while len(sizes) <= number:
        rest, units = number - len(found), sum(sizes[key] for key in left)
        small = [key for key in left if sizes[key] * rest < units]
        if not small:
            break
        found |= dict.fromkeys(small, 1)
        left = [key for key in left if key not in found]
    return found | _shares({key: sizes[key] for key in left}, number - len(found), tie)


def _shares(sizes: Mapping[K, int], number: int, tie: Callable[[K], int]) -> dict[K, int]:
    units = sum(sizes.values()) or 1
    found = {key: size * number // units for key, size in sizes.items()}
    rest = number - sum(found.values())
    for key in _by_remainder(list(sizes), sizes, number, tie)[:rest]:
        found[key] += 1
    return found


def _by_remainder(
    keys: Sequence[K], sizes: Mapping[K, int], number: int, tie: Callable[[K], int]
) -> list[K]:
    units = sum(sizes.values()) or 1
    return sorted(keys, key=lambda key: (-(sizes[key] * number % units), tie(key)))
