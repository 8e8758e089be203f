"""The catalogue of reporting items of a pack, read once and kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from wangyu.base.lib.packs import PackError, read_toml
from wangyu.records.ledger.logic.items import Change, Check, Item, item_from

FILE = "items.toml"


@dataclass(frozen=True, slots=True)
class Catalogue:
    pack: str
    items: dict[str, Item]
    checks: tuple[Check, ...]
    changes: dict[str, Change]

    @property
    def sections(self) -> list[str]:
        return list(dict.fromkeys(item.section for item in self.items.values()))


def catalogue(pack: str = "") -> Catalogue:
    """The items of a pack (the one in use by default). Raises PackError."""
    return _read(Path(settings.PACKS_DIR), pack or settings.PACK)


@lru_cache(maxsize=8)
def _read(folder: Path, pack: str) -> Catalogue:
    raw = read_toml(folder / pack, FILE)
    items: dict[str, Item] = {}
    for row in raw.get("item", []):
        item = _build(pack, row)
        if item.key in items:
            raise PackError(f"规则包 {pack} 的 {FILE}:填报项 {item.key} 写了两次")
        items[item.key] = item
    checks = tuple(_check(pack, row, items) for row in raw.get("check", []))
    changes = {row["key"]: Change(row["key"], row["percent"]) for row in raw.get("change", [])}
    _known(pack, changes, items)
    return Catalogue(pack, items, checks, changes)


def _build(pack: str, row: dict[str, Any]) -> Item:
    try:
        return item_from(row)
    except (KeyError, TypeError, ValueError) as error:
        where = row.get("key", "(没有 key)")
        raise PackError(f"规则包 {pack} 的 {FILE}:填报项 {where} 写得不对:{error}") from error


def _check(pack: str, row: dict[str, Any], items: dict[str, Item]) -> Check:
    check = Check(
        row["id"], row["level"], tuple(row["left"]), row["op"], tuple(row["right"]), row["message"]
    )
    _known(pack, (*check.left, *check.right), items)
    return check


def _known(pack: str, keys: Any, items: dict[str, Item]) -> None:
    for key in keys:
        if key not in items:
            raise PackError(f"规则包 {pack} 的 {FILE}:校验里的 {key} 不是填报项")
