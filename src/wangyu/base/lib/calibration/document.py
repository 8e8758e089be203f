"""From the rows of a file to ratings, and from a calibration to the document that is handed out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from wangyu.base.lib.calibration import Calibration, calibrate
from wangyu.base.lib.calibration.ratings import Numbers, Ratings
from wangyu.base.lib.given import Table
from wangyu.base.lib.graph import Indices

REQUIRED = ("item", "reviewer", "criterion", "score")
OPTIONAL = ("weight",)
LARGEST = 1e9


def document(table: Table, *, top: int, seed: int) -> dict[str, Any]:
    """What ``compute calibrate`` prints."""
    items, item = numbered(table.texts("item"))
    reviewers, reviewer = numbered(table.texts("reviewer"))
    criteria, criterion = numbered(table.texts("criterion"))
    once(table, (item * len(reviewers) + reviewer) * len(criteria) + criterion)
    ratings = Ratings(item, reviewer, criterion, scores(table), weights(table))
    found = calibrate(ratings, len(items), len(reviewers), top=top, seed=seed)
    return {
        "items": item_rows(items, found),
        "reviewers": reviewer_rows(reviewers, found),
        "connected": found.reviews.components == 1,
        "components": found.reviews.components,
    }


def numbered(texts: list[str]) -> tuple[list[str], Indices]:
    """Names in the order they first appear, and the number of each row's name."""
    numbers: dict[str, int] = {}
    index = [numbers.setdefault(text, len(numbers)) for text in texts]
    return list(numbers), np.array(index, np.int64)


def once(table: Table, key: Indices) -> None:
    """No reviewer scores the same criterion of the same item twice."""
    _, first, back = np.unique(key, return_index=True, return_inverse=True)
    again = np.flatnonzero(first[back] != np.arange(len(key)))
    if len(again):
        row, before = int(again[0]), int(first[back][again[0]])
        raise table.wrong(row, f"与第 {table.lines[before]} 行是同一作品、评委和指标，应只有一行。")


def scores(table: Table) -> Numbers:
    found = np.array(table.numbers("score"))
    check(table, np.abs(found) > LARGEST, f"score 太大，应在正负 {LARGEST:.0f} 以内。")
    return found


def weights(table: Table) -> Numbers:
    if "weight" not in table.columns:
        return np.ones(len(table.lines))
    found = np.array(table.numbers("weight"))
    usable = (found >= 1 / LARGEST) & (found <= LARGEST)
    check(table, ~usable, "weight 应为大于 0 的数，例如 1。")
    return found


def check(table: Table, wrong: Any, sentence: str) -> None:
    for row in np.flatnonzero(wrong)[:1]:
        raise table.wrong(int(row), sentence)


def item_rows(names: Iterable[str], found: Calibration) -> list[dict[str, Any]]:
    ranks = found.ranks
    columns = {
        "raw": found.raw,
        "calibrated": found.posterior.item,
        "low": found.low,
        "high": found.high,
        "rank": ranks.rank,
        "rank_low": ranks.low,
        "rank_high": ranks.high,
        "p_top": ranks.p_top,
        "component": found.reviews.item_component + 1,
    }
    return rows({"item": names, **plain(columns)})


def reviewer_rows(names: Iterable[str], found: Calibration) -> list[dict[str, Any]]:
    count = np.bincount(found.reviews.reviewer, minlength=found.reviews.reviewers)
    columns = {
        "severity": found.posterior.severity,
        "se": found.posterior.severity_se,
        "n": count,
        "component": found.reviews.reviewer_component + 1,
    }
    return rows({"reviewer": names, **plain(columns)})


def plain(columns: dict[str, Any]) -> dict[str, list[Any]]:
    return {key: column.tolist() for key, column in columns.items()}


def rows(columns: dict[str, Iterable[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
