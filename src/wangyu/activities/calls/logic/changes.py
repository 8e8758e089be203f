"""Changing a call's own rules on screen, without touching what is not on the screen."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

HEAD = ("title", "doc", "made_from", "made_until", "reviews", "most_load", "notice_days")
TRACK = ("quota", "national", "authors", "advisors")
FILE = ("max_seconds", "max_mb", "most")


def name_of(table: str, number: int, key: str) -> str:
    """What one cell of the screen is called: "track-3-quota"."""
    return f"{table}-{number}-{key}"


def cells_of(rules: Mapping[str, Any]) -> dict[str, Any]:
    """Every cell of the screen and what it says now; ``None`` is no limit."""
    found: dict[str, Any] = {key: rules.get(key) for key in HEAD}
    for table, keys in (("track", TRACK), ("file", FILE)):
        for number, row in enumerate(rules.get(table, [])):
            found |= {name_of(table, number, key): row.get(key) for key in keys}
    return found


def with_changes(rules: Mapping[str, Any], cells: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the rules in which the given cells say something else; ``None`` takes a limit away."""
    changed = copy.deepcopy(dict(rules))
    places: dict[str, tuple[dict[str, Any], str]] = {key: (changed, key) for key in HEAD}
    for table, keys in (("track", TRACK), ("file", FILE)):
        for number, row in enumerate(changed.get(table, [])):
            places |= {name_of(table, number, key): (row, key) for key in keys}
    for name, value in cells.items():
        row, key = places[name]
        if value is None or value == "":
            row.pop(key, None)
        else:
            row[key] = value
    return changed
