"""How a scheme can be gamed: where one more of something jumps, and what rests on a word alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wangyu.assessment.evaluation.logic.nodes import Indicator, Scheme
from wangyu.assessment.evaluation.logic.rules import Given
from wangyu.assessment.evaluation.logic.rules.base import Floats
from wangyu.assessment.evaluation.logic.rules.count_met import CountMet
from wangyu.assessment.evaluation.logic.rules.per_n_capped import PerNCapped
from wangyu.assessment.evaluation.logic.rules.step import Step
from wangyu.assessment.evaluation.logic.scheme import SELF
from wangyu.assessment.evaluation.logic.scoring import Scores, given_of

CLIFF = 0.05
"""A jump of so much of the full marks of the leaf for one more is worth showing."""


@dataclass(frozen=True, slots=True)
class Cliff:
    """The largest jump in points that one more (or one fewer) of a measure makes somewhere."""

    leaf: str
    measure: str
    by: float
    """What is one more: 1, or -1 where fewer are better."""
    at: float
    """The value just before the jump."""
    points: float
    near: int
    """How many units stand just before it."""


@dataclass(frozen=True, slots=True)
class Weak:
    leaf: str
    why: str
    points: float


def cliffs(scores: Scores, least: float = CLIFF) -> list[Cliff]:
    """The largest first. What depends on the others (a percentile) or on people has no cliff."""
    found = []
    codes = np.zeros(len(scores.units), np.int64)
    for leaf in scores.scheme.leaves:
        if leaf.rule is None or not isinstance(leaf.rule, Step | CountMet | PerNCapped):
            continue
        given = given_of(leaf, scores.values, codes, {})
        for place, key in enumerate(leaf.measures):
            cliff = steepest(leaf, key, place, given)
            if cliff is not None and cliff.points >= least * leaf.points:
                found.append(cliff)
    return sorted(found, key=lambda one: (-one.points, one.leaf, one.measure))


def steepest(leaf: Indicator, key: str, place: int, given: Given) -> Cliff | None:
    """Tried at every value a unit has, and just before every threshold."""
    rule = leaf.rule
    if rule is None:
        return None
    by = float(rule.trend(len(leaf.measures))[place])
    tried = places_of(leaf, given.own[place], by)
    if not len(tried):
        return None
    before, after = (
        rule.points(alone(given, place, tried + more)) for more in (0.0, by)
    )  # one measure moves, the others have nothing
    jump = after - before
    best = int(np.argmax(jump))
    if jump[best] <= 0:
        return None
    near = int((given.own[place] == tried[best]).sum())
    return Cliff(leaf.key, key, by, float(tried[best]), float(jump[best]), near)


def places_of(leaf: Indicator, value: Floats, by: float) -> Floats:
    known = value[~np.isnan(value)]
    edges: list[float] = []
    if isinstance(leaf.rule, Step):
        edges = [float(one.at_least if one.at_least is not None else one.at_most or 0) for one in leaf.rule.steps]  # fmt: skip
    if isinstance(leaf.rule, CountMet):
        edges = [float(n) for n in range(1, leaf.rule.items + 1)] if len(leaf.measures) == 1 else [leaf.rule.at_least]  # fmt: skip
    return np.unique(np.concatenate([known, np.array(edges) - by]))


def alone(given: Given, place: int, value: Floats) -> Given:
    own = tuple(value if n == place else np.zeros(len(value)) for n in range(len(given.own)))
    groups: NDArray[np.int64] = np.zeros(len(value), np.int64)
    return Given(own, (), groups, given.full, given.names)


def on_a_word(scheme: Scheme) -> list[Weak]:
    """Leaves whose points rest on what the university says of itself and need no evidence."""
    return [
        Weak(leaf.key, "由高校自己填写，不要求佐证", leaf.points)
        for leaf in scheme.leaves
        if any(key.startswith(SELF) for key in leaf.measures) and leaf.evidence != "required"
    ]


def unverified(scheme: Scheme, states: Mapping[str, str]) -> list[Weak]:
    """Leaves that read a measure which the unit reports and nobody has verified.

    ``states``: how far each measure may be trusted, as the port of measures says it.
    """
    return [
        Weak(leaf.key, f"读的 {key} 由高校上报，没有核实", leaf.points)
        for leaf in scheme.leaves
        for key in leaf.measures
        if states.get(key) == "reported"
    ]
