"""What changed between two packs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    kind: str
    """条款， 要求 or 标准."""
    key: str
    change: str
    """新增， 删去 or 修改."""
    fields: tuple[tuple[str, str, str], ...] = ()
    """(field, before, after) of a change."""


def compare(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Differences between two sets of dataclass rows by key, in the order of the keys."""
    found = []
    for key in sorted(before.keys() | after.keys()):
        if key not in before:
            found.append(Difference(kind, key, "新增"))
        elif key not in after:
            found.append(Difference(kind, key, "删去"))
        elif before[key] != after[key]:
            found.append(Difference(kind, key, "修改", _fields(before[key], after[key])))
    return found


def _fields(before: Any, after: Any) -> tuple[tuple[str, str, str], ...]:
    old, new = asdict(before), asdict(after)
    return tuple((name, str(old[name]), str(new[name])) for name in old if old[name] != new[name])
