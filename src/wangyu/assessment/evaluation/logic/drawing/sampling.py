"""A draw as estimates need it: who could have been drawn, how likely, and who was."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wangyu.assessment.evaluation.logic.drawing.chances import chances
from wangyu.assessment.evaluation.logic.drawing.document import name_of
from wangyu.assessment.evaluation.logic.drawing.marks import plain

PLACES = 6
"""Chances are integrals: the last bits of one are not the same on every machine."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A stratum of the frame; units as a case calls them."""

    name: str
    units: tuple[str, ...]
    names: tuple[str, ...]
    """Of the same units, as the frame that was published calls them."""
    weights: tuple[int, ...]
    drawn: tuple[str, ...]

    def chances(self, seen: Collection[str]) -> dict[str, float]:
        """Of those drawn and ``seen``; a visit still open is left out as if it had not been drawn."""
        found = np.round(chances(self.weights, len(self.drawn)), PLACES)
        by_unit = dict(zip(self.units, found.tolist(), strict=True))
        visited = [unit for unit in self.drawn if unit in seen]
        share = len(visited) / len(self.drawn) if self.drawn else 1.0
        return {unit: by_unit[unit] * share for unit in visited}


def layers_of(
    frame: Sequence[Mapping[str, Any]], strata: Sequence[str], result: Mapping[str, Any],
    codes: Mapping[str, str],
) -> tuple[Layer, ...]:  # fmt: skip
    """``frame``, ``strata`` and ``result`` as published; ``codes`` by the names of the frame."""
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in frame:
        rows.setdefault(name_of([plain(str(row[key])) for key in strata]), []).append(row)
    return tuple(
        Layer(
            name, tuple(codes[row["unit"]] for row in own), tuple(row["unit"] for row in own),
            tuple(int(row.get("weight", 1)) for row in own),
            tuple(codes[unit] for unit in result["strata"][name]["drawn"]),
        )
        for name, own in rows.items()
    )  # fmt: skip


def stands_for(layers: Sequence[Layer], units: Sequence[str], seen: Collection[str]) -> list[float]:
    """For how many others each unit stands: 1 / its chance; 0 for whoever was not drawn and seen."""
    found = {u: 1 / chance for layer in layers for u, chance in layer.chances(seen).items()}
    return [found.get(unit, 0.0) for unit in units]
