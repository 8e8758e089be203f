"""Finding the head of a table, and what its columns and rows stand for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TypeVar

from wangyu.base.lib.grids import BookError, Grid, cell_name
from wangyu.records.ledger.logic.items import Item

KEY_HEAD, LABEL_HEAD, VALUE_HEAD, NOTE_HEAD = "编码", "填报项", "本期值", "说明"
CODE_HEAD, NAME_HEAD = "学校标识码", "学校名称"
TITLE_MARK = " · "
"""Between window and university in the title of a university's workbook."""
HEAD_WITHIN = 60
_SPACE = re.compile(r"[\s::()()*]+")
T = TypeVar("T")


def plain(text: str) -> str:
    """A heading or name without spaces, brackets and full-width forms."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()


def find_head(grid: Grid, wanted: str) -> int | None:
    """The first row that holds a heading."""
    for number, row in enumerate(grid.rows[:HEAD_WITHIN]):
        if plain(wanted) in map(plain, row):
            return number
    return None


def column_of(grid: Grid, head: int, name: str) -> int:
    """Where a heading stands, -1 where it does not. Raises BookError where it stands twice."""
    found = [at for at, text in enumerate(grid.rows[head]) if plain(text) == plain(name)]
    if len(found) > 1:
        places = " 和 ".join(cell_name(head, at) for at in found)
        raise BookError(f"工作表“{grid.name}”的 {places} 都是“{name}”，请只留一列。")
    return found[0] if found else -1


def unique(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    """By plain name; a name two share names neither."""
    found: dict[str, T | None] = {}
    for name, thing in pairs:
        known = found.setdefault(plain(name), thing)
        if known is not thing:
            found[plain(name)] = None
    return {name: thing for name, thing in found.items() if thing is not None}


class ItemFinder:
    """Which item a row or column means: by key, else by label; the two must not disagree."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self._items = items
        labels = [(item.label, item) for item in items.values()]
        labels += [(item.label + item.unit, item) for item in items.values()]
        self._labels = unique(labels)

    def find(self, key: str, label: str) -> tuple[Item | None, str]:
        """The item, or what is wrong; neither where none is meant."""
        by_key, by_label = self._items.get(key), self._labels.get(plain(label))
        if by_key and by_label and by_key is not by_label:
            return None, (
                f"编码是“{by_key.label}”的，这里却写“{label}”，可能错位；"
                "请用下载的工作簿重新填写，或改正其中一个。"
            )
        return by_key or by_label, ""
