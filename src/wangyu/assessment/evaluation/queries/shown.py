"""What a university says leaf by leaf, as those who check it read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from wangyu.assessment.evaluation.logic.marking import PLACES
from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.logic.rating import is_rated
from wangyu.assessment.evaluation.logic.scoring import explain
from wangyu.assessment.evaluation.models import Answer, Member
from wangyu.assessment.evaluation.models.checks import Mark
from wangyu.assessment.evaluation.queries.behind import Place, name_of, papers_behind
from wangyu.assessment.evaluation.queries.cycles import scheme_of
from wangyu.assessment.evaluation.queries.facts import WHOLE, Facts, facts_of, places_of
from wangyu.assessment.evaluation.queries.lines import figure_of
from wangyu.assessment.evaluation.queries.points import REQUIRED, leaves_of, points_in
from wangyu.assessment.evaluation.queries.scores import labels_of, own_scores, row_of
from wangyu.assessment.evaluation.queries.sheet import claims, proofs_by_leaf
from wangyu.base.lib.numbers import round_half_up, show
from wangyu.base.lib.periods import Period
from wangyu.records.evidence.models import Classification, Use
from wangyu.records.ledger.queries.pointing import ENTRY


@dataclass(frozen=True, slots=True)
class Figure:
    place: Place
    label: str
    period: str
    value: Decimal | None
    source: str
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
    """All that proves it: at the answer and at the figures of the ledger."""
    withheld: int = 0
    """Pieces that a reader of another university does not open."""
    wants_evidence: bool = False
    mark: Mark | None = None
    photos: list[Use] = field(default_factory=list)

    @property
    def is_rated(self) -> bool:
        """It has no points but those others give."""
        return is_rated(self.leaf)

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


def leaves_shown(
    member: Member, marks: Iterable[Mark] = (), *, peer: bool,
    leaves: Sequence[Indicator] | None = None,
) -> list[Leaf]:  # fmt: skip
    """In the order of the scheme; a handful of queries. ``peer``: for one of another university."""
    cycle, tree = member.cycle, scheme_of(member.cycle.version)
    leaves = leaves_of(cycle) if leaves is None else leaves
    scores, labels = own_scores(member), labels_of(tree)
    row, found = row_of(scores, member), {one.indicator: one for one in marks}
    points = points_in(scores, row)
    facts = facts_of([member], tree, cycle.periods)[member.pk]
    answers = {one.indicator: one for one in member.answers.all()}
    places = {leaf.key: places_of(leaf, tree, cycle.periods) for leaf in leaves}
    papers = papers_behind(member, {one for some in places.values() for one in some}, facts)
    proofs = proofs_by_leaf([member], tree, {member.pk: facts})
    shown = []
    for leaf in leaves:
        every = papers.of(leaf, places[leaf.key])
        uses = [use for use in every if not (peer and is_withheld(use))]
        unproved = leaf.evidence == REQUIRED and (member.pk, leaf.key) not in proofs
        shown.append(
            Leaf(
                leaf, tree.top_of(leaf.key).title, points[leaf.key],
                explain(scores, leaf, row, labels), _figures(leaf, facts, labels, places[leaf.key]),
                _words(answers.get(leaf.key)), uses, len(every) - len(uses),
                unproved and claims(leaf, facts), found.get(leaf.key),
            )
        )  # fmt: skip
    return shown


def is_withheld(use: Use) -> bool:
    """Of what lies at the ledger, what is marked as sensitive."""
    return use.subject_kind == ENTRY and use.file.classification == Classification.SENSITIVE


def _words(answer: Answer | None) -> str:
    return answer.words if answer else ""


def _figures(
    leaf: Indicator, facts: Facts, labels: Mapping[str, str], places: Sequence[Place]
) -> list[Figure]:
    found = []
    for place in places:
        fact, (key, period) = facts.get(place), place
        label = Period.parse(period).label if period != WHOLE else "本周期"
        more = (fact.value, fact.source) if fact else (None, "")
        text = figure_of(key, fact.value, leaf) if fact and fact.value is not None else ""
        found.append(Figure(place, name_of(key, [leaf], labels), label, *more, text))
    return found
