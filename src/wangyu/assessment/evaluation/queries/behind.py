"""What stands behind a university's figures: who signed them, what rule reads them, what proves them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from wangyu.assessment.evaluation.logic.freezing import Row
from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.logic.rating import is_rated
from wangyu.assessment.evaluation.logic.scoring import explain, names_of
from wangyu.assessment.evaluation.models import Answer, Member
from wangyu.assessment.evaluation.queries.cycles import has_panel, scheme_of
from wangyu.assessment.evaluation.queries.facts import WHOLE, Facts, facts_of, places_of
from wangyu.assessment.evaluation.queries.lines import figure_of
from wangyu.assessment.evaluation.queries.paneled import figure_place, with_panel
from wangyu.assessment.evaluation.queries.points import ANSWER, leaves_of, points_in
from wangyu.assessment.evaluation.queries.scores import labels_of, own_scores, row_of
from wangyu.assessment.evaluation.queries.sheet import FACT
from wangyu.base.lib.periods import Period
from wangyu.records.evidence.models import Classification, Use
from wangyu.records.evidence.queries import uses_among
from wangyu.records.ledger.queries.pointing import (
    ENTRY,
    Told,
    entries_of_facts,
    papers_of_facts,
    told_of,
)

Place = tuple[str, str]
"""A measure and a period."""


@dataclass(frozen=True, slots=True)
class Papers:
    """Evidence in force: at the answers, by leaf; at the figures of the ledger, by place."""

    answers: Mapping[str, list[Use]]
    figures: Mapping[Place, list[Use]]

    def of(self, leaf: Indicator, places: Iterable[Place]) -> list[Use]:
        """All that stands behind a leaf, a file once."""
        uses = [
            *self.answers.get(leaf.key, ()),
            *(u for p in places for u in self.figures.get(p, ())),
        ]
        return list({use.file_id: use for use in reversed(uses)}.values())[::-1]


def papers_behind(member: Member, places: Collection[Place], facts: Facts) -> Papers:
    """A handful of queries."""
    leaves = dict(Answer.objects.filter(member=member).values_list("pk", "indicator"))
    answers: dict[str, list[Use]] = {}
    for use in uses_among(ANSWER, list(leaves)):
        answers.setdefault(leaves[use.subject_id], []).append(use)
    ids = fact_ids(facts, places)
    found = papers_of_facts(ids.values())
    return Papers(answers, {place: found[pk] for place, pk in ids.items() if pk in found})


def fact_ids(facts: Facts, places: Collection[Place]) -> dict[Place, int]:
    """Facts of the ledger among what a score stands on."""
    refs = {place: facts[place].ref.partition(":") for place in places if place in facts}
    return {place: int(pk) for place, (kind, _, pk) in refs.items() if kind == FACT}


def uses_behind(
    member: Member, *, peer: bool, leaves: Sequence[Indicator] | None = None
) -> QuerySet[Use]:
    """Exactly what proves what others give points for, and nothing else of the university.

    A ``peer`` is of another university: what lies at the ledger and is marked as sensitive it does
    not open; what was attached for those who check, it does. ``leaves``: what is looked at, where it
    is not what checkers look at.
    """
    cycle = member.cycle
    tree, leaves = scheme_of(cycle.version), leaves_of(cycle) if leaves is None else leaves
    facts = facts_of([member], tree, cycle.periods)[member.pk]
    places = {place for leaf in leaves for place in places_of(leaf, tree, cycle.periods)}
    answers = Answer.objects.filter(member=member, indicator__in=[leaf.key for leaf in leaves])
    entries = entries_of_facts(fact_ids(facts, places).values())
    at_figures = Q(subject_kind=ENTRY, subject_id__in=list(entries.values()))
    if peer:
        at_figures &= ~Q(file__classification=Classification.SENSITIVE)
    at_answers = Q(subject_kind=ANSWER, subject_id__in=answers.values("pk"))
    rows = Use.objects.filter(at_answers | at_figures, removed_at=None)
    return rows.filter(file__withdrawn_at=None).select_related("file__organisation")


@dataclass(frozen=True, slots=True)
class Reading:
    """One indicator that counts a figure, and what the rule makes of it."""

    leaf: Indicator
    above: str
    points: Decimal | None
    why: str


@dataclass(frozen=True, slots=True)
class Behind:
    """One figure opened."""

    label: str
    period: str
    row: Row | None
    text: str
    told: Told | None
    readings: list[Reading]
    papers: list[Use]


def figure_behind(
    member: Member, place: Place, leaves: Iterable[Indicator], *, rated: bool = False
) -> Behind | None:  # fmt: skip
    """None where no leaf of these counts such a figure. ``rated``: what experts gave is one, too."""
    cycle, tree = member.cycle, scheme_of(member.cycle.version)
    rated = rated and has_panel(cycle)
    reading = [
        leaf
        for leaf in leaves
        if place in places_of(leaf, tree, cycle.periods)
        or (rated and is_rated(leaf) and place == figure_place(leaf))
    ]
    if not reading:
        return None
    facts: Facts = facts_of([member], tree, cycle.periods)[member.pk]
    facts = with_panel(facts, member) if rated else facts
    row, key = facts.get(place), place[0]
    papers = papers_behind(member, [place], facts)
    uses = [use for leaf in reading for use in papers.of(leaf, [place])]
    pk = fact_ids(facts, [place]).get(place)
    return Behind(
        name_of(key, reading, labels_of(tree)),
        Period.parse(place[1]).label if place[1] != WHOLE else "本周期",
        row, figure_of(key, row.value, reading[0]) if row and row.value is not None else "",
        told_of(pk) if pk else None, list(_readings(member, reading, rated=rated)),
        list({use.file_id: use for use in uses}.values()),
    )  # fmt: skip


def _readings(member: Member, leaves: Iterable[Indicator], *, rated: bool) -> Iterable[Reading]:
    tree, scores = scheme_of(member.cycle.version), own_scores(member, rated=rated)
    row, labels = row_of(scores, member), labels_of(tree)
    points = points_in(scores, row)
    for leaf in leaves:
        said = explain(scores, leaf, row, labels)
        yield Reading(leaf, tree.top_of(leaf.key).title, points[leaf.key], said)


def name_of(key: str, leaves: Iterable[Indicator], labels: Mapping[str, str]) -> str:
    """What a figure is called at the first leaf that counts it; an answer is called by its question."""
    names = (dict(zip(one.measures, names_of(one, labels), strict=True)) for one in leaves)
    return next((some[key] for some in names if key in some), labels.get(key, key))
