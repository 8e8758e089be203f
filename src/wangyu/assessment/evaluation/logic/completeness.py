"""What still stands between a self-check and its submission, each by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wangyu.assessment.evaluation.logic.asking import RAW, Value, padded, read_answer
from wangyu.assessment.evaluation.logic.nodes import Indicator

WORDS = "words"


@dataclass(frozen=True, slots=True)
class Said:
    """What a university has given at one leaf so far."""

    values: Sequence[Value] = ()
    carried: bool = False
    proofs: int = 0
    has: bool = False
    """Whether there is something to prove: one of its figures is above 0."""


@dataclass(frozen=True, slots=True)
class OpenEnd:
    """``key`` is the cell of the form where it is put right."""

    key: str
    message: str


def cell_key(leaf: str, place: int | str) -> str:
    """The first question of a leaf is "plans:0", its words are "plans:words"."""
    return f"{leaf}:{place}"


def open_ends(leaves: Iterable[Indicator], said: Mapping[str, Said]) -> list[OpenEnd]:
    return [end for leaf in leaves for end in _of_leaf(leaf, said.get(leaf.key, Said()))]


def _of_leaf(leaf: Indicator, said: Said) -> Iterable[OpenEnd]:
    yield from questions_open(leaf, said)
    if leaf.evidence == "required" and said.has and not said.proofs:
        yield OpenEnd(cell_key(leaf.key, WORDS), f"“{leaf.title}”应附佐证，还没有附。")


def questions_open(leaf: Indicator, said: Said) -> Iterable[OpenEnd]:
    """Those not answered, not understood, or carried over and not yet looked at."""
    for place, value in enumerate(padded(leaf, said.values)):
        if message := _wrong(leaf, place, value, carried=said.carried):
            yield OpenEnd(cell_key(leaf.key, place), message)


def _wrong(leaf: Indicator, place: int, value: Value, *, carried: bool) -> str:
    if value is None:
        none = "没有的填 0" if leaf.answer == "number" else "请选一个"
        return f"“{leaf.title}”：“{leaf.asked[place]}”还没有填，{none}。"
    if isinstance(value, dict):
        return read_answer(leaf, place, value.get(RAW, "")).error
    return f"“{leaf.title}”：“{leaf.asked[place]}”沿用了上期，还没有确认。" if carried else ""
