"""Marks of others beside a university's own points: what is typed, and what a set of them lacks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.base.lib.numbers import read_decimal, round_half_up, show

PLACES = 2
"""Points are shown, typed and compared to so many places."""


@dataclass(frozen=True, slots=True)
class Given:
    """One mark, as far as somebody has come with it."""

    points: Decimal | None = None
    words: str = ""
    proved: bool = False
    """Whether it names the evidence it was found in."""


@dataclass(frozen=True, slots=True)
class Lack:
    key: str
    sentence: str


class PointsError(ValueError):
    """What was typed is not a number of points; carries the sentence."""


def marked(leaves: Iterable[Indicator]) -> list[Indicator]:
    """Those that points are given for: a veto has none."""
    return [leaf for leaf in leaves if leaf.points > 0]


def read_points(text: str, leaf: Indicator) -> Decimal | None:
    """None is "not given yet", which is not 0."""
    full = Decimal(repr(leaf.points))
    right = f"应为 0 到 {show(full)} 的数，最多 {PLACES} 位小数"
    try:
        found = read_decimal(text)
    except ValueError as error:
        raise PointsError(f"“{leaf.title}”的分数“{text[:20]}”不是数，{right}。") from error
    if found is not None and (not 0 <= found <= full or found != round_half_up(found, PLACES)):
        raise PointsError(f"“{leaf.title}”的分数是 {text[:20].strip()}，{right}。")
    return found


def differ(one: Decimal | None, other: Decimal | None) -> bool:
    """To the places that are shown; what is unknown differs from nothing."""
    if one is None or other is None:
        return False
    return round_half_up(one, PLACES) != round_half_up(other, PLACES)


def lacks(
    leaves: Iterable[Indicator], own: Mapping[str, Decimal | None], marks: Mapping[str, Given]
) -> list[Lack]:
    """What keeps a set of marks from being handed in, in the order of the scheme."""
    found = [
        (leaf, _lack(leaf, own.get(leaf.key), marks.get(leaf.key, Given()))) for leaf in leaves
    ]
    return [Lack(leaf.key, f"“{leaf.title}”{said}") for leaf, said in found if said]


def _lack(leaf: Indicator, own: Decimal | None, mark: Given) -> str:
    if mark.points is None:
        return "还没有打分。"
    if mark.words.strip():
        return ""
    if differ(mark.points, own):
        return "与自查不同，请写明理由。"
    if mark.points in {Decimal(0), Decimal(repr(leaf.points))} and not mark.proved:
        return "打了满分或 0 分，请写理由，或指明见于哪份佐证。"
    return ""


def total(points: Mapping[str, Decimal | None], keys: Collection[str]) -> Decimal | None:
    """Of what is known; None if nothing is."""
    known = [value for key in keys if (value := points.get(key)) is not None]
    return sum(known, Decimal(0)) if known else None


def mean(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) / len(known) if known else None
