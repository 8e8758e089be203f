"""Tables as people bring them back, written as rows."""

from __future__ import annotations

from wangyu.base.lib.grids import grid
from wangyu.records.ledger.logic.items import Item
from wangyu.records.ledger.logic.workbook import School

TITLE = "2025年度填报"
ITEMS = {
    item.key: item
    for item in (
        Item("students", "在校生总数", "integer", "基本情况", "人", minimum="0"),
        Item("rules", "是否制定办法", "yesno", "制度"),
        Item("fund", "专项经费", "money", "保障", "元"),
        Item("motto", "工作口号", "text", "制度"),
    )
}
OWN = School(7, "云梦大学", "4143010001", "云梦学院")
OTHER = School(8, "云梦师范学院", "4143010002")
HEAD = ["编码", "填报项", "上期值", "本期值", "说明"]


def long_table(*rows, title=f"{TITLE} · 云梦大学", head=HEAD, name="填报表"):
    """A university's sheet: its title, its head, then (key, label, value, note …) a row."""
    filled = [[key, label, "", *rest] for key, label, *rest in rows]
    return grid(name, [["", title], head, *filled])


def wide_table(*rows, title=TITLE, keys=("students", "rules"), head=None):
    """The province's sheet: title, hidden keys, head, then a university a row."""
    labels = [
        f"{ITEMS[k].label}（{ITEMS[k].unit}）" if ITEMS[k].unit else ITEMS[k].label for k in keys
    ]
    head = head or ["学校标识码", "学校名称", *labels]
    return grid("全省", [[title], ["", "", *keys], head, *rows])


def figures(parsed):
    """(university, key) → figure, or text where there is none."""
    return {(c.org_id, c.key): c.text if c.value is None else c.value for c in parsed.cells}


def told(parsed):
    return [(t.cell, t.level, t.message) for t in parsed.troubles]
