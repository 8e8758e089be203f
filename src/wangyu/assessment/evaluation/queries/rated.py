"""Where a university's points by others' rating come from, as far as it may know by now."""

from __future__ import annotations

from wangyu.assessment.evaluation.logic.rating import TOLD, Rated, Rating, is_rated, to_come
from wangyu.assessment.evaluation.models import Member
from wangyu.assessment.evaluation.queries.cycles import charter_of, scheme_of
from wangyu.assessment.evaluation.queries.tracing import (
    Given,
    checks_given,
    experts_given,
    spots_given,
)


def rated_of(member: Member) -> dict[str, Rated]:
    """By leaf. Checks are told once the conclusion is made known, a visit once it is handed in."""
    cycle = member.cycle
    leaves = [leaf.key for leaf in scheme_of(cycle.version).leaves if is_rated(leaf)]
    if not leaves:
        return {}
    checks = checks_given(member, named=False) if cycle.state in TOLD else {}
    experts = experts_given(member, named=False) if cycle.state in TOLD else {}
    spots, charter = spots_given(member), charter_of(cycle)
    found = {}
    for leaf in leaves:
        some = (*checks.get(leaf, ()), *spots.get(leaf, ()), *experts.get(leaf, ()))
        given = tuple(_rating(one) for one in some)
        found[leaf] = Rated(given, to_come(charter, cycle.state, len(given)))
    return found


def _rating(given: Given) -> Rating:
    return Rating(given.who, given.mark.points, given.mark.words, given.at)
