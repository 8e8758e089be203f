"""Which formulas a bundle was computed by. A formula that changes gets a new number and keeps the old."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wangyu.assessment.evaluation.logic.drawing.marks import ALGORITHM
from wangyu.assessment.evaluation.logic.rules import KINDS
from wangyu.base.lib.given import WrongInput

FORMAT = "wangyu-bundle-1"
PARTS = {
    "format": FORMAT, "scoring": "scoring-1", "severity": "severity-1", "combining": "combining-1",
    "ranks": "ranks-1", "advice": "advice-1", "draw": ALGORITHM,
}  # fmt: skip
RULE = "rule."
FORMULAS: dict[str, tuple[str, ...]] = {
    **{name: (version,) for name, version in PARTS.items()},
    **{f"{RULE}{kind}": (f"{kind}-1",) for kind in sorted(KINDS)},
}
"""By name: the versions this program computes; the last is the one it writes."""


def current() -> dict[str, str]:
    return {name: known[-1] for name, known in FORMULAS.items()}


def check(said: Any, name: str) -> None:
    """Raises WrongInput where the bundle asks for what this program cannot compute."""
    if not isinstance(said, Mapping) or not said:
        raise WrongInput(f"{name}：formulas 应写明每个公式的版本。")
    for formula, version in said.items():
        known = FORMULAS.get(formula)
        if known is None:
            raise WrongInput(
                f"{name}：不认识公式“{str(formula)[:40]}”，请用写出这个文件的那一版或更新的程序。"
            )
        if version not in known:
            raise WrongInput(
                f"{name}：公式 {formula} 是“{str(version)[:40]}”，本程序会算 {'、'.join(known)}，请用更新的程序。"
            )
    if lacking := [formula for formula in FORMULAS if formula not in said]:
        raise WrongInput(f"{name}：缺少公式 {lacking[0]} 的版本，应写明每个公式的版本。")
