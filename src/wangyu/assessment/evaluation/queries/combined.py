"""A round as a conclusion sees it: what its universities, facts and marks come to together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, Sum
from django.utils.crypto import salted_hmac

from wangyu.assessment.evaluation.logic.concluding import Outcome, conclude
from wangyu.assessment.evaluation.logic.concluding.case import (
    EXPERT,
    MUTUAL,
    RULED,
    SPOT,
    Case,
    Fact,
    Mark,
    Unit,
)
from wangyu.assessment.evaluation.logic.drawing.sampling import Layer, layers_of
from wangyu.assessment.evaluation.logic.formulas import Versions, current, first
from wangyu.assessment.evaluation.logic.scheme import Scheme as Tree
from wangyu.assessment.evaluation.models import (
    Check,
    CheckMark,
    Cycle,
    Member,
    Objection,
    Visit,
    VisitMark,
)
from wangyu.assessment.evaluation.queries.cycles import charter_of, has_panel, scheme_of
from wangyu.assessment.evaluation.queries.draws import find_draw
from wangyu.assessment.evaluation.queries.facts import facts_of
from wangyu.assessment.evaluation.queries.paneled import marks_given, numbers_of
from wangyu.assessment.evaluation.queries.scores import group_of

SEEN = ("submitted", "confirmed")
"""Visits whose findings count."""
UNGROUPED = "未分组"


@dataclass(frozen=True)
class Round:
    """``codes``: by member, what it is called in a case; the order of the codes tells nothing."""

    outcome: Outcome
    codes: Mapping[int, str]

    def row(self, member_id: int) -> int:
        return self.outcome.case.place[self.codes[member_id]]


@dataclass(frozen=True, slots=True)
class Ruling:
    """Points of an indicator that are decided and not kept yet."""

    member_id: int
    indicator: str
    points: Decimal


def round_of(cycle: Cycle, ruling: Ruling | None = None) -> Round:
    """Computed anew only when something it stands on has changed; with a ruling as if it were kept."""
    if ruling is not None or not _all_signed(cycle):
        return _computed(cycle, ruling)
    return kept_round(cycle.pk, _stamp(cycle))


def _all_signed(cycle: Cycle) -> bool:
    return not cycle.members.exclude(state="signed").exists()


def standing_of(cycle: Cycle) -> tuple[Any, ...]:
    """Another one whenever a number of the round is, or may be.

    What is not signed yet may move with the ledger: there it is the numbers themselves.
    """
    if _all_signed(cycle):
        return _stamp(cycle)
    members, codes = coded(cycle)
    return (hashlib.sha256(repr(case_of(cycle, members, codes)).encode()).hexdigest(),)


@lru_cache(maxsize=8)
def kept_round(cycle_id: int, stamp: tuple[Any, ...]) -> Round:  # noqa: ARG001 -- the key of what is kept
    """The round as it was at a stamp. A test that begins on an emptied database empties this, too."""
    return _computed(Cycle.objects.select_related("version").get(pk=cycle_id))


def _stamp(cycle: Cycle) -> tuple[Any, ...]:
    """Changes whenever a number of the round may, or the name of a university."""
    checks = Check.objects.filter(checked__cycle=cycle, state="submitted")
    visits = Visit.objects.filter(member__cycle=cycle, state__in=SEEN)
    rulings = Objection.objects.filter(member__cycle=cycle, state="upheld")
    marks = (
        CheckMark.objects.filter(check_of__checked__cycle=cycle),
        VisitMark.objects.filter(visit__member__cycle=cycle),
    )
    parts = (
        checks.aggregate(Count("pk"), Max("submitted_at")),
        visits.aggregate(Count("pk"), Max("submitted_at"), Max("confirmed_at")),
        rulings.aggregate(Count("pk"), Max("answered_at"), Sum("points")),
        *([_experts(cycle)] if has_panel(cycle) else []),
        *(rows.aggregate(Count("pk"), Max("updated_at"), Sum("points")) for rows in marks),
    )
    told = cycle.members.order_by("pk")
    members = tuple(told.values_list("pk", "revision", "signed_at", "organisation__name"))
    charter = json.dumps(cycle.charter, sort_keys=True)
    formulas = tuple(sorted(formulas_of(cycle).items()))
    return (cycle.version_id, charter, formulas, members, *(tuple(part.values()) for part in parts))


def _experts(cycle: Cycle) -> dict[str, Any]:
    """Who is named counts even without a mark: all are numbered anew by it, see ``numbers_of``."""
    return marks_given(cycle).aggregate(
        Count("pk"), Max("updated_at"), Sum("points"), Max("rating__expert__submitted_at"),
        Count("rating__expert", distinct=True),
    ) | {"named": tuple(cycle.experts.order_by("pk").values_list("pk", flat=True))}  # fmt: skip


def _computed(cycle: Cycle, ruling: Ruling | None = None) -> Round:
    members, codes = coded(cycle)
    return Round(conclude(case_of(cycle, members, codes, ruling)), codes)


def coded(cycle: Cycle) -> tuple[list[Member], dict[int, str]]:
    """Members under codes whose order nobody outside can foretell: a copy may show the codes."""

    def key(member: Member) -> str:
        return salted_hmac("evaluation.code", f"{cycle.pk}:{member.organisation_id}").hexdigest()

    members = sorted(cycle.members.select_related("organisation"), key=key)
    width = len(str(len(members)))
    return members, {m.pk: f"U{n:0{width}d}" for n, m in enumerate(members, start=1)}


def case_of(
    cycle: Cycle, members: list[Member], codes: Mapping[int, str], ruling: Ruling | None = None
) -> Case:
    tree = scheme_of(cycle.version)
    units = tuple(
        Unit(codes[m.pk], m.organisation.name, m.group or UNGROUPED, group_of(tree, m))
        for m in members
    )
    return Case(
        tree, charter_of(cycle), tuple(period.key for period in cycle.periods), units,
        tuple(_facts(cycle, members, codes, tree)), tuple(marks_of(cycle, codes, tree, ruling)),
        cycle.pk,
        _layers(cycle, codes), formulas_of(cycle),
    )  # fmt: skip


def formulas_of(cycle: Cycle) -> Versions:
    """Today's; once something is concluded, those it was concluded by."""
    kept = cycle.conclusions.order_by("number").values_list("formulas", flat=True)[:1]
    return next((found or first() for found in kept), None) or current()


