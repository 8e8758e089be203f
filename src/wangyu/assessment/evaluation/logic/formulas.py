"""Which formulas a conclusion is computed by. One that changes gets a new version and keeps the old.

A round keeps the versions of its first conclusion: a correction moves what it says it corrects, and
no number besides.
"""

from __future__ import annotations

from collections.abc import Mapping

from wangyu.assessment.evaluation.logic.drawing.marks import ALGORITHM
from wangyu.assessment.evaluation.logic.rules import KINDS

FORMAT = "wangyu-bundle-1"
COMBINING, INFLATION, PANELS = "combining", "inflation", "panels"
PARTS: dict[str, tuple[str, ...]] = {
    "format": (FORMAT,), "scoring": ("scoring-1",), "severity": ("severity-1",),
    COMBINING: ("combining-1", "combining-2"), "ranks": ("ranks-1",), "advice": ("advice-1",),
    "draw": (ALGORITHM,), INFLATION: ("inflation-1",), PANELS: ("panels-1",),
}  # fmt: skip
RULE = "rule."
FORMULAS: dict[str, tuple[str, ...]] = {
    **PARTS, **{f"{RULE}{kind}": (f"{kind}-1",) for kind in sorted(KINDS)}
}  # fmt: skip
"""By name: the versions this program computes; the last is the one a new round takes."""
LATER = frozenset({INFLATION, PANELS})
"""Not in the first bundles: where one does not name them, nothing of the kind is computed."""
Versions = Mapping[str, str]


def current() -> dict[str, str]:
    return {name: known[-1] for name, known in FORMULAS.items()}


def first() -> dict[str, str]:
    """Those of conclusions that were made before their versions were recorded beside them."""
    return {name: known[0] for name, known in FORMULAS.items() if name not in LATER}
