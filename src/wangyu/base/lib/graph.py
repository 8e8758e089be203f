"""Which items and reviewers are connected by reviews, and can therefore be compared."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Indices = NDArray[np.int64]


def components(
    item: Indices, reviewer: Indices, items: int, reviewers: int
) -> tuple[int, Indices, Indices]:
    """How many components, and the one of each item and of each reviewer.

    Numbered by the first item of each; whoever has no review at all is a component alone.
    """
    size = items + reviewers
    ones = np.ones(len(item), np.int8)
    graph = coo_array((ones, (item, items + reviewer)), shape=(size, size))
    count, label = connected_components(graph, directed=False)
    label = label.astype(np.int64)
    return int(count), label[:items], label[items:]
