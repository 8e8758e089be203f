"""What a university said and proved in earlier rounds: what the next one need not ask again."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.models import Answer, Cycle
from wangyu.assessment.evaluation.queries.cycles import scheme_of

FARTHEST = 4
"""Rounds looked back: an interim lies between two of two years."""


def rounds_before(cycle: Cycle) -> Iterator[Cycle]:
    """The one it follows, the one that followed, the nearest first."""
    before = cycle.follows
    for _ in range(FARTHEST):
        if before is None:
            return
        yield before
        before = before.follows


def earlier_answers(cycle: Cycle, org_ids: Collection[int]) -> dict[tuple[int, str], Answer]:
    """By organisation and leaf, the last time the same was asked and something was answered."""
    found: dict[tuple[int, str], Answer] = {}
    for round_ in rounds_before(cycle):
        before = {leaf.key: leaf for leaf in scheme_of(round_.version).leaves}
        same = [leaf.key for leaf in scheme_of(cycle.version).leaves if asks_the_same(leaf, before.get(leaf.key))]  # fmt: skip
        rows = Answer.objects.filter(
            member__cycle=round_, member__organisation__in=org_ids, indicator__in=same
        ).select_related("member")
        for row in rows:
            if has_values(row):
                found.setdefault((row.member.organisation_id, row.indicator), row)
    return found


def has_values(answer: Answer) -> bool:
    return any(isinstance(value, str) for value in answer.values)


def asks_the_same(leaf: Indicator, before: Indicator | None) -> bool:
    """A question that was put otherwise, or offers other choices, is another one."""
    if before is None or not leaf.asked:
        return False
    choices = (leaf.rule.choices if leaf.rule else (), before.rule.choices if before.rule else ())
    return (leaf.asked, leaf.answer, choices[0]) == (before.asked, before.answer, choices[1])
