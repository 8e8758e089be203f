"""Whether this program computes what a bundle asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wangyu.assessment.evaluation.logic.formulas import FORMULAS, LATER, Versions
from wangyu.base.lib.given import WrongInput


def checked(said: Any, name: str) -> Versions:
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
    if lacking := [one for one in FORMULAS if one not in said and one not in LATER]:
        raise WrongInput(f"{name}：缺少公式 {lacking[0]} 的版本，应写明每个公式的版本。")
    return dict(said)
