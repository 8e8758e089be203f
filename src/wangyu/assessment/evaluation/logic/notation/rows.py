"""The columns of a scheme: each key of a table under the name people see."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from wangyu.assessment.evaluation.logic import scheme as words
from wangyu.assessment.evaluation.logic.notation import codecs
from wangyu.assessment.evaluation.logic.notation.codecs import NotReadError, choice
from wangyu.assessment.evaluation.logic.notation.rules import (
    NEED_ROUNDINGS,
    TITLES,
    Param,
    cell_of,
    from_cell,
)

ANSWERS = {"number": "数", "yesno": "是否", "tier": "等级"}
BASES = {"students": "学生数", "students_and_staff": "学生与教职工数"}
RULE, RULE_CELL = "计分规则", "规则参数"
HEAD = (
    Param("key", "编码", codecs.TEXT),
    Param("title", "名称", codecs.TEXT),
    Param("label", "标注", codecs.TEXT),
    Param("source", "来源", codecs.TEXT),
    Param("use", "用途", choice(words.USES)),
    Param("groups", "分组", codecs.Codec(
        lambda keys: "、".join(words.GROUPS.get(key, key) for key in keys),
        lambda text: [choice(words.GROUPS).read(one) for one in codecs.BETWEEN.split(text.strip())],
    )),
    Param("missing", "缺项", choice(words.MISSING)),
    Param("points", "总分", codecs.NUMBER_CODEC),
)  # fmt: skip
INDICATOR = (
    Param("key", "编码", codecs.TEXT),
    Param("title", "指标", codecs.TEXT),
    Param("parent", "上级编码", codecs.TEXT),
    Param("points", "分值", codecs.NUMBER_CODEC),
    Param("clause", "条款", codecs.WHOLE),
    Param("tier", "层级", choice(words.TIERS)),
    Param("measures", "数据", codecs.LINES),
    Param("asked", "请高校填写", codecs.LINES),
    Param("answer", "怎样回答", choice(ANSWERS)),
    Param("span", "多年怎样算", choice(words.SPANS)),
    Param("evidence", "佐证", choice(words.EVIDENCE)),
    Param("papers", "佐证种类", codecs.LINES),
    Param("reason", "说明", codecs.TEXT),
)
STANDARD = (
    Param("key", "编码", codecs.TEXT),
    Param("title", "名称", codecs.TEXT),
    Param("clause", "条款", codecs.WHOLE),
    Param("value", "应有", codecs.NUMBER_CODEC),
    Param("unit", "单位", codecs.TEXT),
    Param("per", "每多少", codecs.NUMBER_CODEC),
    Param("basis", "分母", choice(BASES)),
    Param("rounding", "取整", choice(NEED_ROUNDINGS)),
    Param("source", "来源", codecs.TEXT),
    Param("valid_from", "起", codecs.TEXT),
    Param("valid_until", "止", codecs.TEXT),
)


def cells_of(row: Mapping[str, Any], columns: Sequence[Param]) -> dict[str, str]:
    """By the name people see; what is not said is ""."""
    cells = {one.label: _cell(one, row[one.name]) if one.name in row else "" for one in columns}
    if columns is INDICATOR:
        rule = row.get("rule")
        cells[RULE] = TITLES[rule["kind"]] if rule else ""
        cells[RULE_CELL] = cell_of(rule) if rule else ""
    return cells


def _cell(column: Param, value: Any) -> str:
    """Lists that do not come back from lines are written as JSON."""
    text = column.codec.show(value)
    if column.codec.lines and (text.startswith("[") or column.codec.read(text) != list(value)):
        return json.dumps(list(value), ensure_ascii=False)
    return text


def row_of(
    cells: Mapping[str, str], columns: Sequence[Param], *, named: str
) -> tuple[dict[str, Any], list[str]]:
    """The row, and a sentence for each cell that cannot be read. ``named`` begins them."""
    row: dict[str, Any] = {}
    faults = []
    for column in columns:
        text = cells.get(column.label, "").strip()
        try:
            if text:
                row[column.name] = _value(column, text)
        except NotReadError as error:
            faults.append(f"{named}的“{column.label}”{error}")
    if columns is INDICATOR and (title := cells.get(RULE, "").strip()):
        kind = {label: kind for kind, label in TITLES.items()}.get(title, title)
        if kind not in TITLES:
            known = "、".join(TITLES.values())
            return row, [*faults, f"{named}的“{RULE}”写作“{title[:40]}”，应为{known}之一"]
        row["rule"], wrong = from_cell(kind, cells.get(RULE_CELL, "").strip())
        faults += [f"{named}的“{RULE_CELL}”里，{sentence}" for sentence in wrong]
    return row, faults


def _value(column: Param, text: str) -> Any:
    if column.codec.lines and text.startswith("["):
        try:
            return list(json.loads(text))
        except ValueError as error:
            raise NotReadError(f"写作“{text[:40]}”，应一行写一个") from error
    return column.codec.read(text)
