"""Changes to a scheme's plain data. Points of what has something below follow from below.

So a draft always adds up, and whoever changes one indicator need not touch the ones above it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from wangyu.assessment.evaluation.logic.reading import exact, plain_of
from wangyu.base.lib.packs import PackError

Rows = list[dict[str, Any]]
Data = dict[str, Any]
UP, DOWN = "up", "down"


def with_row(data: Mapping[str, Any], row: Mapping[str, Any], *, group: str = "") -> Data:
    """The row in place of the one of its key, or as the last. ``group``: below a new one so called."""
    rows: Rows = [dict(one) for one in data["indicator"]]
    new = dict(row)
    if group:
        above = {"key": fresh_key([*rows, new]), "title": group, "points": 0}
        rows.append(above | ({"parent": row["parent"]} if row.get("parent") else {}))
        new["parent"] = above["key"]
    place = next((at for at, one in enumerate(rows) if one["key"] == new["key"]), None)
    if place is None:
        rows.append(new)
    else:
        rows[place] = new
    return settled(data, rows)


def without(data: Mapping[str, Any], key: str) -> Data:
    """With everything below it."""
    gone = below(data["indicator"], key)
    return settled(data, [dict(one) for one in data["indicator"] if one["key"] not in gone])


def shifted(data: Mapping[str, Any], key: str, way: str) -> Data:
    """Changes places with the one before or after it under the same parent; at the end it stays."""
    rows: Rows = [dict(one) for one in data["indicator"]]
    at = next(at for at, one in enumerate(rows) if one["key"] == key)
    peers = [n for n, one in enumerate(rows) if one.get("parent", "") == rows[at].get("parent", "")]
    place = peers.index(at) + (-1 if way == UP else 1)
    if 0 <= place < len(peers):
        other = peers[place]
        rows[at], rows[other] = rows[other], rows[at]
    return {**data, "indicator": rows}


def settled(data: Mapping[str, Any], rows: Rows) -> Data:
    """Without groups that hold nothing, with the points of the others and of the whole added up."""
    while empty := [one for one in rows if "rule" not in one and not _children(rows, one["key"])]:
        rows = [one for one in rows if one not in empty]
    for one in _deepest_first(rows):
        if children := _children(rows, one["key"]):
            one["points"] = _sum(children)
    return {**data, "scheme": {**data["scheme"], "points": _sum(_children(rows, ""))}, "indicator": rows}  # fmt: skip


def fresh_key(rows: Sequence[Mapping[str, Any]]) -> str:
    """For an indicator that was given none."""
    taken = {one["key"] for one in rows}
    return next(key for n in range(1, len(taken) + 2) if (key := f"item_{n}") not in taken)


def below(rows: Sequence[Mapping[str, Any]], key: str) -> set[str]:
    """The key itself and every key under it."""
    found, left = set(), [key]
    while left:
        at = left.pop()
        if at not in found:
            found.add(at)
            left += [one["key"] for one in rows if one.get("parent") == at]
    return found


def _children(rows: Sequence[dict[str, Any]], key: str) -> Rows:
    return [one for one in rows if one.get("parent", "") == key]


def _deepest_first(rows: Rows) -> Rows:
    """Raises PackError for a circle: nothing in it could ever be added up."""
    parents = {one["key"]: one.get("parent", "") for one in rows}
    depth = {}
    for key, parent in parents.items():
        way, at = 0, parent
        while at in parents:
            way, at = way + 1, parents[at]
            if way > len(parents):
                raise PackError(f"指标 {key} 与它的上级互为上级，绕成一圈，请另选上级")
        depth[key] = way
    return sorted(rows, key=lambda one: -depth[one["key"]])


def _sum(rows: Rows) -> Any:
    return plain_of(float(sum((exact(float(one["points"])) for one in rows), Decimal(0))))
