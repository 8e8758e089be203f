"""Indicators that nothing proves, and evidence that proves nothing that counts (issue 5, item 8)."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.logic.scheme import EVIDENCE
from wangyu.assessment.evaluation.logic.scoring import Scores
from wangyu.assessment.evaluation.models import Answer, Cycle, Member
from wangyu.assessment.evaluation.queries.cycles import scheme_of
from wangyu.assessment.evaluation.queries.facts import facts_of
from wangyu.assessment.evaluation.queries.scores import scored
from wangyu.assessment.evaluation.queries.sheet import KIND, proofs_by_leaf
from wangyu.records.evidence.models import Use
from wangyu.records.evidence.queries import uses_among


@dataclass(frozen=True, slots=True)
class Bare:
    """An indicator, and who claims something there that nothing proves."""

    leaf: Indicator
    claiming: int
    lacking: list[Member]

    @property
    def wanted(self) -> str:
        return EVIDENCE[self.leaf.evidence]


@dataclass(frozen=True, slots=True)
class Idle:
    """Evidence that stands at an indicator and moves no point there."""

    use: Use
    member: Member
    leaf: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Orphans:
    bare: list[Bare]
    idle: list[Idle]


def orphans_of(cycle: Cycle) -> Orphans:
    tree = scheme_of(cycle.version)
    members = list(cycle.members.select_related("organisation").order_by("organisation__path"))
    facts = facts_of(members, tree, cycle.periods)
    proofs = proofs_by_leaf(members, tree, facts)
    scores = scored(members, tree, cycle.periods, facts)
    bare = [_bare(leaf, members, scores, proofs) for leaf in tree.leaves if leaf.evidence != "none"]
    return Orphans([one for one in bare if one.lacking], list(_idle(members, scores)))


def _bare(
    leaf: Indicator, members: Sequence[Member], scores: Scores, proofs: Container[tuple[int, str]]
) -> Bare:  # fmt: skip
    """Nothing is to be proved where nothing is claimed."""
    values = [np.nan_to_num(scores.values[key]) for key in leaf.measures]
    claiming = [one for row, one in enumerate(members) if any(value[row] > 0 for value in values)]
    lacking = [member for member in claiming if (member.pk, leaf.key) not in proofs]
    return Bare(leaf, len(claiming), lacking)


def _idle(members: Sequence[Member], scores: Scores) -> Iterator[Idle]:
    leaves = {leaf.key: (place, leaf) for place, leaf in enumerate(scores.scheme.leaves)}
    rows = {member.pk: (row, member) for row, member in enumerate(members)}
    answers = {answer.pk: answer for answer in Answer.objects.filter(member__in=rows)}
    for use in uses_among(KIND, list(answers)):
        answer = answers[use.subject_id]
        row, member = rows[answer.member_id]
        place, leaf = leaves.get(answer.indicator, (0, None))
        points = scores.points[row, place]
        if leaf is None:
            yield Idle(use, member, "", answer.indicator, "方案里没有这个指标")
        elif leaf.evidence == "none":
            yield Idle(use, member, leaf.key, leaf.title, "这个指标不要佐证")
        elif np.isnan(points):
            yield Idle(use, member, leaf.key, leaf.title, "这个指标缺数据，没有计分")
        elif points == 0 and leaf.points > 0:
            yield Idle(use, member, leaf.key, leaf.title, "这个指标得 0 分")
