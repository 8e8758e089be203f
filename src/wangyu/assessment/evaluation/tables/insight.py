"""What a trial tells of the indicators, as its page shows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wangyu.assessment.evaluation.logic import gaming, insight
from wangyu.assessment.evaluation.logic.nodes import Scheme as Tree
from wangyu.assessment.evaluation.logic.reading import word
from wangyu.assessment.evaluation.logic.scoring import Scores
from wangyu.base.lib import measures

MISSING_MUCH = 0.5
DOUBLE = 2.0
PERCENT = 100
UNSURE = "数据由高校上报、还没有都核实的"
SHOWN = 20
"""The most cliffs and pairs on one page; the largest come first."""


@dataclass(frozen=True, slots=True)
class Mark:
    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """One indicator: what it was meant to count and what it counts, in percent."""

    key: str
    title: str
    top: str
    nominal: float
    importance: float | None
    correlation: float | None
    missing: float
    same: float
    marks: tuple[Mark, ...]


def leaves(scores: Scores) -> list[Leaf]:
    tree = scores.scheme
    return [_leaf(tree, one) for one in insight.weights(scores)]


def _leaf(tree: Tree, one: insight.Weight) -> Leaf:
    importance = None if one.importance is None else round(one.importance * PERCENT, 1)
    correlation = None if one.correlation is None else round(one.correlation, 2)
    return Leaf(
        one.key, tree.by_key[one.key].title, tree.top_of(one.key).title,
        round(one.nominal * PERCENT, 1), importance, correlation, round(one.missing * PERCENT),
        round(one.same * PERCENT), tuple(_marks(one)),
    )  # fmt: skip


def _marks(one: insight.Weight) -> list[Mark]:
    marks = []
    if one.missing >= MISSING_MUCH:
        marks.append(Mark("缺得多", "warn"))
    if one.missing < 1 and one.tells_nobody_apart:
        marks.append(Mark("几乎都一样", "warn"))
    if one.importance is not None and one.nominal and one.importance >= DOUBLE * one.nominal:
        marks.append(Mark("比分值更起作用", "info"))
    if one.correlation is not None and one.correlation < 0:
        marks.append(Mark("与总分反着走", "bad"))
    return marks


def weights_chart(rows: Sequence[Leaf]) -> dict[str, Any]:
    """What was meant beside what it is: the leaves of each field together, the first on top."""
    tops = list(reversed(dict.fromkeys(row.top for row in rows)))
    meant = [round(sum(row.nominal for row in rows if row.top == top), 1) for top in tops]
    found = [round(sum(row.importance or 0 for row in rows if row.top == top), 1) for top in tops]
    return {
        "legend": {"top": 0}, "xAxis": {"type": "value"}, "yAxis": {"type": "category", "data": tops},
        "series": [
            {"type": "bar", "name": "占总分（%）", "data": meant},
            {"type": "bar", "name": "实际起的作用（%）", "data": found},
        ],
    }  # fmt: skip


def pairs(scores: Scores) -> list[str]:
    """Indicators that say nearly the same: which two, and how closely."""
    titles = {leaf.key: leaf.title for leaf in scores.scheme.leaves}
    return [
        f"{titles[p.one]} 与 {titles[p.other]}：{'一起变' if p.correlation > 0 else '反着变'}，相关 {p.correlation:.2f}"
        for p in insight.redundant(scores)[:SHOWN]
    ]


def weaknesses(scores: Scores, states: Mapping[str, str]) -> list[tuple[str, str]]:
    """How it can be gamed: the indicator, and what rests on what."""
    tree = scores.scheme
    found = [(tree.by_key[one.leaf].title, _cliff(one)) for one in gaming.cliffs(scores)[:SHOWN]]
    words = {one.leaf: one.why for one in gaming.on_a_word(tree)}
    found += [(tree.by_key[key].title, f"{why}，{word(tree.by_key[key].points)} 分全凭一句话") for key, why in words.items()]  # fmt: skip
    unsure = {one.leaf for one in gaming.unverified(tree, states)}
    titles = [leaf.title for leaf in tree.leaves if leaf.key in unsure]
    return found + ([(UNSURE, "、".join(titles))] if titles else [])


def _cliff(one: gaming.Cliff) -> str:
    label, then = measures.label_of(one.measure), word(one.at + one.by)
    near = f"，现在有 {one.near} 所正好在前一格" if one.near else ""
    return f"{label}从 {word(one.at)} 到 {then}，一下多得 {word(one.points)} 分{near}"


def unseen_clauses(tree: Tree, clauses: Collection[int]) -> list[int]:
    return insight.clauses_without(tree, sorted(clauses))
