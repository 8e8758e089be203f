"""Every recorded number computed again from a bundle alone, and laid beside what was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wangyu.assessment.evaluation.logic.bundle.container import unpack
from wangyu.assessment.evaluation.logic.bundle.ownpart import own_result
from wangyu.assessment.evaluation.logic.bundle.reading import Files, draw_of, formulas_of, read_case
from wangyu.assessment.evaluation.logic.bundle.writing import OWN, WHOLE
from wangyu.assessment.evaluation.logic.concluding import conclude
from wangyu.base.lib.given import WrongInput

ABSENT = "没有"


@dataclass(frozen=True, slots=True)
class Difference:
    where: str
    recorded: Any
    recomputed: Any


@dataclass(frozen=True, slots=True)
class Report:
    title: str
    conclusion: int
    kind: str
    numbers: int
    differences: tuple[Difference, ...]
    formulas: Mapping[str, str] = field(default_factory=dict)

    @property
    def identical(self) -> bool:
        return not self.differences


def recompute(data: bytes, name: str) -> Report:
    """Raises WrongInput with one sentence where it is no bundle, or asks for unknown formulas."""
    head, texts = unpack(data, name)
    files = Files(name, texts)
    formulas = formulas_of(files)
    if head.get("kind") not in {WHOLE, OWN}:
        raise WrongInput(f"{name} 的 manifest.json：kind 应为 {WHOLE} 或 {OWN}。")
    recorded = dict(flat(files.table("results.json")))
    computed = dict(flat(_computed(files, head["kind"])))
    drawn, drawn_again = draw_of(files)
    recorded |= dict(flat(drawn, "draw"))
    computed |= dict(flat(drawn_again, "draw"))
    return Report(
        str(head.get("title", "")), _whole(head.get("conclusion")), head["kind"], len(recorded),
        tuple(_different(recorded, computed)), formulas,
    )  # fmt: skip


def _whole(value: Any) -> int:
    return value if type(value) is int else 0


def _computed(files: Files, kind: str) -> dict[str, Any]:
    case = read_case(files)
    return own_result(files, case) if kind == OWN else conclude(case).document()


def flat(value: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """Each number and word with the way to it; an empty list or table stands for itself."""
    if isinstance(value, Mapping) and value:
        for key, part in value.items():
            yield from flat(part, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list) and value:
        for place, part in enumerate(value):
            at = part["unit"] if isinstance(part, Mapping) and "unit" in part else place + 1
            yield from flat(part, f"{where}[{at}]")
    else:
        yield where, value


def _different(recorded: Mapping[str, Any], computed: Mapping[str, Any]) -> Iterator[Difference]:
    for where in dict.fromkeys((*recorded, *computed)):
        one, other = recorded.get(where, ABSENT), computed.get(where, ABSENT)
        if repr(one) != repr(other):
            yield Difference(where, one, other)
