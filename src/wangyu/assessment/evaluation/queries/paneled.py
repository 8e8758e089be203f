"""What experts gave, once they handed it in: as figures of a round, one by one with their reasons."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from wangyu.assessment.evaluation.logic.freezing import Row
from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.logic.paneling import Figure, figure_of
from wangyu.assessment.evaluation.logic.rating import is_rated
from wangyu.assessment.evaluation.logic.rules.panel import Panel
from wangyu.assessment.evaluation.logic.scheme import PANEL
from wangyu.assessment.evaluation.models import Cycle, Expert, Member, RatingMark
from wangyu.assessment.evaluation.queries.cycles import charter_of, has_panel, scheme_of
from wangyu.assessment.evaluation.queries.facts import WHOLE, Facts

RATED = "rated"
"""The state of such a figure."""


def rated_leaves(cycle: Cycle) -> list[Indicator]:
    """What a panel gives points for; none where there is no panel."""
    leaves = scheme_of(cycle.version).leaves if has_panel(cycle) else ()
    return [leaf for leaf in leaves if is_rated(leaf)]


def panel_leaves(cycle: Cycle) -> list[Indicator]:
    """The same with the experts' own scale as full marks: 100 points, whatever it is worth."""
    rules = ((leaf, leaf.rule) for leaf in rated_leaves(cycle))
    return [replace(leaf, points=rule.scale) for leaf, rule in rules if isinstance(rule, Panel)]


def numbers_of(cycle: Cycle) -> dict[int, int]:
    """By expert, in an order nobody outside can foretell: it tells nothing of who was named when."""

    def key(pair: tuple[int, int]) -> str:
        return salted_hmac("evaluation.expert", f"{cycle.pk}:{pair[1]}").hexdigest()

    rows = Expert.objects.filter(cycle=cycle).values_list("pk", "user_id")
    return {pk: n for n, (pk, _) in enumerate(sorted(rows, key=key), start=1)}


def marks_given(cycle: Cycle) -> QuerySet[RatingMark]:
    """All that count."""
    rows = RatingMark.objects.filter(rating__member__cycle=cycle, rating__expert__state="submitted")
    return rows.filter(rating__recused="", points__isnull=False)


def figures_for(member: Member) -> dict[str, Figure]:
    """By leaf, also where nobody gave points."""
    leaves, charter = rated_leaves(member.cycle), charter_of(member.cycle)
    found: dict[str, list[float]] = {leaf.key: [] for leaf in leaves}
    marks = marks_given(member.cycle).filter(rating__member=member) if leaves else ()
    for mark in marks:
        if mark.indicator in found and mark.points is not None:
            found[mark.indicator].append(float(mark.points))
    return {key: figure_of(points, charter) for key, points in found.items()}


def figure_place(leaf: Indicator) -> tuple[str, str]:
    return PANEL + leaf.key, WHOLE


def with_panel(facts: Facts, member: Member) -> Facts:
    """What a score stands on with what experts gave: for those who may know it by now."""
    rows = (_row(key, figure) for key, figure in figures_for(member).items())
    return dict(facts) | {(row.measure, row.period_key): row for row in rows}


def _row(leaf: str, figure: Figure) -> Row:
    value = None if np.isnan(figure.value) else Decimal(repr(figure.value))
    return Row(PANEL + leaf, WHOLE, value, f"专家评分：{figure.how}", "", RATED)
