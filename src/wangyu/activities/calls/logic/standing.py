"""What the reviews of works come to: a score of each review, a calibrated one of each work.

Advice to a meeting and nothing more: no award follows from it by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from wangyu.activities.calls.logic.edition import Award, Criterion
from wangyu.base.lib.calibration import calibrate
from wangyu.base.lib.calibration.document import numbered
from wangyu.base.lib.calibration.ratings import Ratings

TOP = 100.0
ABOVE, BORDER, BELOW = "above", "border", "below"


@dataclass(frozen=True, slots=True)
class Judged:
    """One review: of which work, by whom, and its score between 0 and 100."""

    item: int
    reviewer: int
    score: float


@dataclass(frozen=True, slots=True)
class Result:
    reviews: int
    mean: float | None = None
    score: float | None = None
    low: float | None = None
    high: float | None = None
    spread: float | None = None
    """Between the highest and the lowest review."""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What one criterion of a review gives: the lowest level 0, the highest 100."""

    key: str
    score: float
    weight: int


def parts_of(criteria: Collection[Criterion], levels: Mapping[str, int]) -> list[ScorePart]:
    """Of a whole review; of one that leaves a criterion out nothing counts."""
    if any(one.key not in levels for one in criteria):
        return []
    return [
        ScorePart(one.key, TOP * _share(levels[one.key], len(one.levels)), one.weight)
        for one in criteria
    ]


def score_of(criteria: Collection[Criterion], levels: Mapping[str, int]) -> float | None:
    """The weighted mean of its parts; one left out: none."""
    parts = parts_of(criteria, levels)
    whole = sum(one.weight for one in parts)
    return sum(one.weight * one.score for one in parts) / whole if whole else None


def _share(level: int, levels: int) -> float:
    return min(1.0, max(0.0, (level - 1) / (levels - 1))) if levels > 1 else 1.0


def places_of(awards: Iterable[Award]) -> int | None:
    """How many works of a track the limited awards take; none is limited: no border."""
    limited = [award.places for award in awards if award.places is not None]
    return sum(limited) if limited else None


def cut_of(scores: Iterable[float], places: int | None) -> float | None:
    """Half way between the last who has a place and the first who has none."""
    ordered = sorted(scores, reverse=True)
    if places is None or places >= len(ordered):
        return None
    return (ordered[places - 1] + ordered[places]) / 2


def standings(
    judged: Collection[Judged], items: Collection[int], places: int | None
) -> dict[int, Result]:
    """Of every work, also of those without a review: those keep no place and have no zone."""
    found = dict.fromkeys(items, Result(0))
    if judged:
        found |= _calibrated(judged)
    cut = cut_of((one.score for one in found.values() if one.score is not None), places)
    return {key: _zoned(one, places, cut) for key, one in found.items()}


def _calibrated(judged: Collection[Judged]) -> dict[int, Result]:
    names, item = numbered([str(one.item) for one in judged])
    reviewers, reviewer = numbered([str(one.reviewer) for one in judged])
    score = np.array([one.score for one in judged])
    once = np.zeros(len(score), np.int64)
    ratings = Ratings(item, reviewer, once, score, np.ones(len(score)))
    made = calibrate(ratings, len(names), len(reviewers), draws=1)
    low, high = (np.clip(bound, 0, TOP) for bound in (made.low, made.high))
    middle = np.clip(made.posterior.item, 0, TOP)
    return {
        int(name): Result(
            int((item == n).sum()), _tenth(made.raw[n]), _tenth(middle[n]), _tenth(low[n]),
            _tenth(high[n]), _tenth(np.ptp(score[item == n])),
        )
        for n, name in enumerate(names)
    }  # fmt: skip


def _tenth(number: float) -> float:
    """As it is shown, so that what is decided on is what is seen."""
    return round(float(number), 1)


def _zoned(one: Result, places: int | None, cut: float | None) -> Result:
    if one.score is None or places is None:
        return one
    return replace(one, zone=_zone(one, cut))


def _zone(one: Result, cut: float | None) -> str:
    """Of a work with a score: it has both bounds."""
    if cut is None or cast("float", one.low) > cut:
        return ABOVE
    return BELOW if cast("float", one.high) < cut else BORDER
