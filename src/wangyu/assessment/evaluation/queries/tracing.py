"""What stands behind a university's score, indicator by indicator: facts, words, evidence, checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from wangyu.assessment.evaluation.logic.freezing import Row
from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.logic.scoring import explain
from wangyu.assessment.evaluation.models import Answer, CheckMark, Member, VisitMark
from wangyu.assessment.evaluation.models.checks import Mark
from wangyu.assessment.evaluation.queries.combined import SEEN
from wangyu.assessment.evaluation.queries.cycles import scheme_of
from wangyu.assessment.evaluation.queries.facts import facts_of
from wangyu.assessment.evaluation.queries.scores import labels_of, own_scores, row_of
from wangyu.assessment.evaluation.queries.sheet import NONE as NO_PROOFS
from wangyu.assessment.evaluation.queries.sheet import Proofs, proofs_by_leaf
from wangyu.assessment.evaluation.queries.visits import photos_of
from wangyu.base.lib.periods import Period
from wangyu.records.evidence.models import Use

ANSWER = "evaluation.answer"


@dataclass(frozen=True, slots=True)
class Figure:
    label: str
    period: str
    fact: Row
    url: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What one check gave, by whom as far as the reader may know."""

    who: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Leaf:
    leaf: Indicator
    cell: Mapping[str, Any]
    on: str
    why: str
    words: str
    figures: list[Figure]
    uses: list[Use]
    proofs: Proofs
    """How many there are, and how many more at the figures of the ledger."""
    checks: list[Given]
    spots: list[Given]

    @property
    def missing(self) -> bool:
        return self.cell.get("points") is None

    @property
    def orphaned(self) -> bool:
        """Nothing proves it although something should."""
        return self.leaf.evidence == "required" and not self.proofs.total


@dataclass(frozen=True, slots=True)
class Top:
    top: Indicator
    line: Mapping[str, Any]
    leaves: list[Leaf]


def tops_of(member: Member, line: Mapping[str, Any], *, named: bool) -> list[Top]:
    """``named``: whether the checkers are."""
    tree = scheme_of(member.cycle.version)
    leaves = {one.leaf.key: one for one in _leaves(member, line, named=named)}
    return [
        Top(
            top, line.get("by_top", {}).get(top.key, {}),
            [leaves[leaf.key] for leaf in tree.leaves if tree.top_of(leaf.key).key == top.key],
        )
        for top in tree.tops
    ]  # fmt: skip


def _leaves(member: Member, line: Mapping[str, Any], *, named: bool) -> Iterator[Leaf]:
    cycle, tree = member.cycle, scheme_of(member.cycle.version)
    labels, scores = labels_of(tree), own_scores(member)
    row, facts = row_of(scores, member), facts_of([member], tree, cycle.periods)[member.pk]
    answers = {one.indicator: one for one in Answer.objects.filter(member=member)}
    uses, cells = _uses(answers), line.get("by_leaf", {})
    proofs = proofs_by_leaf([member], tree, {member.pk: facts})
    checks, spots = _checks(member, named=named), _spots(member)
    for leaf in tree.leaves:
        cell, answer = cells.get(leaf.key, {}), answers.get(leaf.key)
        names = dict(zip(leaf.measures, leaf.asked, strict=False)) | labels
        yield Leaf(
            leaf, cell, cell.get("how", ""),
            explain(scores, leaf, row, labels), answer.words if answer else "",
            list(_figures(leaf, facts, names)), uses.get(leaf.key, []),
            proofs.get((member.pk, leaf.key), NO_PROOFS),
            checks.get(leaf.key, []), spots.get(leaf.key, []),
        )  # fmt: skip


def _figures(
    leaf: Indicator, facts: Mapping[tuple[str, str], Row], names: Mapping[str, str]
) -> Iterator[Figure]:
    for (measure, period), fact in sorted(facts.items()):
        if measure in leaf.reads:
            label = Period.parse(period).label if period else ""
            yield Figure(names.get(measure, measure), label, fact)


def _uses(answers: Mapping[str, Answer]) -> dict[str, list[Use]]:
    by_id = {answer.pk: leaf for leaf, answer in answers.items()}
    rows = Use.objects.filter(subject_kind=ANSWER, subject_id__in=by_id, removed_at=None)
    found: dict[str, list[Use]] = {}
    for use in rows.filter(file__withdrawn_at=None).select_related("file").order_by("added_at"):
        found.setdefault(by_id[use.subject_id], []).append(use)
    return found


def _checks(member: Member, *, named: bool) -> dict[str, list[Given]]:
    rows = CheckMark.objects.filter(check_of__checked=member, check_of__state="submitted")
    rows = rows.select_related("check_of__checker__organisation", "file").order_by("check_of")
    order = {pk: n for n, pk in enumerate(sorted({row.check_of_id for row in rows}), start=1)}
    found: dict[str, list[Given]] = {}
    for row in rows:
        alias = f"互查 {order[row.check_of_id]}"
        who = row.check_of.checker.organisation.name if named else alias
        found.setdefault(row.indicator, []).append(Given(who, row))
    return found


def _spots(member: Member) -> dict[str, list[Given]]:
    rows = VisitMark.objects.filter(visit__member=member, visit__state__in=SEEN)
    return {row.indicator: [Given("抽查", row)] for row in rows.select_related("file")}


def photographs(member: Member) -> list[Use]:
    """Taken on the spot."""
    visit = getattr(member, "visit", None)
    if visit is None or visit.state not in SEEN:
        return []
    return list(photos_of(visit))


def quartiles(values: list[float]) -> tuple[Decimal, ...]:
    """Of a peer group, in whole points: nobody's own number."""
    found = np.percentile(np.array(values), [25, 50, 75])
    return tuple(Decimal(round(float(one))) for one in found)
