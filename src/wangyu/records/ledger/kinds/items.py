"""The catalogue of reporting items of a pack, read once and kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from wangyu.base.lib.packs import (
    PackError,
    bound,
    count,
    flag,
    minutes,
    one_of,
    read_rows,
    slug,
    text,
    texts,
)
from wangyu.records.ledger.logic.items import (
    COMPARISONS,
    EVIDENCE,
    KINDS,
    LEVELS,
    SPANS,
    Change,
    Check,
    Item,
)

FILE = "items.toml"
ITEM = {
    "key": slug(), "label": text(), "kind": one_of(KINDS), "section": text(), "unit": text(""),
    "clause": count(0), "period": one_of(SPANS, "span"), "definition": text(""),
    "evidence": one_of(EVIDENCE, "none"), "minimum": bound(), "maximum": bound(),
    "prefill": text(""), "required": flag(default=True), "minutes": minutes(1),
    "unofficial": flag(), "source": text(""),
}  # fmt: skip
CHECK = {
    "id": text(), "level": one_of(LEVELS), "left": texts(), "op": one_of(COMPARISONS),
    "right": texts(), "message": text(),
}  # fmt: skip
CHANGE = {"key": text(), "percent": count()}


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
def _read(packs: Path, name: str) -> Catalogue:
    folder = packs / name
    where = f"规则包 {name} 的 {FILE}:"
    items = [Item(**row) for row in read_rows(folder, FILE, "item", ITEM)]
    checks = [Check(**row) for row in read_rows(folder, FILE, "check", CHECK)]
    changes = [Change(**row) for row in read_rows(folder, FILE, "change", CHANGE)]
    _once(where, "填报项", (item.key for item in items))
    _once(where, "校验", (check.id for check in checks))
    _once(where, "变化幅度", (change.key for change in changes))
    for item in items:
        _possible(where, item)
    numbers = {item.key for item in items if item.kind != "text"}
    for check in checks:
        if not (check.left and check.right):
            raise PackError(f"{where}校验 {check.id} 的 left 和 right 都应至少有一项")
        _known(where, f"校验 {check.id}", (*check.left, *check.right), numbers)
    _known(where, "变化幅度", (change.key for change in changes), numbers)
    return Catalogue(
        name, {i.key: i for i in items}, tuple(checks), {c.key: c for c in changes}
    )  # fmt: skip


def _once(where: str, what: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise PackError(f"{where}{what} {key} 写了两次，请删去一处")
        seen.add(key)


def _possible(where: str, item: Item) -> None:
    if item.minimum and item.maximum and Decimal(item.minimum) > Decimal(item.maximum):
        raise PackError(f"{where}填报项 {item.key} 的 minimum 大于 maximum，没有数能填")


def _known(where: str, who: str, keys: Iterable[str], numbers: Collection[str]) -> None:
    for key in keys:
        if key not in numbers:
            raise PackError(f"{where}{who} 里的 {key} 应是这份文件里的数字或是否填报项")
