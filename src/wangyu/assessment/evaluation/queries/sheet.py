"""One university's self-check with everything it stands on, read once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

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


@dataclass(frozen=True)
class Sheet:
    member: Member
    tree: Tree
    facts: Facts
    scores: Scores
    row: int
    answers: Mapping[str, Answer]
    """By leaf."""
    proofs: Mapping[str, int]
    """By leaf: evidence at the answer, and at the figures of the ledger it reads."""
    earlier: frozenset[str]
    """Leaves that were answered in the round before."""

    @property
    def periods(self) -> list[Period]:
        return self.member.cycle.periods

    @cached_property
    def leaves(self) -> tuple[Indicator, ...]:
        """What is asked here: an interim looks only at what this university was found lacking in."""
        if self.member.cycle.form != Form.INTERIM:
            return self.tree.leaves
        return tuple(leaf for leaf in self.tree.leaves if leaf.key in self.answers)

    @cached_property
    def said(self) -> dict[str, Said]:
        return {leaf.key: self._said(leaf) for leaf in self.leaves}

    def _said(self, leaf: Indicator) -> Said:
        answer, keys = self.answers.get(leaf.key), set(leaf.measures)
        has = any(
            row.value and row.value > 0 for (key, _), row in self.facts.items() if key in keys
        )
        if answer is None:
            return Said(proofs=self.proofs.get(leaf.key, 0), has=has)
        return Said(answer.values, answer.carried, self.proofs.get(leaf.key, 0), has)

    @cached_property
    def open_ends(self) -> list[OpenEnd]:
        return open_ends(self.leaves, self.said)


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
        {leaf: count for (_, leaf), count in proofs.items()},
        frozenset(leaf for _, leaf in earlier),
    )  # fmt: skip


def proofs_by_leaf(
    members: Collection[Member], tree: Tree, facts: Mapping[int, Facts]
) -> dict[tuple[int, str], int]:
    """(Member, leaf) -> pieces of evidence, at the answer and at the ledger's figures; 0 is left out."""
    found: dict[tuple[int, str], int] = {}
    ids = [member.pk for member in members]
    rows = Answer.objects.filter(member__in=ids).values_list("pk", "member_id", "indicator")
    places = {pk: (member, leaf) for pk, member, leaf in rows}
    for pk, count in count_uses(KIND, list(places)).items():
        found[places[pk]] = count
    behind = {pk: list(_figures(tree, facts[pk])) for pk in ids}
    counted = proofs_of_facts({fact for pairs in behind.values() for _, fact in pairs})
    for pk, pairs in behind.items():
        for leaf, fact in pairs:
            if fact in counted:
                found[pk, leaf] = found.get((pk, leaf), 0) + counted[fact]
    return found


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
    labels = {edge.verb: edge.label for edge in SELF_CHECK.edges} | {"deadline": "单独延期"}
    return [
        {
            "title": labels[step.verb], "when": show_time(step.at), "text": step.reason,
            "who": step.by.name if step.by else "系统",
        }
        for step in member.steps.select_related("by")
    ]  # fmt: skip
