"""The kinds of rules: one file each, found by being here."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from wangyu.assessment.evaluation.logic.rules.base import Given, Rule
from wangyu.base.lib.packs import PackError

__all__ = ["KINDS", "Given", "Rule", "read_rule"]


def _found() -> dict[str, type[Rule]]:
    kinds: dict[str, type[Rule]] = {}
    for module in sorted(info.name for info in iter_modules(__path__)):
        inside = vars(import_module(f"{__name__}.{module}"))
        for made in inside.values():
            if isinstance(made, type) and issubclass(made, Rule) and made is not Rule:
                kinds[made.KIND] = made
    return kinds


KINDS = _found()


def read_rule(where: str, data: Mapping[str, Any]) -> Rule:
    """Raises PackError naming what is wrong and what would be right."""
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        said = "缺少 kind" if kind is None else f"的 kind 写作 {kind}"
        raise PackError(f"{where} {said}，应为 {'、'.join(KINDS)} 之一")
    return KINDS[kind].read(where, {key: value for key, value in data.items() if key != "kind"})
