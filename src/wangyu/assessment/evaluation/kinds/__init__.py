"""What a pack knows of evaluations: charters and schemes, read once and kept."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from wangyu.assessment.evaluation.logic.charter import KEYS, Charter, read_charter
from wangyu.assessment.evaluation.logic.scheme import plain, read_scheme
from wangyu.assessment.evaluation.logic.standards import KEYS as KEYS_OF_STANDARD
from wangyu.base.lib.packs import read_rows, read_toml

CHARTERS = "charters.toml"
CLAUSES = "clauses.toml"
SCHEMES = "schemes"


def charters(pack: str = "") -> dict[str, Charter]:
    """By key, in the file's order. Raises PackError."""
    return _charters(Path(settings.PACKS_DIR), pack or settings.PACK)


def schemes(pack: str = "") -> dict[str, dict[str, Any]]:
    """Plain data of the schemes a pack ships, by file name without its ending. Raises PackError."""
    return _schemes(Path(settings.PACKS_DIR), pack or settings.PACK)


def standards(pack: str = "") -> list[dict[str, Any]]:
    """The standards in force, for a scheme that refers to one it does not hold yet."""
    return _standards(Path(settings.PACKS_DIR) / (pack or settings.PACK))


def clauses(pack: str = "") -> list[int]:
    """The numbers of the policy's clauses."""
    return _clauses(Path(settings.PACKS_DIR) / (pack or settings.PACK))


@lru_cache(maxsize=8)
def _clauses(pack: Path) -> list[int]:
    parts = read_toml(pack, CLAUSES).get("part", [])
    return [number for part in parts for number in part["clauses"]]


@lru_cache(maxsize=8)
def _charters(packs: Path, name: str) -> dict[str, Charter]:
    rows = read_rows(packs / name, CHARTERS, "charter", KEYS)
    return {row["key"]: read_charter(f"{CHARTERS} {row['key']}", _given(row)) for row in rows}


def _given(row: dict[str, Any]) -> dict[str, Any]:
    """The row without what was left out: it is read a second time, for what belongs together."""
    kept = {key: value for key, value in row.items() if value or isinstance(value, bool)}
    return kept | {key: list(value) for key, value in kept.items() if isinstance(value, tuple)}


@lru_cache(maxsize=8)
def _schemes(packs: Path, name: str) -> dict[str, dict[str, Any]]:
    """Each with the pack's standards beside it: a scheme stands on its own from then on."""
    folder, standards = packs / name / SCHEMES, _standards(packs / name)
    found = {}
    for file in sorted(folder.glob("*.toml")):
        data = {"standard": standards} | read_toml(folder, file.name)
        found[file.stem] = plain(read_scheme(data, f"规则包 {name} 的 {SCHEMES}/{file.name}"))
    return found


def _standards(pack: Path) -> list[dict[str, Any]]:
    """Those in force: one of a key, the latest."""
    rows = read_toml(pack, "standards.toml").get("standard", [])
    latest = {row["key"]: row for row in rows if "valid_until" not in row}
    return [{key: row[key] for key in KEYS_OF_STANDARD if key in row} for row in latest.values()]
