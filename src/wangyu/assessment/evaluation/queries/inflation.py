"""What the visits say of all self-checks: an estimate with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wangyu.assessment.evaluation.logic.drawing.chances import chances
from wangyu.assessment.evaluation.logic.drawing.document import name_of
from wangyu.assessment.evaluation.logic.inflation import Inflation, Sampled, inflation
from wangyu.assessment.evaluation.models import Cycle, Draw
from wangyu.assessment.evaluation.queries.draws import UNIT, WEIGHT, find_draw
from wangyu.assessment.evaluation.queries.points import (
    all_own_points,
    compared,
    leaves_of,
    spot_points,
)


def inflation_of(cycle: Cycle) -> Inflation | None:
    """Of those that were drawn and have been visited; a re-check was not drawn and tells nothing."""
    draw = find_draw(cycle)
    if draw is None or draw.result is None:
        return None
    own, spot = all_own_points(cycle), spot_points(cycle)
    keys = [leaf.key for leaf in leaves_of(cycle)]
    found = {}
    for pk, points in spot.items():
        both = compared(own[pk], points, keys)
        if both:
            found[pk] = float(both[0] - both[1])
    return inflation(_sampled(draw, found))


def _sampled(draw: Draw, found: Mapping[int, float]) -> list[Sampled]:
    strata: dict[str, list[dict[str, Any]]] = {}
    for row in draw.frame:
        strata.setdefault(name_of([row[name] for name in draw.strata]), []).append(row)
    told = (draw.result or {})["strata"]
    return [_stratum(name, rows, told[name], found) for name, rows in strata.items()]


def _stratum(
    name: str, rows: list[dict[str, Any]], told: Mapping[str, Any], found: Mapping[int, float]
) -> Sampled:
    """Drawn and visited so far: a visit still open is left out as if it had not been drawn."""
    chance = chances([row.get(WEIGHT, 1) for row in rows], told["size"])
    seen = [
        (found[row["member"]], float(one))
        for row, one in zip(rows, chance, strict=True)
        if row[UNIT] in told["drawn"] and row["member"] in found
    ]
    share = len(seen) / told["size"] if told["size"] else 1.0
    values, likely = (tuple(column) for column in zip(*seen, strict=True)) if seen else ((), ())
    return Sampled(name, len(rows), values, tuple(one * share for one in likely))
