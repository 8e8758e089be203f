"""One university's self-check with everything it stands on, read once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from wangyu.assessment.evaluation.enums import Form
from wangyu.assessment.evaluation.logic.completeness import OpenEnd, Said, open_ends
from wangyu.assessment.evaluation.logic.flow import SELF_CHECK
from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.logic.scheme import Scheme as Tree
from wangyu.assessment.evaluation.logic.scoring import Scores
from wangyu.assessment.evaluation.models import Answer, Member
from wangyu.assessment.evaluation.queries.carrying import earlier_answers
from wangyu.assessment.evaluation.queries.cycles import scheme_of
from wangyu.assessment.evaluation.queries.facts import Facts, facts_of
from wangyu.assessment.evaluation.queries.scores import compared, row_of, scored
from wangyu.base.lib.dates import show_time
from wangyu.base.lib.periods import Period
from wangyu.records.evidence.queries import count_uses
from wangyu.records.ledger.logic.deadlines import came_late
from wangyu.records.ledger.queries.pointing import proofs_of_facts

KIND, FACT = "evaluation.answer", "ledger.fact"
EDITABLE = frozenset({"filling", "returned"})


class Proofs(NamedTuple):
    own: int
    """At the answer."""
    ledger: int
    """At the figures of the ledger it stands on: nobody attaches the same twice."""

    @property
    def total(self) -> int:
        return self.own + self.ledger


NONE = Proofs(0, 0)


@dataclass(frozen=True)
class Sheet:
    member: Member
    tree: Tree
    facts: Facts
    scores: Scores
    row: int
    answers: Mapping[str, Answer]
    """By leaf."""
    proofs: Mapping[str, Proofs]
    """By leaf."""
    earlier: frozenset[str]
    """Leaves that were answered in the round before."""

    @property
    def periods(self) -> list[Period]:
        return self.member.cycle.periods

    @property
    def is_whole(self) -> bool:
        """Not so in an interim: there is no total."""
        return self.member.cycle.form != Form.INTERIM

    @cached_property
    def leaves(self) -> tuple[Indicator, ...]:
        """What is asked here: an interim looks only at what this university was found lacking in."""
        if self.is_whole:
            return self.tree.leaves
        return tuple(leaf for leaf in self.tree.leaves if leaf.key in self.answers)

    @cached_property
    def said(self) -> dict[str, Said]:
        return {leaf.key: self._said(leaf) for leaf in self.leaves}

    def _said(self, leaf: Indicator) -> Said:
        answer, has = self.answers.get(leaf.key), claims(leaf, self.facts)
        proofs = self.proofs.get(leaf.key, NONE).total
        if answer is None:
            return Said(proofs=proofs, has=has)
        return Said(answer.values, answer.carried, proofs, has)

    @cached_property
    def open_ends(self) -> list[OpenEnd]:
        return open_ends(self.leaves, self.said)


def claims(leaf: Indicator, facts: Facts) -> bool:
    """Whether there is something to prove: one of the leaf's figures is above 0."""
    keys = set(leaf.measures)
    return any(row.value and row.value > 0 for (key, _), row in facts.items() if key in keys)


def sheet_of(member: Member) -> Sheet:
    """A fixed number of queries."""
    cycle = member.cycle
    tree, among = scheme_of(cycle.version), compared(member)
    facts = facts_of(among, tree, cycle.periods)
    scores = scored(among, tree, cycle.periods, facts)
    answers = {row.indicator: row for row in Answer.objects.filter(member=member)}
    earlier = earlier_answers(cycle, [member.organisation_id])
    proofs = proofs_by_leaf([member], tree, facts)
    return Sheet(
        member, tree, facts[member.pk], scores, row_of(scores, member), answers,
        {leaf: found for (_, leaf), found in proofs.items()},
        frozenset(leaf for _, leaf in earlier),
    )  # fmt: skip


def proofs_by_leaf(
    members: Collection[Member], tree: Tree, facts: Mapping[int, Facts]
) -> dict[tuple[int, str], Proofs]:
    """(Member, leaf) -> pieces of evidence; where there are none, it is left out."""
    ids = [member.pk for member in members]
    rows = Answer.objects.filter(member__in=ids).values_list("pk", "member_id", "indicator")
    places = {pk: (member, leaf) for pk, member, leaf in rows}
    own = {places[pk]: count for pk, count in count_uses(KIND, list(places)).items()}
    behind = [(pk, leaf, fact) for pk in ids for leaf, fact in _figures(tree, facts[pk])]
    counted, ledger = proofs_of_facts({fact for _, _, fact in behind}), Counter[tuple[int, str]]()
    for pk, leaf, fact in behind:
        ledger[pk, leaf] += counted.get(fact, 0)
    return {
        place: Proofs(own.get(place, 0), ledger[place])
        for place in {**own, **ledger}
        if own.get(place) or ledger[place]
    }


def _figures(tree: Tree, facts: Facts) -> Iterable[tuple[str, int]]:
    """(Leaf, fact of the ledger) for each figure a leaf reads."""
    leaves = [(leaf.key, set(leaf.measures)) for leaf in tree.leaves]
    for (key, _), row in facts.items():
        kind, _, pk = row.ref.partition(":")
        if kind == FACT:
            yield from ((leaf, int(pk)) for leaf, keys in leaves if key in keys)


def deadline(member: Member) -> datetime:
    return member.due_at or member.cycle.due_at


def is_late(member: Member, at: datetime) -> bool:
    """The deadline's minute is given whole, as everywhere."""
    return came_late(at, deadline(member), 0)


def why_locked(member: Member) -> str:
    """Why nobody may type now, or ""."""
    if member.cycle.state != "self_check":
        return "这一轮的自查已经结束，自查表不能再改。"
    if member.state in EDITABLE:
        return ""
    label = SELF_CHECK.states[member.state].staff_label
    return f"自查表现在是“{label}”，不能修改；尚未签批的可以撤回，已上报的请等省中心退回。"


def member_steps(member: Member) -> list[dict[str, str]]:
    """What was done to it, for a time line."""
    labels = {edge.verb: edge.label for edge in reversed(SELF_CHECK.edges)}
    labels["deadline"] = "单独延期"
    return [
        {
            "title": labels[step.verb], "when": show_time(step.at), "text": step.reason,
            "who": step.by.name if step.by else "系统",
        }
        for step in member.steps.select_related("by")
    ]  # fmt: skip
