"""What a university says leaf by leaf, as those who check it read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from wangyu.assessment.evaluation.logic.marking import PLACES
from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.logic.scoring import explain
from wangyu.assessment.evaluation.models import Answer, Member
from wangyu.assessment.evaluation.models.checks import Mark
from wangyu.assessment.evaluation.queries.cycles import scheme_of
from wangyu.assessment.evaluation.queries.facts import WHOLE, Facts, asked_key, facts_of
from wangyu.assessment.evaluation.queries.lines import figure_of
from wangyu.assessment.evaluation.queries.points import ANSWER, REQUIRED, leaves_of, own_points
from wangyu.assessment.evaluation.queries.scores import labels_of, own_scores, row_of
from wangyu.assessment.evaluation.queries.sheet import NONE, claims, proofs_by_leaf
from wangyu.base.lib.numbers import round_half_up, show
from wangyu.base.lib.periods import Period
from wangyu.records.evidence.models import Use


@dataclass(frozen=True, slots=True)
class Figure:
    label: str
    period: str
    value: Decimal | None
    source: str
    ref: str
    text: str = ""
    """The value as people read it: an answer is 是 or 否."""


@dataclass(slots=True)
class Leaf:
    """One indicator of a university: what it says, what that is worth, what others found."""

    leaf: Indicator
    above: str
    own: Decimal | None
    why: str
    figures: list[Figure]
    words: str = ""
    uses: list[Use] = field(default_factory=list)
    wants_evidence: bool = False
    mark: Mark | None = None
    elsewhere: int = 0
    """Pieces of evidence at the figures of the ledger."""
    photos: list[Use] = field(default_factory=list)

    @property
    def own_text(self) -> str:
        """Its own points as somebody would type them; "" where unknown."""
        return "" if self.own is None else plain_number(round_half_up(self.own, PLACES))

    @property
    def typed_points(self) -> str:
        known = self.mark is not None and self.mark.points is not None
        return plain_number(self.mark.points) if self.mark and known else ""

    @property
    def seen(self) -> str:
        """As which the mark was read, to notice that somebody else was quicker."""
        return seen_as(self.mark)


def plain_number(value: Decimal | None) -> str:
    """12.5: no grouping, no trailing zeros."""
    return show(value).replace(",", "")


def seen_as(mark: Mark | None) -> str:
    return mark.updated_at.isoformat() if mark else ""


def leaves_shown(member: Member, marks: Iterable[Mark] = ()) -> list[Leaf]:
    """In the order of the scheme; a handful of queries."""
    cycle, tree = member.cycle, scheme_of(member.cycle.version)
    scores, labels = own_scores(member), labels_of(tree)
    facts = facts_of([member], tree, cycle.periods)[member.pk]
    answers = {one.indicator: one for one in member.answers.all()}
    uses, found = uses_by_leaf(member), {one.indicator: one for one in marks}
    points, proofs = own_points(member), proofs_by_leaf([member], tree, {member.pk: facts})
    return [
        Leaf(
            leaf, tree.top_of(leaf.key).title, points[leaf.key],
            explain(scores, leaf, row_of(scores, member), labels),
            _figures(leaf, facts, labels, cycle.periods), _words(answers.get(leaf.key)),
            uses.get(leaf.key, []),
            leaf.evidence == REQUIRED and claims(leaf, facts) and (member.pk, leaf.key) not in proofs,
            found.get(leaf.key), proofs.get((member.pk, leaf.key), NONE).ledger,
        )
        for leaf in leaves_of(cycle)
    ]  # fmt: skip


def _words(answer: Answer | None) -> str:
    return answer.words if answer else ""


def _figures(
    leaf: Indicator, facts: Facts, labels: Mapping[str, str], periods: Iterable[Period]
) -> list[Figure]:
    found = []
    for key, name in zip(leaf.measures, _names(leaf, labels), strict=True):
        for period in (None,) if asked_key(key) else periods:
            fact = facts.get((key, period.key if period else WHOLE))
            label = period.label if period else "本周期"
            more = (fact.value, fact.source, fact.ref) if fact else (None, "", "")
            text = figure_of(key, fact.value) if fact and fact.value is not None else ""
            found.append(Figure(name, label, *more, text))
    return found


def _names(leaf: Indicator, labels: Mapping[str, str]) -> list[str]:
    asked = dict(zip(leaf.measures, leaf.asked, strict=False))
    return [asked.get(key) or labels.get(key, leaf.title) for key in leaf.measures]


def answer_uses(member: Member) -> QuerySet[Use]:
    """Exactly what is attached to its answers and in force."""
    answers = Answer.objects.filter(member=member).values("pk")
    rows = Use.objects.filter(subject_kind=ANSWER, subject_id__in=answers, removed_at=None)
    return rows.filter(file__withdrawn_at=None).select_related("file__organisation")


def uses_by_leaf(member: Member) -> dict[str, list[Use]]:
    leaves = dict(member.answers.values_list("pk", "indicator"))
    found: dict[str, list[Use]] = {}
    for use in answer_uses(member).order_by("added_at", "pk"):
        found.setdefault(leaves[use.subject_id], []).append(use)
    return found
