"""Whether an indicator still means what it meant: only then what was said of it before is offered again."""

from __future__ import annotations

from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.base.lib.canonical import sha256_of

SHOWN = 12


def meaning_of(leaf: Indicator) -> str:
    """The version of its meaning: what it is called, asks, reads and wants as papers.

    Points, thresholds and weights are none of it: they judge the same fact otherwise.
    """
    choices = leaf.rule.choices if leaf.rule else ()
    said = (leaf.title, leaf.clause, leaf.asked, leaf.answer, choices, leaf.measures, leaf.papers)
    return sha256_of(said)[:SHOWN]


def means_the_same(leaf: Indicator, before: Indicator | None) -> bool:
    """Key and meaning agree."""
    return before is not None and (leaf.key, meaning_of(leaf)) == (before.key, meaning_of(before))
