"""Everything that is wrong with a scheme somebody wrote, one sentence each, in people's words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from wangyu.assessment.evaluation.logic.nodes import Scheme
from wangyu.assessment.evaluation.logic.notation.rows import HEAD, INDICATOR, RULE
from wangyu.assessment.evaluation.logic.notation.rules import PARAMS
from wangyu.assessment.evaluation.logic.scheme import read_indicator, read_scheme
from wangyu.assessment.evaluation.logic.standards import read_standards, with_standards
from wangyu.base.lib.packs import PackError

NAME = "方案"
WORDS = (
    {column.name: column.label for column in (*HEAD[:1], *HEAD[2:], *INDICATOR)}
    | {param.name.rpartition(".")[2]: param.label for kind in PARAMS.values() for param in kind}
    | {"rule": RULE, "standard": "标准", "rounding": "取整", "per": "每多少", "title": "名称", "points": "分值", "below": "上限", "above": "下限", "target": "目标", "each": "每个计几分", "at_least": "达到多少", "at_most": "不超过多少"}
)  # fmt: skip
_KEYS = re.compile(rf"(?<![a-z_.\w])({'|'.join(sorted(WORDS, key=len, reverse=True))})(?![a-z_.\w])", re.ASCII)  # fmt: skip


def read_all(
    data: Mapping[str, Any], standards: Sequence[Mapping[str, Any]] = ()
) -> tuple[Scheme | None, list[str]]:
    """The scheme, or what stands in its way: every indicator that cannot be read, else the tree.

    ``standards``: those of the pack, for what the scheme refers to and does not hold itself.
    """
    if _holds_rows(data, "indicator") and _holds_rows(data, "standard"):
        data = with_standards(data, standards)
    faults = _rows(data)
    if faults:
        return None, faults
    try:
        return read_scheme(data, NAME), []
    except PackError as error:
        return None, [in_words(str(error))]


def _holds_rows(data: Mapping[str, Any], table: str) -> bool:
    rows = data.get(table, [])
    return isinstance(rows, list) and all(
        isinstance(row, Mapping) and isinstance(row.get("key"), str) for row in rows
    )


def _rows(data: Mapping[str, Any]) -> list[str]:
    try:
        standards = read_standards(NAME, data.get("standard", ()))
    except PackError as error:
        return [in_words(str(error))]
    faults = []
    rows = data.get("indicator", ())
    for place, row in enumerate(rows if isinstance(rows, Sequence) else (), start=1):
        try:
            if isinstance(row, Mapping):
                read_indicator(NAME, place, row, standards)
        except PackError as error:
            faults.append(in_words(str(error)))
    return faults


def in_words(sentence: str) -> str:
    """With the names people see for the keys of the file."""
    said = (
        sentence.replace("[[indicator]]", "指标")
        .replace("[[standard]]", "标准")
        .replace("[scheme]", "总表")
    )
    said = _KEYS.sub(lambda found: WORDS[found[1]], said)
    return said if said.endswith("。") else f"{said}。"
