"""Places within a peer group: the engine of ranks, fed with the totals of the group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from wangyu.assessment.evaluation.logic.nodes import Scheme
from wangyu.assessment.evaluation.logic.rules.base import Floats
from wangyu.assessment.evaluation.logic.uncertainty import Standing, standing

MOST_GROUPS = 1000


@dataclass(frozen=True, slots=True)
class Peers:
    """What ranks are computed from; of another university nothing else is needed."""

    scheme: Scheme
    units: tuple[str, ...]
    least_by_top: Floats
    most_by_top: Floats
    total: Floats
    errors: Floats
    out: NDArray[np.bool_]

    def rows(self, places: list[int]) -> Peers:
        return Peers(
            self.scheme, tuple(self.units[n] for n in places), self.least_by_top[places],
            self.most_by_top[places], self.total[places], self.errors[places], self.out[places],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """What a slider moves; a conclusion takes the charter's."""

    first: int
    concentration: float
    draws: int


def places_of(peers: Peers, setting: Setting, seed: int, group: int) -> Standing:
    """``group``: its number among the peer groups, so that each has draws of its own."""
    return standing(
        cast("Any", peers), draws=setting.draws, seed=seed * MOST_GROUPS + group,
        concentration=setting.concentration, errors=peers.errors if peers.errors.any() else None,
    )  # fmt: skip
