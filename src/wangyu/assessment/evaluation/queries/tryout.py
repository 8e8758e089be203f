"""The facts of some years for every university of a province, and a scheme scored by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wangyu.assessment.evaluation.logic.nodes import Scheme as Tree
from wangyu.assessment.evaluation.logic.rules.base import Floats
from wangyu.assessment.evaluation.logic.scheme import SELF
from wangyu.assessment.evaluation.logic.scoring import Scores, score
from wangyu.assessment.evaluation.logic.spans import over_years
from wangyu.assessment.evaluation.models import Frozen
from wangyu.assessment.evaluation.queries.cycles import universities_for
from wangyu.assessment.evaluation.queries.facts import asked_key
from wangyu.assessment.evaluation.queries.scores import bounds_of, labels_of, readable
from wangyu.base.lib import measures
from wangyu.base.lib.periods import Period, PeriodKind
from wangyu.institutions.orgs.models import Organisation

PEERS = ("level", "ownership")
WITHOUT = "未分组"
REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Tried:
    universities: list[Any]
    scores: Scores
    states: Mapping[str, str]
    """Of each measure: "reported" where any of its values is not verified yet."""


def last_year(otherwise: int) -> int:
    """The latest calendar year that was reported on."""
    years = [p.year for p in measures.reported_periods() if p.kind is PeriodKind.CALENDAR]
    return max(years, default=otherwise)


def tried(owner: Organisation, tree: Tree, first: int, last: int) -> Tried:
    """Every university as it is today. What a rule cannot read is unknown to it."""
    universities = list(universities_for(owner))
    ids = [one.organisation_id for one in universities]
    years = list(range(first, last + 1))
    offered, states = _offered(tree, ids, years)
    values = offered | _answered(tree, ids, last)
    units = [str(pk) for pk in ids]
    groups = [group_of(tree, one) for one in universities]
    bounds = bounds_of(tree.leaves)
    values = {key: readable(value, bounds.get(key)) for key, value in values.items()}
    return Tried(universities, score(tree, units, groups, values, labels=labels_of(tree)), states)


def group_of(tree: Tree, university: Any) -> str:
    """The peer group as the scheme compares; where it does not say, 本科·公办 …"""
    parts = (getattr(university, name, "") for name in tree.groups or PEERS)
    return "·".join(part for part in parts if part) or WITHOUT


def _offered(
    tree: Tree, ids: Sequence[int], years: Sequence[int]
) -> tuple[dict[str, Floats], dict[str, str]]:
    """Values by measure, and how far those of the last year may be trusted."""
    keys = [key for key in tree.measures if measures.is_offered(key)]
    read = [measures.read(keys, ids, Period(PeriodKind.CALENDAR, year)) for year in years]
    values = {key: np.array([_row(one[key], ids) for one in read]) for key in keys}
    spans = tree.spans
    states = {key: REPORTED for key in keys if any(m.state == REPORTED for m in read[-1][key].values())}  # fmt: skip
    return {key: over_years(values[key], spans[key]) for key in keys}, states


def _row(values: measures.Values, ids: Sequence[int]) -> list[float]:
    found = (values[pk].value if pk in values else None for pk in ids)
    return [np.nan if value is None else float(value) for value in found]


def _answered(tree: Tree, ids: Sequence[int], last: int) -> dict[str, Floats]:
    """What universities gave themselves when they last signed for that year."""
    keys = [key for key in tree.measures if key.startswith(SELF)]
    places = {pk: row for row, pk in enumerate(ids)}
    rows = Frozen.objects.filter(
        measure__in=keys, member__organisation__in=ids, member__cycle__last_year=last
    ).order_by("member__cycle_id", "revision")
    found = {key: np.full(len(ids), np.nan) for key in keys}
    for key, pk, value in rows.values_list("measure", "member__organisation_id", "value"):
        found[key][places[pk]] = np.nan if value is None else float(value)
    return found


def not_given(tree: Tree) -> list[str]:
    """What only a form or a panel gives: unknown until a round has asked."""
    return [key for key in tree.measures if asked_key(key)]