def _layers(cycle: Cycle, codes: Mapping[int, str]) -> tuple[Layer, ...]:
    draw = find_draw(cycle)
    if draw is None or draw.result is None:
        return ()
    by_name = {row["unit"]: codes[row["member"]] for row in draw.frame}
    return layers_of(draw.frame, draw.strata, draw.result, by_name)


def _facts(
    cycle: Cycle, members: list[Member], codes: Mapping[int, str], tree: Tree
) -> Iterator[Fact]:
    found = facts_of(members, tree, cycle.periods)
    wanted = set(tree.measures)
    for member in members:
        for (measure, period), fact in sorted(found[member.pk].items()):
            if measure in wanted:
                value = float("nan") if fact.value is None else float(fact.value)
                yield Fact(codes[member.pk], measure, period, value)


def marks_of(
    cycle: Cycle, codes: Mapping[int, str], tree: Tree, ruling: Ruling | None = None
) -> list[Mark]:
    """What checkers, inspectors and upheld objections gave, in one order always."""
    leaves = {leaf.key: place for place, leaf in enumerate(tree.leaves)}
    rows = [*_mutual(cycle, codes), *_spot(cycle), *_ruled(cycle, ruling), *_judged(cycle)]
    made = [
        Mark(kind, codes[of], by, leaf, float(points))
        for kind, of, by, leaf, points in rows
        if leaf in leaves
    ]
    return sorted(made, key=lambda one: (one.kind, one.unit, leaves[one.leaf], one.by))


def _mutual(cycle: Cycle, codes: Mapping[int, str]) -> Iterator[tuple[Any, ...]]:
    rows = CheckMark.objects.filter(check_of__checked__cycle=cycle, check_of__state="submitted")
    names = ("check_of__checked", "check_of__checker", "indicator", "points")
    for of, by, leaf, points in rows.exclude(points=None).values_list(*names):
        yield MUTUAL, of, codes[by], leaf, points


def _spot(cycle: Cycle) -> Iterator[tuple[Any, ...]]:
    rows = VisitMark.objects.filter(visit__member__cycle=cycle, visit__state__in=SEEN)
    for member, leaf, points in rows.exclude(points=None).values_list(
        "visit__member", "indicator", "points"
    ):
        yield SPOT, member, "", leaf, points


def _ruled(cycle: Cycle, ruling: Ruling | None) -> Iterator[tuple[Any, ...]]:
    """The last ruling on an indicator counts."""
    rows = Objection.objects.filter(member__cycle=cycle, state="upheld").exclude(points=None)
    found = {}
    for member, leaf, points in rows.order_by("answered_at", "pk").values_list(
        "member", "indicator", "points"
    ):
        found[member, leaf] = points
    if ruling is not None:
        found[ruling.member_id, ruling.indicator] = ruling.points
    for (member, leaf), points in found.items():
        yield RULED, member, "", leaf, points


def _judged(cycle: Cycle) -> Iterator[tuple[Any, ...]]:
    """Experts under their numbers, as reviewers are elsewhere: a bundle names nobody."""
    if not has_panel(cycle):
        return
    numbers = numbers_of(cycle)
    rows = marks_given(cycle).values_list("rating__member", "rating__expert", "indicator", "points")
    for member, expert, leaf, points in rows:
        yield EXPERT, member, f"P{numbers[expert]}", leaf, points
