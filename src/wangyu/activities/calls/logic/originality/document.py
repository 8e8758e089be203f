"""From the rows of a file to texts, and from what was found to the document that is handed out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from wangyu.activities.calls.logic.originality import Found, compare
from wangyu.base.lib.given import Table

REQUIRED = ("id", "text")
OPTIONAL = ("known",)


def document(table: Table, *, threshold: float) -> dict[str, Any]:
    """What ``compute originality`` prints: the most alike first."""
    ids = names(table)
    found = compare(table.columns["text"], known(table), threshold)
    found.sort(key=lambda one: (-max(one.overlap_a, one.overlap_b), one.a, one.b))
    return {"pairs": [row(ids, one) for one in found]}


def row(ids: list[str], one: Found) -> dict[str, Any]:
    return {
        "a": ids[one.a],
        "b": ids[one.b],
        "overlap_a": one.overlap_a,
        "overlap_b": one.overlap_b,
        "passages": one.passages,
    }


def names(table: Table) -> list[str]:
    ids = table.texts("id")
    seen: dict[str, int] = {}
    for place, name in enumerate(ids):
        if seen.setdefault(name, place) != place:
            line = table.lines[seen[name]]
            raise table.wrong(place, f"id“{name[:40]}”与第 {line} 行相同，应各不相同。")
    return ids


def known(table: Table) -> NDArray[np.bool_]:
    cells = [cell.strip() for cell in table.columns.get("known", [""] * len(table.lines))]
    for place, cell in enumerate(cells):
        if cell not in {"", "0", "1"}:
            raise table.wrong(place, f"known 是“{cell[:40]}”，应为 1、0 或空。")
    return np.array([cell == "1" for cell in cells])
