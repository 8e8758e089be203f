"""The tree of a scheme as it stands once it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from wangyu.assessment.evaluation.logic.rules import Rule
from wangyu.assessment.evaluation.logic.standards import Standard


@dataclass(frozen=True, slots=True)
class Indicator:
    """A node of the tree; a leaf has a rule and reads measures."""

    key: str
    title: str
    parent: str
    points: float
    clause: int | None
    tier: str
    asked: tuple[str, ...]
    """What a form asks the university: the answers are measures ``self.<key>``."""
    measures: tuple[str, ...]
    evidence: str
    papers: tuple[str, ...]
    """Kinds of evidence."""
    span: str
    answer: str
    reason: str
    rule: Rule | None

    @property
    def reads(self) -> tuple[str, ...]:
        """Every measure of a leaf: its own, then those of its rule."""
        return (*self.measures, *(self.rule.reads if self.rule else ()))


@dataclass(frozen=True)
class Scheme:
    key: str
    title: str
    label: str
    source: str
    use: str
    groups: tuple[str, ...]
    missing: str
    points: float
    indicators: tuple[Indicator, ...]
    """As they were written."""
    standards: tuple[Standard, ...]

    @property
    def full(self) -> float:
        return self.points

    @cached_property
    def by_key(self) -> dict[str, Indicator]:
        return {one.key: one for one in self.indicators}

    @cached_property
    def tops(self) -> tuple[Indicator, ...]:
        return self.children("")

    @cached_property
    def ordered(self) -> tuple[Indicator, ...]:
        """Each followed by what is below it."""
        return tuple(self.by_key[key] for key in in_order(self._parents))

    @cached_property
    def leaves(self) -> tuple[Indicator, ...]:
        return tuple(one for one in self.ordered if one.rule is not None)

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """Every measure that is read, once, in the order of the leaves."""
        return tuple(dict.fromkeys(key for leaf in self.leaves for key in leaf.reads))

    @cached_property
    def spans(self) -> dict[str, str]:
        """How the years of a cycle make one value of each measure."""
        own = {key: leaf.span for leaf in self.leaves for key in leaf.measures}
        return {key: own.get(key, "last") for key in self.measures}

    @property
    def _parents(self) -> dict[str, str]:
        return {one.key: one.parent for one in self.indicators}

    def children(self, key: str) -> tuple[Indicator, ...]:
        return tuple(one for one in self.indicators if one.parent == key)

    def top_of(self, key: str) -> Indicator:
        one = self.by_key[key]
        while one.parent:
            one = self.by_key[one.parent]
        return one


def in_order(parents: Mapping[str, str]) -> list[str]:
    """Depth first, as written; what hangs in a circle is left out."""
    below: dict[str, list[str]] = {}
    for key, parent in parents.items():
        below.setdefault(parent, []).append(key)
    order: list[str] = []
    left = list(reversed(below.get("", [])))
    while left:
        key = left.pop()
        order.append(key)
        left.extend(reversed(below.get(key, [])))
    return order
