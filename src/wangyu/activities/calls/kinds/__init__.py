"""The kinds of calls and the editions a pack knows, read once and kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from wangyu.activities.calls.logic.edition import Edition, as_plain, read_edition
from wangyu.base.lib.packs import PackError, count, read_rows, read_toml, slug, text

FOLDER = "calls"
KIND = {"key": slug(), "title": text(), "noun": text(), "clause": count()}


@dataclass(frozen=True, slots=True)
class Kind:
    key: str
    title: str
    noun: str
    """What is entered: 作品, 课题, 案例 …"""
    clause: int


@dataclass(frozen=True, slots=True)
class Known:
    """An edition of the pack, and the plain data a call copies."""

    edition: Edition
    data: dict[str, Any]


def kinds(pack: str = "") -> dict[str, Kind]:
    return _kinds(Path(settings.PACKS_DIR), pack or settings.PACK)


def editions(pack: str = "") -> dict[str, Known]:
    """By key, the latest first. Raises PackError."""
    return _editions(Path(settings.PACKS_DIR), pack or settings.PACK)


@lru_cache(maxsize=8)
def _kinds(packs: Path, name: str) -> dict[str, Kind]:
    rows = read_rows(packs / name / FOLDER, "kinds.toml", "kind", KIND)
    return {row["key"]: Kind(**row) for row in rows}


@lru_cache(maxsize=8)
def _editions(packs: Path, name: str) -> dict[str, Known]:
    folder, found = packs / name / FOLDER / "editions", {}
    for file in sorted(folder.glob("*.toml")):
        data = as_plain(read_toml(folder, file.name))
        edition = read_edition(f"规则包 {name} 的 {FOLDER}/editions/{file.name}", data)
        if edition.kind not in _kinds(packs, name):
            raise PackError(f"规则包 {name} 的 {file.name}：kind {edition.kind} 不在 kinds.toml 里")
        found[edition.key] = Known(edition, data)
    return dict(sorted(found.items(), key=lambda one: str(one[1].edition.due or ""), reverse=True))
