"""What a reporting window costs those who fill it in, computed before it opens (promise 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

MINUTES_TO_CONFIRM = 0.2
MINUTES_TO_SIGN = 10
PEOPLE_PER_SHEET = 2
"""A reporter and a leader who signs."""


@dataclass(frozen=True, slots=True)
class Cost:
    items_asked: int
    items_cited: int
    organisations: int
    cells: int
    """Items asked times organisations."""
    cells_prefilled: int
    people: int
    minutes_each: int
    minutes_total: int

    @property
    def prefilled_percent(self) -> int:
        return round(100 * self.cells_prefilled / self.cells) if self.cells else 0


def estimate(asked: Mapping[str, float], cited: int, known: Mapping[int, AbstractSet[str]]) -> Cost:
    """Cost of asking ``asked`` (item key -> minutes) of the organisations in ``known``.

    ``known`` maps each organisation to the keys that will be pre-filled for it; confirming a
    pre-filled figure takes MINUTES_TO_CONFIRM.
    """
    cells = len(asked) * len(known)
    prefilled = sum(len(keys & asked.keys()) for keys in known.values())
    total = float(MINUTES_TO_SIGN * len(known))
    for keys in known.values():
        total += sum(
            MINUTES_TO_CONFIRM if key in keys else minutes for key, minutes in asked.items()
        )
    each = total / len(known) if known else 0.0
    return Cost(
        items_asked=len(asked),
        items_cited=cited,
        organisations=len(known),
        cells=cells,
        cells_prefilled=prefilled,
        people=PEOPLE_PER_SHEET * len(known),
        minutes_each=round(each),
        minutes_total=round(total),
    )


def known_everywhere(asked: Sequence[str], certain: Mapping[int, AbstractSet[str]]) -> list[str]:
    """Items that the platform already knows for every organisation: they may not be asked."""
    if not certain:
        return []
    return [key for key in asked if all(key in keys for keys in certain.values())]
