"""Who may review what, how much it suits them, and how much each may be given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wangyu.base.lib.graph import Indices

Grid = NDArray[np.int16]
FORBIDDEN = -1
OUT = -(2**30)
CELLS = 2_000_000
"""Of the grid at a time: what fits the processor's cache and costs little memory."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Columns (reviewers) stand in order of their group: of a group an item takes one at most.

    What is fixed is taken out beforehand: ``need`` is what is still to be given to each item.
    """

    affinity: Grid
    group: Indices
    need: Indices
    low: Indices
    high: Indices

    @property
    def items(self) -> int:
        return len(self.affinity)

    @property
    def reviewers(self) -> int:
        return len(self.group)

    @property
    def groups(self) -> int:
        return int(self.group[-1]) + 1

    @property
    def first(self) -> Indices:
        """Where each group begins."""
        return np.searchsorted(self.group, np.arange(self.groups)).astype(np.int64)

    @property
    def most(self) -> int:
        return max(1, int(self.need.max()))

    def blocks(self) -> Iterator[slice]:
        rows = max(1, CELLS // self.reviewers)
        for begin in range(0, self.items, rows):
            yield slice(begin, min(self.items, begin + rows))
