"""A scheme's plain data as TOML, in the layout of docs/scheme.md."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

NARROW = 100
BROAD = frozenset({"steps", "tiers", "items"})
"""Lists of tables within a rule: one table a line."""


def toml_of(data: Mapping[str, Any]) -> str:
    parts = ["[scheme]\n" + _pairs(data["scheme"])]
    for name in ("indicator", "standard"):
        parts += [f"[[{name}]]\n" + _pairs(row) for row in data.get(name, ())]
    return "\n".join(parts)


def _pairs(row: Mapping[str, Any]) -> str:
    plain = {key: value for key, value in row.items() if key != "rule"}
    text = "".join(f"{key} = {value_of(value)}\n" for key, value in plain.items())
    if "rule" not in row:
        return text
    rule = row["rule"]
    short = f"rule = {value_of(rule)}\n"
    if len(short) <= NARROW:
        return text + short
    return text + "[indicator.rule]\n" + "".join(_rule_line(key, value) for key, value in rule.items())  # fmt: skip


def _rule_line(key: str, value: Any) -> str:
    if key in BROAD:
        return f"{key} = [\n" + "".join(f"  {value_of(one)},\n" for one in value) + "]\n"
    return f"{key} = {value_of(value)}\n"


def value_of(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {value_of(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(value_of(one) for one in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
