"""What stands behind a university's score, indicator by indicator: facts, words, evidence, checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import numpy as np

from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.logic.rating import is_rated
from wangyu.assessment.evaluation.logic.scoring import explain
from wangyu.assessment.evaluation.models import CheckMark, Member, VisitMark
from wangyu.assessment.evaluation.models.checks import Mark
from wangyu.assessment.evaluation.queries.behind import Place, name_of, papers_behind
from wangyu.assessment.evaluation.queries.combined import SEEN
from wangyu.assessment.evaluation.queries.cycles import has_panel, scheme_of
from wangyu.assessment.evaluation.queries.facts import Facts, facts_of, places_of
from wangyu.assessment.evaluation.queries.lines import figure_of
from wangyu.assessment.evaluation.queries.paneled import (
    figure_place,
    marks_given,
    numbers_of,
    with_panel,
)
from wangyu.assessment.evaluation.queries.scores import labels_of, own_scores, row_of
from wangyu.assessment.evaluation.queries.visits import photos_of
from wangyu.base.lib.periods import Period
from wangyu.records.evidence.models import Use


@dataclass(frozen=True, slots=True)
class Figure:
    place: Place
    label: str
    period: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Given:
    """What one check gave, by whom as far as the reader may know."""

    who: str
    mark: Mark
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Leaf:
    leaf: Indicator
    cell: Mapping[str, Any]
    on: str
    why: str
    words: str
    figures: list[Figure]
    uses: list[Use]
    """At the answer and at the figures of the ledger, as far as they are shown."""
    proved: bool
    given: list[Given]
    """By those that checked it, on the spot, by experts."""

    @property
    def missing(self) -> bool:
        return self.cell.get("points") is None

    @property
    def orphaned(self) -> bool:
        """Nothing proves it although something should."""
        return self.leaf.evidence == "required" and not self.proved


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
    labels, scores = labels_of(tree), own_scores(member, rated=True)
    row = row_of(scores, member)
    facts = with_panel(facts_of([member], tree, cycle.periods)[member.pk], member)
    answers, cells = {one.indicator: one for one in member.answers.all()}, line.get("by_leaf", {})
    places = {leaf.key: places_of(leaf, tree, cycle.periods) for leaf in tree.leaves}
    papers = papers_behind(member, {one for some in places.values() for one in some}, facts)
    ways = (
        checks_given(member, named=named),
        spots_given(member),
        experts_given(member, named=named),
    )
    for leaf in tree.leaves:
        cell, answer = cells.get(leaf.key, {}), answers.get(leaf.key)
        uses = papers.of(leaf, places[leaf.key])
        yield Leaf(
            leaf, cell, cell.get("how", ""),
            explain(scores, leaf, row, labels), answer.words if answer else "",
            list(_figures(leaf, facts, labels, [*places[leaf.key], *_rated_place(leaf)])),
            uses, bool(uses), [one for way in ways for one in way.get(leaf.key, ())],
        )  # fmt: skip


def _figures(
    leaf: Indicator, facts: Facts, labels: Mapping[str, str], places: Iterable[Place]
) -> Iterator[Figure]:
    """Those that count and are known of."""
    for place in places:
        fact, (key, period) = facts.get(place), place
        if fact is not None:
            label = Period.parse(period).label if period else ""
            text = "没有数字" if fact.value is None else figure_of(key, fact.value, leaf)
            yield Figure(place, name_of(key, [leaf], labels), label, text, fact.source)


def _rated_place(leaf: Indicator) -> list[Place]:
    return [figure_place(leaf)] if is_rated(leaf) else []


def checks_given(member: Member, *, named: bool) -> dict[str, list[Given]]:
    """By those that checked it and handed in."""
    rows = CheckMark.objects.filter(check_of__checked=member, check_of__state="submitted")
    rows = rows.select_related("check_of__checker__organisation", "file").order_by("check_of")
    order = {pk: n for n, pk in enumerate(sorted({row.check_of_id for row in rows}), start=1)}
    found: dict[str, list[Given]] = {}
    for row in rows:
        alias = f"互查 {order[row.check_of_id]}"
        who = row.check_of.checker.organisation.name if named else alias
        given = Given(who, row, row.check_of.submitted_at)
        found.setdefault(row.indicator, []).append(given)
    return found


def spots_given(member: Member) -> dict[str, list[Given]]:
    """On the spot, once it was handed in."""
    rows = VisitMark.objects.filter(visit__member=member, visit__state__in=SEEN)
    return {
        row.indicator: [Given("抽查", row, row.visit.submitted_at)]
        for row in rows.select_related("file", "visit")
    }


def experts_given(member: Member, *, named: bool) -> dict[str, list[Given]]:
    """By the experts of the panel that handed in: under their numbers, with their names to the province."""
    if not has_panel(member.cycle):
        return {}
    rows = marks_given(member.cycle).filter(rating__member=member)
    numbers = numbers_of(member.cycle)
    found: dict[str, list[Given]] = {}
    seated = rows.select_related("rating__expert__user", "file")
    for row in sorted(seated, key=lambda one: numbers[one.rating.expert_id]):
        expert = row.rating.expert
        who = f"专家 {numbers[expert.pk]}" + (f"（{expert.user.name}）" if named else "")
        found.setdefault(row.indicator, []).append(Given(who, row, expert.submitted_at))
    return found


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
