"""Mutual checks of a round: who may check whom, how far they are, what a checker is shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Count, Q, QuerySet

from wangyu.assessment.evaluation.logic import pairing
from wangyu.assessment.evaluation.logic.marking import Lack, lacks, total
from wangyu.assessment.evaluation.logic.pairing.problem import RIVALS, RULES, Problem, problem_of
from wangyu.assessment.evaluation.models import Check, Cycle, Member
from wangyu.assessment.evaluation.queries.cycles import charter_of
from wangyu.assessment.evaluation.queries.points import (
    all_own_points,
    given_of,
    leaves_of,
    own_points,
)

STANDING = ("open", "submitted")
RULE_NAMES = RULES | {RIVALS: "同组自查总分相邻的不查"}
"""What counts as rivals in an evaluation."""
Names = tuple[str, str]


def signed_members(cycle: Cycle) -> list[Member]:
    rows = cycle.members.filter(state="signed").select_related("organisation")
    return list(rows.order_by("organisation__path"))


def unsigned_members(cycle: Cycle) -> list[Member]:
    return list(cycle.members.exclude(state="signed").select_related("organisation"))


def still_filling(cycle: Cycle, now: datetime) -> list[Member]:
    """Those who have not signed and whose own deadline is not over."""
    return [one for one in unsigned_members(cycle) if (one.due_at or cycle.due_at) > now]


def every_check(cycle: Cycle) -> QuerySet[Check]:
    """With those that were given to somebody else."""
    rows = Check.objects.filter(checked__cycle=cycle)
    return rows.select_related("checker__organisation", "checked__organisation", "checked__cycle")


def checks_of(cycle: Cycle) -> QuerySet[Check]:
    """All that stand."""
    return every_check(cycle).filter(state__in=STANDING)


def dropped_checks(cycle: Cycle) -> QuerySet[Check]:
    return every_check(cycle).filter(state="dropped")


def with_progress(rows: QuerySet[Check]) -> QuerySet[Any]:
    return rows.annotate(done=Count("marks", filter=Q(marks__points__isnull=False)))


def past_pairs(cycle: Cycle) -> set[Names]:
    """Of the round before, by the names they have now."""
    if cycle.follows is None:
        return set()
    rows = checks_of(cycle.follows).values_list(
        "checker__organisation__name", "checked__organisation__name"
    )
    return set(rows)


def rivals_of(cycle: Cycle, members: Collection[Member]) -> set[Names]:
    """Neighbours by self-total in a peer group: each would gain by the other's loss."""
    points, keys = all_own_points(cycle), [leaf.key for leaf in leaves_of(cycle)]
    groups: dict[str, list[tuple[Any, str]]] = {}
    for one in members:
        found = total(points[one.pk], keys)
        if found is not None:
            groups.setdefault(one.group, []).append((found, one.organisation.name))
    return {
        (one, other) for rows in groups.values() for (_, one), (_, other) in pairwise(sorted(rows))
    }


def problem_for(cycle: Cycle, rules: Collection[str] = tuple(RULES)) -> Problem:
    """Members by name, of which a province has each once."""
    members = signed_members(cycle)
    return problem_of(
        _engine(members), charter_of(cycle).checks_each, past_pairs(cycle),
        rivals_of(cycle, members), rules, (),
    )  # fmt: skip


def _engine(members: Iterable[Member]) -> list[pairing.Member]:
    return [pairing.Member(m.organisation.name, m.city, m.group) for m in members]


def proposal(
    cycle: Cycle, *, seed: int, rules: Collection[str] = tuple(RULES)
) -> pairing.Pairing | pairing.Clash:
    """The same for the same seed while nothing has changed."""
    members = signed_members(cycle)
    return pairing.pair(
        _engine(members), charter_of(cycle).checks_each, past=past_pairs(cycle),
        rivals=rivals_of(cycle, members), seed=seed, rules=rules,
    )  # fmt: skip


def told(clash: pairing.Clash) -> str:
    """Why there are no pairs, in this room's words."""
    return clash.why.replace(RULES[RIVALS], RULE_NAMES[RIVALS])


def names_of(checks: Iterable[Check]) -> list[Names]:
    return [(one.checker.organisation.name, one.checked.organisation.name) for one in checks]


def lacks_of(check: Check) -> list[Lack]:
    return lacks(
        leaves_of(check.checked.cycle), own_points(check.checked), given_of(check.marks.all())
    )


def check_names(ids: Collection[int]) -> dict[int, str]:
    rows = Check.objects.filter(pk__in=set(ids))
    names = rows.values_list("pk", "checker__organisation__name", "checked__organisation__name")
    return {pk: f"{checker}查{checked}" for pk, checker, checked in names}


def locked_check(check: Check) -> Check:
    rows = Check.objects.select_for_update(of=("self",)).select_related(
        "checker__organisation", "checked__organisation", "checked__cycle__owner",
        "checked__cycle__version__scheme",
    )  # fmt: skip
    return rows.get(pk=check.pk)
